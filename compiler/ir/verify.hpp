#pragma once

#include <string_view>

#include "compiler/ir/ir.hpp"

namespace boxwright::ir {

/// Holds a module to what every pass may rely on; a broken rule is a fault of the compiler and ends it, naming what ran
/// last. The rules: stages have different names, and each uses only stages above it; paths in the image are absolute,
/// sources in the context relative and inside it; every step says where it comes from; images and checks name stages.
void verify(const Module& module, std::string_view after);

}  // namespace boxwright::ir
