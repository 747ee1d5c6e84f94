#pragma once

#include <string>
#include <string_view>

namespace boxwright::driver {

/// How a file changes, as `diff -u` says it and `patch -p1` and `git apply` read it; empty where it does not.
std::string unified_diff(const std::string& path, std::string_view before, std::string_view after);

}  // namespace boxwright::driver
