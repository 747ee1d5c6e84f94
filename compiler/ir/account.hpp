#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace boxwright::ir {

/// How often a step changes: what the spec says of it, else what its kind suggests. In the order of the chance.
enum class Volatility { pinned_package, pinned_source, weights, manifest, step, local_code, configuration };

/// `pinned package`, `local code`: the class as people read it.
std::string_view word(Volatility volatility);

/// Two numbers a step; cost.hpp says what they mean.
struct Cost {
  std::uint32_t chance = 0;  ///< per mille
  std::uint64_t weight = 0;  ///< bytes
};

/// What is to be known of a layer and cannot be read off its instruction any more: a RUN of `apt-get` is a step like
/// any other. A pass that makes instructions of what was wanted writes it down.
struct Account {
  std::string what;  ///< `apt curl libgl1`, `server.py -> /app/`: one line for people
  Volatility volatility = Volatility::step;
  Cost cost;
  bool sized = false;  ///< the weight is of bytes that were counted, no default of its kind
};

/// The account of two steps that become one layer: it changes when one of them does.
Account joined(const Account& first, const Account& second);

}  // namespace boxwright::ir
