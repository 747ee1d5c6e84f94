// Labels that say where an image came from (github.com/opencontainers/image-spec, annotations.md), unless the spec says
// them itself:
//
//     image acme/summarizer:2.1 { from python:3.11 … }    →    title, version and base.name of org.opencontainers.image
#include <algorithm>

#include "compiler/passes/passes.hpp"

namespace boxwright::passes {

namespace {

const ir::Stage* external_base(const ir::Module& module, const ir::Stage* stage) {
  while (stage != nullptr && stage->base.kind == ir::Base::Kind::stage)
    stage = ir::find_stage(module, stage->base.name);
  return stage;
}

}  // namespace

void label(ir::Module& module, Diagnostics&) {
  for (const ir::Image& image : module.images) {
    const ir::Stage* base = external_base(module, ir::find_stage(module, image.stage));
    for (ir::Stage& stage : module.stages) {
      const bool holds = stage.origin.spans == image.origin.spans && stage.is_image_content;
      if (!holds) continue;
      auto& labels = stage.configuration.labels;
      const std::string prefix = "org.opencontainers.image.";
      labels.emplace(prefix + "title", Text(image.repository.substr(image.repository.rfind('/') + 1)));
      if (image.tag != "latest") labels.emplace(prefix + "version", Text(image.tag));
      if (base != nullptr && base->base.kind == ir::Base::Kind::image && base->base.argument.empty()) {
        const std::size_t at = base->base.name.find('@');
        labels.emplace(prefix + "base.name", Text(base->base.name.substr(0, at)));
        if (at != std::string::npos) labels.emplace(prefix + "base.digest", Text(base->base.name.substr(at + 1)));
      }
    }
  }
}

}  // namespace boxwright::passes
