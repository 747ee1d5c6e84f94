// Rule `unwritable-cache`: a framework is told to keep its files where the container cannot write. It fails at the
// first download, or when it compiles its first kernel, and not before.
#include <algorithm>
#include <array>

#include "compiler/ir/paths.hpp"
#include "compiler/lint/rules.hpp"
#include "compiler/lint/subject.hpp"

namespace boxwright::lint {

namespace {

bool is_writable(const spec::Image& image, const spec::Stage& stage, const std::string& path) {
  const auto holds = [&](const std::string& folder) { return ir::is_inside(path, folder); };
  const auto any = [&](const auto& folders) { return std::any_of(folders.begin(), folders.end(), holds); };
  if (holds("/tmp") || holds("/dev/shm") || holds("/run") || holds(stage.user.home)) return true;
  if (any(stage.writable) || any(stage.volumes)) return true;
  return std::any_of(image.launches.begin(), image.launches.end(), [&](const Launch& launch) {
    return launch.writable_root || any(launch.tmpfs) || any(launch.volumes) || !launch.caches.empty() ||
           std::any_of(launch.mounts.begin(), launch.mounts.end(),
                       [&](const LaunchMount& mount) { return mount.writable && holds(mount.target); });
  });
}

/// Something was put there when the image was built, and is only read.
bool is_filled(const spec::Stage& stage, const std::string& path) {
  return std::any_of(stage.statements.begin(), stage.statements.end(), [&](const spec::Statement& statement) {
    std::string made;
    if (const auto* fetch = std::get_if<spec::Fetch>(&statement.fact)) made = fetch->destination;
    if (const auto* git = std::get_if<spec::Git>(&statement.fact)) made = git->destination;
    if (const auto* copy = std::get_if<spec::Copy>(&statement.fact)) made = copy->destination;
    if (const auto* run = std::get_if<spec::Run>(&statement.fact)) made = run->weights;
    return !made.empty() && (ir::is_inside(made, path) || ir::is_inside(path, made));
  });
}

}  // namespace

void unwritable_cache(Subject& subject) {
  constexpr std::array<std::string_view, 20> caches{"HF_HOME",
                                                    "HF_HUB_CACHE",
                                                    "HUGGINGFACE_HUB_CACHE",
                                                    "TRANSFORMERS_CACHE",
                                                    "HF_DATASETS_CACHE",
                                                    "TORCH_HOME",
                                                    "KERAS_HOME",
                                                    "NLTK_DATA",
                                                    "MPLCONFIGDIR",
                                                    "XDG_CACHE_HOME",
                                                    "TFHUB_CACHE_DIR",
                                                    "NUMBA_CACHE_DIR",
                                                    "TRITON_CACHE_DIR",
                                                    "WANDB_DIR",
                                                    "WANDB_CACHE_DIR",
                                                    "MODELSCOPE_CACHE",
                                                    "TORCHINDUCTOR_CACHE_DIR",
                                                    "TORCH_EXTENSIONS_DIR",
                                                    "CUDA_CACHE_PATH",
                                                    "VLLM_CACHE_ROOT"};
  for (const spec::Image& image : subject.spec().images) {
    const spec::Stage* stage = subject.stage(image.stage);
    if (stage == nullptr) continue;
    for (const spec::Variable& variable : stage->variables) {
      if (variable.kind != spec::Variable::Kind::environment || !variable.value || !variable.value->is_literal())
        continue;
      if (std::find(caches.begin(), caches.end(), variable.name) == caches.end()) continue;
      const std::string path = variable.value->display();
      if (!path.starts_with('/') || is_writable(image, *stage, path) || is_filled(*stage, path)) continue;
      if (subject.waived("unwritable-cache", variable.name, variable.span)) continue;
      subject.report(diag::UnwritableCache, variable.span, variable.name, path)
          .note("write `writable " + path + "`, or `launch { cache hf }` for one that stays on the host");
    }
  }
}

}  // namespace boxwright::lint
