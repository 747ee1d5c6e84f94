#pragma once

#include "compiler/ir/ir.hpp"
#include "compiler/passes/remarks.hpp"

namespace boxwright::passes {

/// Turns the downloads, clones and interpreters of a stage whose profile allows no other stage and no COPY into steps
/// of its own: fetched, checked, unpacked, and what that needs gone, in one layer each. Nor does it allow a WORKDIR:
/// steps enter their folders themselves.
void fetch_in_place(ir::Stage& stage, Remarks& remarks);

}  // namespace boxwright::passes
