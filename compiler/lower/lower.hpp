#pragma once

#include "compiler/ir/ir.hpp"
#include "compiler/resolve/spec.hpp"

namespace boxwright::lower {

/// Turns facts into steps, in written order; what is wanted, not yet how a Dockerfile says it.
ir::Module lower(const spec::Spec& spec);

}  // namespace boxwright::lower
