#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace boxwright {

/// Names in a message: `a`, `b` and 3 more.
std::string enumeration(const std::vector<std::string>& names, std::size_t most);

}  // namespace boxwright
