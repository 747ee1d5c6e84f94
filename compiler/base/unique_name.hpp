#pragma once

#include <set>
#include <string>

namespace boxwright {

/// The name that is wanted, or with a number behind it where that is taken: `build`, `build-2`. Takes it.
std::string unique_name(std::set<std::string>& taken, const std::string& wanted);

}  // namespace boxwright
