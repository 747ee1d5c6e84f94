// What package managers download and what they keep to do it faster again is gone before the layer is stored:
//
//     apt curl; pip numpy    →    apt-get install … && rm -rf /var/lib/apt/lists/*; pip install --no-cache-dir numpy
//
// Relies on nothing; where the caches are mounts (`cache-mounts`), there is nothing to clean.
#include "compiler/passes/passes.hpp"

namespace boxwright::passes {

namespace {

void clean(ir::Caches& caches, const ir::Step& step, Remarks& remarks) {
  if (caches != ir::Caches::kept) return;
  caches = ir::Caches::cleaned;
  remarks.passed(step.origin, "what it downloads and keeps is gone before the layer is stored");
}

}  // namespace

void clean_caches(ir::Module& module, Context& context) {
  for (ir::Stage& stage : module.stages) {
    for (ir::Step& step : stage.steps) {
      std::visit(
          [&](auto& operation) {
            if constexpr (requires { operation.caches; }) clean(operation.caches, step, context.remarks);
          },
          step.operation);
    }
  }
}

}  // namespace boxwright::passes
