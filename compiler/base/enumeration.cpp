#include "compiler/base/enumeration.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace boxwright {

std::string enumeration(const std::vector<std::string>& names, std::size_t most) {
  std::string result;
  for (std::size_t i = 0; i < std::min(names.size(), most); ++i)
    result += fmt::format("{}`{}`", i == 0 ? "" : ", ", names[i]);
  return names.size() > most ? result + fmt::format(" and {} more", names.size() - most) : result;
}

std::string counted(std::size_t number, std::string_view noun) {
  return fmt::format("{} {}{}", number, noun, number == 1 ? "" : "s");
}

}  // namespace boxwright
