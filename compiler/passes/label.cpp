// Labels that say where an image came from (github.com/opencontainers/image-spec, annotations.md), unless the spec says
// them itself:
//
//     image acme/summarizer:2.1 { from python:3.11 … }    →    title, version and base.name of org.opencontainers.image
#include <fmt/core.h>

#include "compiler/passes/passes.hpp"

namespace boxwright::passes {

void label(ir::Module& module, Context& context) {
  for (const ir::Image& image : module.images) {
    const ir::Base base = ir::lowest_stage(module, *ir::find_stage(module, image.stage)).base;
    for (ir::Stage& stage : module.stages) {
      const bool holds = stage.origin.spans == image.origin.spans && stage.is_image_content;
      if (!holds) continue;
      auto& labels = stage.configuration.labels;
      const std::size_t written = labels.size();
      const std::string prefix = "org.opencontainers.image.";
      labels.emplace(prefix + "title", Text(image.repository.substr(image.repository.rfind('/') + 1)));
      if (image.tag != "latest") labels.emplace(prefix + "version", Text(image.tag));
      if (base.kind == ir::Base::Kind::image && base.argument.empty()) {
        const std::size_t at = base.name.find('@');
        labels.emplace(prefix + "base.name", Text(base.name.substr(0, at)));
        if (at != std::string::npos) labels.emplace(prefix + "base.digest", Text(base.name.substr(at + 1)));
      }
      if (labels.size() > written)
        context.remarks.passed(image.origin,
                               fmt::format("{} labels say where the image came from", labels.size() - written));
    }
  }
}

}  // namespace boxwright::passes
