#pragma once

#include "compiler/base/diagnostic.hpp"
#include "compiler/ir/ir.hpp"

namespace boxwright::driver {

/// Reports the lines of a Dockerfile that the profile of its image does not accept, whichever statement they come from.
void check_profile_output(const ir::Module& module, Diagnostics& diagnostics);

}  // namespace boxwright::driver
