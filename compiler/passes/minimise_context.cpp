// What the build context must admit: every source that some stage of the image copies or mounts, and nothing else:
//
//     COPY app.py /app/ ; RUN --mount=type=bind,source=requirements.txt …    →    app.py requirements.txt
//
// A source below another one is admitted by that one already, and noted: it was asked for by its name.
#include <fmt/core.h>

#include <set>
#include <string>
#include <utility>

#include "compiler/ir/paths.hpp"
#include "compiler/passes/passes.hpp"

namespace boxwright::passes {

namespace {

std::set<std::string> sources_of(const ir::Module& module, const ir::Image& image) {
  std::set<std::string> result;
  for (const ir::Stage* stage : ir::stages_of(module, image)) {
    for (const ir::Step& step : stage->steps)
      for (std::string& source : ir::context_sources(step)) result.insert(std::move(source));
  }
  return result;
}

}  // namespace

void minimise_context(ir::Module& module, Context& context) {
  for (ir::Image& image : module.images) {
    const std::set<std::string> sources = sources_of(module, image);
    image.context_sources.clear();
    image.covered_sources.clear();
    for (const std::string& source : sources)
      (ir::lies_in_one_of(source, sources) ? image.covered_sources : image.context_sources).push_back(source);
    const std::size_t count = image.context_sources.size();
    context.remarks.analysis(image.origin, fmt::format("the build context admits {} {} and nothing else", count,
                                                       count == 1 ? "file or folder" : "files and folders"));
  }
}

}  // namespace boxwright::passes
