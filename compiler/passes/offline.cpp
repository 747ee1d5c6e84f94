// An image that holds its weights asks no hub for them, and no step is given a network that it must not use:
//
//     weights … -> /models; pip transformers    →    …; ENV HF_HUB_OFFLINE="1" behind all steps
//     run unzip …                               →    run (no network) unzip …
//
// The switches stand behind all steps, so that none of the build reads them. A variable that the spec or the base sets
// keeps its value. Networks are taken from the compiler's own steps that only unpack, remove and write files, in the
// dialect that can; the user's own steps say `network=none` themselves. Relies on nothing; stands behind the passes
// that make one step of several.
#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/passes/passes.hpp"

namespace boxwright::passes {

namespace {

/// A framework that looks for models in the network, and what tells it not to.
struct Framework {
  std::string_view name;
  std::span<const std::string_view> packages;   ///< that are it, or load through it; normalised
  std::span<const std::string_view> variables;  ///< each is set to 1
};

constexpr std::array<std::string_view, 15> hugging_face_packages{"accelerate",
                                                                 "datasets",
                                                                 "diffusers",
                                                                 "evaluate",
                                                                 "huggingface-hub",
                                                                 "open-clip-torch",
                                                                 "optimum",
                                                                 "peft",
                                                                 "sentence-transformers",
                                                                 "setfit",
                                                                 "spandrel",
                                                                 "timm",
                                                                 "tokenizers",
                                                                 "transformers",
                                                                 "trl"};
// huggingface.co/docs/huggingface_hub/package_reference/environment_variables: HF_HUB_OFFLINE;
// huggingface.co/docs/transformers/installation, "Offline mode": TRANSFORMERS_OFFLINE in versions before 4.57;
// huggingface.co/docs/datasets/loading, "Offline": HF_DATASETS_OFFLINE.
constexpr std::array<std::string_view, 3> hugging_face_variables{"HF_DATASETS_OFFLINE", "HF_HUB_OFFLINE",
                                                                 "TRANSFORMERS_OFFLINE"};
constexpr std::array<Framework, 1> frameworks{{{"Hugging Face", hugging_face_packages, hugging_face_variables}}};

/// What an image is made of, from its own stage down.
std::vector<const ir::Stage*> stages_below(const ir::Module& module, const ir::Stage& stage) {
  std::vector<const ir::Stage*> result;
  for (const ir::Stage* one = &stage; one != nullptr; one = ir::stage_below(module, *one)) result.push_back(one);
  return result;
}

bool sets(const ir::Stage& stage, std::string_view name) {
  const auto is_it = [&](const auto& variable) { return variable.name == name; };
  return stage.facts.env.contains(std::string(name)) ||
         std::any_of(stage.variables.begin(), stage.variables.end(), is_it);
}

/// A launch that keeps the framework's downloads on the host wants them.
bool keeps_downloads(const ir::Image& image) {
  return std::any_of(image.launches.begin(), image.launches.end(), [](const Launch& launch) {
    return std::find(launch.caches.begin(), launch.caches.end(), "hf") != launch.caches.end();
  });
}

void switch_off(ir::Stage& stage, const std::vector<const ir::Stage*>& all, const ir::Origin& weights,
                const Framework& framework, Remarks& remarks) {
  std::vector<std::string_view> set;
  for (const std::string_view name : framework.variables) {
    if (std::any_of(all.begin(), all.end(), [&](const ir::Stage* one) { return sets(*one, name); })) continue;
    ir::SetVariable variable;
    variable.name = name;
    variable.value = Text("1");
    stage.steps.push_back(ir::make_step(std::move(variable), weights));
    set.push_back(name);
  }
  if (set.empty()) return;
  remarks.passed(weights, fmt::format("the weights are in the image, and {} asks no hub for others: {} {} set to 1",
                                      framework.name, fmt::join(set, ", "), set.size() == 1 ? "is" : "are"));
}

void switch_off_frameworks(ir::Module& module, const ir::Image& image, Remarks& remarks) {
  // The checks start from what the image holds, and are to find it as it will be.
  ir::Stage* stage = ir::find_stage(module, image.stage);
  while (!stage->is_image_content && stage->base.kind == ir::Base::Kind::stage)
    stage = ir::find_stage(module, stage->base.name);
  const std::vector<const ir::Stage*> all = stages_below(module, *stage);
  const auto holder =
      std::find_if(all.begin(), all.end(), [](const ir::Stage* one) { return one->weights.has_value(); });
  if (holder == all.end()) return;
  const ir::Origin& weights = *(*holder)->weights;
  std::set<std::string> installed;
  for (const ir::Stage* one : all) installed.insert(one->python_packages.begin(), one->python_packages.end());
  for (const Framework& framework : frameworks) {
    const bool is_there = std::any_of(framework.packages.begin(), framework.packages.end(),
                                      [&](std::string_view name) { return installed.contains(std::string(name)); });
    if (!is_there) continue;
    if (keeps_downloads(image)) {
      remarks.missed(weights,
                     fmt::format("{} may ask its hub: a launch keeps what it downloads in a `cache`", framework.name));
    } else {
      switch_off(*stage, all, weights, framework, remarks);
    }
  }
}

/// Is it one of the compiler's own steps that only handle files which are there? What makes the user is as it always
/// is.
bool needs_no_network(const ir::Step& step, const ir::Run& run) {
  const bool own = std::all_of(run.commands.begin(), run.commands.end(),
                               [](const auto& command) { return std::holds_alternative<ir::Command>(command); });
  const auto& writes = step.effects.writes;
  const bool user = run.joins == "user" || std::any_of(writes.begin(), writes.end(), [](const ir::Resource& resource) {
                      return resource.kind == ir::Resource::Kind::accounts;
                    });
  return own && !user && !step.effects.uses_network();
}

void cut_networks(ir::Module& module, Remarks& remarks) {
  for (ir::Stage& stage : module.stages) {
    for (ir::Step& step : stage.steps) {
      auto* run = std::get_if<ir::Run>(&step.operation);
      if (run == nullptr || run->network == ir::Network::none || !needs_no_network(step, *run)) continue;
      run->network = ir::Network::none;
      remarks.passed(step.origin, "the step handles only files that are there: it runs without a network");
    }
  }
}

}  // namespace

void offline(ir::Module& module, Context& context) {
  for (const ir::Image& image : module.images) switch_off_frameworks(module, image, context.remarks);
  if (module.dialect == ir::Dialect::buildkit) cut_networks(module, context.remarks);
}

}  // namespace boxwright::passes
