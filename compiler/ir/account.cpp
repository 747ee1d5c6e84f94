#include "compiler/ir/account.hpp"

#include <algorithm>
#include <array>

namespace boxwright::ir {

std::string_view word(Volatility volatility) {
  static constexpr std::array<std::string_view, 7> words{"pinned package", "pinned source", "weights",      "manifest",
                                                         "command",        "local code",    "configuration"};
  return words.at(static_cast<std::size_t>(volatility));
}

Account joined(const Account& first, const Account& second) {
  Account result;
  result.what = first.what + "; " + second.what;
  result.volatility = std::max(first.volatility, second.volatility);
  const std::uint32_t both = first.cost.chance * second.cost.chance / 1000;
  result.cost = {first.cost.chance + second.cost.chance - both, first.cost.weight + second.cost.weight};
  result.sized = first.sized && second.sized;
  return result;
}

}  // namespace boxwright::ir
