#include "compiler/lint/layers.hpp"

namespace boxwright::lint {

void check_layers(const ir::Module& module, Diagnostics& diagnostics) {
  constexpr std::size_t many = 120;
  for (const ir::Image& image : module.images) {
    const std::size_t layers = ir::layers_of(module, *ir::find_stage(module, image.stage));
    if (layers <= many || image.allows_many_layers) continue;
    diagnostics.report(diag::ManyLayers, image.origin.spans.front(), image.reference(), layers)
        .note(
            "statements that share a layer have no `run` between them: `boxwright compile --remarks` says which are in "
            "the way");
  }
}

}  // namespace boxwright::lint
