#include "compiler/passes/passes.hpp"

namespace boxwright::passes {

const std::vector<Pass>& pipeline() {
  static const std::vector<Pass> table{
#define PASS(name, kind, doc) {#name, Kind::kind, doc, &(name)},
#include "compiler/passes/passes.def"
#undef PASS
  };
  return table;
}

void run(ir::Module& module, Diagnostics& diagnostics) {
  for (const Pass& pass : pipeline()) {
    pass.run(module, diagnostics);
    if (diagnostics.has_errors()) return;
  }
}

}  // namespace boxwright::passes
