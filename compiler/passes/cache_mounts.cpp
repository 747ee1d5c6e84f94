// What package managers download is kept for the next build in cache mounts, where the dialect has them, so that a
// package that is added fetches that package alone:
//
//     apt curl    →    RUN --mount=type=cache,…,target=/var/cache/apt … apt-get install … curl
//
// apk and dnf leave nothing behind by themselves, as linters want it said (`--no-cache`, `clean all`), so that a mount
// would keep nothing. Nothing of a cache comes into the image, with this or without. Each release of a distribution has
// lists of its own, and one build at a time uses them. Relies on nothing; what is mounted here, `clean-caches` leaves
// alone.
#include <type_traits>

#include "compiler/passes/passes.hpp"

namespace boxwright::passes {

namespace {

/// What installs packages of a language; those of the system have lists of their own.
template <class Operation>
constexpr bool keeps_downloads = requires(std::remove_reference_t<Operation> install) { install.caches; } &&
                                 !std::is_same_v<std::remove_cvref_t<Operation>, ir::InstallPackages>;

void mount(ir::Caches& caches, const ir::Step& step, Remarks& remarks) {
  caches = ir::Caches::mounted;
  remarks.passed(step.origin, "what it downloads is kept for the next build, outside of the image");
}

}  // namespace

void cache_mounts(ir::Module& module, Context& context) {
  if (module.dialect != ir::Dialect::buildkit) return;
  for (ir::Stage& stage : module.stages) {
    // A base that nobody knows may share a name with another one, and its lists would be the other's.
    const bool is_known = !stage.facts.distribution.empty() && !stage.facts.release.empty();
    for (ir::Step& step : stage.steps) {
      std::visit(
          [&](auto& operation) {
            if constexpr (keeps_downloads<decltype(operation)>) mount(operation.caches, step, context.remarks);
          },
          step.operation);
      auto* install = std::get_if<ir::InstallPackages>(&step.operation);
      if (install == nullptr || install->manager != "apt" || (install->packages.empty() && install->files.empty()))
        continue;
      if (is_known) {
        mount(install->caches, step, context.remarks);
      } else {
        context.remarks.missed(step.origin, "the base's release is not known, and each has lists of its own");
      }
    }
  }
}

}  // namespace boxwright::passes
