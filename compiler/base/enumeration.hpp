#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace boxwright {

/// Names in a message: `a`, `b` and 3 more.
std::string enumeration(const std::vector<std::string>& names, std::size_t most);
/// `1 error`, `2 errors`.
std::string counted(std::size_t number, std::string_view noun);

}  // namespace boxwright
