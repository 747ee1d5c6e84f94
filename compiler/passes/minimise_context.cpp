// What the build context must admit: every source that some stage of the image copies or mounts, and nothing else:
//
//     COPY app.py /app/ ; RUN --mount=type=bind,source=requirements.txt …    →    app.py requirements.txt
//
// A source below another one is admitted by that one already, and noted: it was asked for by its name.
#include <algorithm>
#include <set>

#include "compiler/ir/paths.hpp"
#include "compiler/passes/passes.hpp"

namespace boxwright::passes {

namespace {

std::set<std::string> sources_of(const ir::Module& module, const ir::Image& image) {
  std::set<std::string> result;
  for (const ir::Stage* stage : ir::stages_of(module, image)) {
    for (const ir::Step& step : stage->steps) {
      if (const auto* copy = std::get_if<ir::Copy>(&step.operation);
          copy != nullptr && copy->from == ir::Copy::From::context)
        result.insert(copy->sources.begin(), copy->sources.end());
      if (const auto* run = std::get_if<ir::Run>(&step.operation))
        for (const ir::Mount& mount : run->mounts)
          if (mount.kind == ir::Mount::Kind::bind && mount.from.empty()) result.insert(mount.source);
    }
  }
  return result;
}

}  // namespace

void minimise_context(ir::Module& module, Context&) {
  for (ir::Image& image : module.images) {
    const std::set<std::string> sources = sources_of(module, image);
    image.context_sources.clear();
    image.covered_sources.clear();
    for (const std::string& source : sources) {
      const bool covered = std::any_of(sources.begin(), sources.end(), [&](const std::string& other) {
        return other != source && (other == "." || ir::is_inside(source, other));
      });
      (covered ? image.covered_sources : image.context_sources).push_back(source);
    }
  }
}

}  // namespace boxwright::passes
