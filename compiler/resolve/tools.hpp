#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/resolve/bases.hpp"

namespace boxwright {

/// What the compiler itself needs in a stage of its own, beyond what the base has: names of Debian packages.
std::vector<std::string> download_packages(const BaseFacts& facts);
std::vector<std::string> unpack_packages(std::string_view archive, const BaseFacts& facts);
std::vector<std::string> clone_packages(const BaseFacts& facts, bool lfs);

}  // namespace boxwright
