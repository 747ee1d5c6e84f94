#pragma once

#include <string>
#include <vector>

#include "compiler/driver/compile.hpp"

namespace boxwright::driver {

/// Gives each image the folder of its outputs: none where there is only one and it has no variants; else by the last
/// part of its name, and as much more as tells it from the others, with the variant behind it. All folders, sorted.
std::vector<std::string> name_folders(std::vector<Unit>& units);

}  // namespace boxwright::driver
