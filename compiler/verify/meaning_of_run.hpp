#pragma once

#include <string>
#include <vector>

#include "compiler/verify/meaning.hpp"

namespace boxwright::verify {

/// `type=cache`, `target=/x` …: what a mount is, in alphabetical order.
std::vector<std::string> mount_parts(const ir::Mount& mount, const std::string& user, ir::Dialect dialect);

/// What a RUN does. `strict`: its shell stops at failures by itself.
Commands commands_of(const ir::Run& run, ir::Dialect dialect, bool strict);

/// Does a shell that is called so stop at failures and at variables that are not set?
bool stops_at_failures(const std::vector<std::string>& shell);

}  // namespace boxwright::verify
