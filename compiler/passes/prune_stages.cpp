// Stages that no image needs leave the module, so that nothing is looked for, downloaded or moved for them:
//
//     stage wheels; stage old; image from wheels    →    stage wheels; image from wheels
//
// An image needs what it and its checks start from, copy from and mount. Stands behind the passes that report errors,
// so that a stage is checked whether it is used or not; relies on none.
#include <fmt/core.h>

#include <set>
#include <string>

#include "compiler/passes/passes.hpp"

namespace boxwright::passes {

void prune_stages(ir::Module& module, Context& context) {
  std::set<std::string> needed;
  for (const ir::Image& image : module.images)
    for (const ir::Stage* stage : ir::stages_of(module, image)) needed.insert(stage->name);
  std::erase_if(module.stages, [&](const ir::Stage& stage) {
    if (needed.contains(stage.name)) return false;
    context.remarks.passed(stage.origin, fmt::format("no image needs the stage `{}`: it is left out", stage.name));
    return true;
  });
}

}  // namespace boxwright::passes
