#include "compiler/ir/ir.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "compiler/base/invariant.hpp"
#include "compiler/base/unique_name.hpp"

namespace boxwright::ir {

namespace {

/// Names of the stages that a stage builds on or takes files from, in the order they are used.
std::vector<std::string> used_by(const Stage& stage) {
  std::vector<std::string> names;
  if (stage.base.kind == Base::Kind::stage) names.push_back(stage.base.name);
  for (const Step& step : stage.steps) {
    if (const auto* copy = std::get_if<Copy>(&step.operation)) {
      if (copy->from == Copy::From::stage) names.push_back(copy->source_name);
    } else if (const auto* run = std::get_if<Run>(&step.operation)) {
      for (const Mount& mount : run->mounts)
        if (!mount.from.empty()) names.push_back(mount.from);
    } else if (const auto* install = std::get_if<InstallPackages>(&step.operation)) {
      for (const PackageFile& file : install->files)
        if (!file.stage.empty()) names.push_back(file.stage);
    }
  }
  return names;
}

/// Of stages that may be changed or not.
template <class Stages>
auto find_in(Stages& stages, const std::string& name) -> decltype(stages.data()) {
  const auto found = std::find_if(stages.begin(), stages.end(), [&](const Stage& stage) { return stage.name == name; });
  return found == stages.end() ? nullptr : &*found;
}

void visit(const Module& module, const std::string& name, std::set<std::string>& seen,
           std::vector<const Stage*>& result) {
  if (!seen.insert(name).second) return;
  const Stage* stage = find_stage(module, name);
  if (stage == nullptr) broken_invariant("a stage that is not there is used", name);
  for (const std::string& used : used_by(*stage)) visit(module, used, seen, result);
  result.push_back(stage);
}

}  // namespace

Mount secret_mount(const SecretUse& secret) {
  Mount mount;
  mount.kind = Mount::Kind::secret;
  mount.id = secret.name;
  mount.required = !secret.optional;
  return mount;
}

bool needs_trust(const Step& step) {
  if (std::holds_alternative<Add>(step.operation) || std::holds_alternative<Verbatim>(step.operation)) return false;
  const auto* run = std::get_if<Run>(&step.operation);
  return step.effects.uses_network() && (run == nullptr || run->network == Network::normal);
}

std::vector<std::string> context_sources(const Step& step) {
  std::vector<std::string> sources;
  if (const auto* copy = std::get_if<Copy>(&step.operation)) {
    if (copy->from == Copy::From::context) sources = copy->sources;
  } else if (const auto* run = std::get_if<Run>(&step.operation)) {
    for (const Mount& mount : run->mounts)
      if (mount.kind == Mount::Kind::bind && mount.from.empty()) sources.push_back(mount.source);
  } else if (const auto* verbatim = std::get_if<Verbatim>(&step.operation)) {
    for (const VerbatimInstruction& instruction : verbatim->instructions)
      sources.insert(sources.end(), instruction.sources.begin(), instruction.sources.end());
  }
  return sources;
}

std::vector<std::string> named_sources(const Image& image) {
  std::vector<std::string> sources = image.context_sources;
  sources.insert(sources.end(), image.covered_sources.begin(), image.covered_sources.end());
  std::sort(sources.begin(), sources.end());
  return sources;
}

const Stage* find_stage(const Module& module, const std::string& name) { return find_in(module.stages, name); }

Stage* find_stage(Module& module, const std::string& name) { return find_in(module.stages, name); }

const Stage* stage_below(const Module& module, const Stage& stage) {
  return stage.base.kind == Base::Kind::stage ? find_stage(module, stage.base.name) : nullptr;
}

const Stage& lowest_stage(const Module& module, const Stage& stage) {
  const Stage* lowest = &stage;
  while (const Stage* below = stage_below(module, *lowest)) lowest = below;
  return *lowest;
}

std::size_t layers_of(const Module& module, const Stage& stage) {
  const auto makes_layer = [](const Step& step) {
    return std::holds_alternative<Run>(step.operation) || std::holds_alternative<Copy>(step.operation) ||
           std::holds_alternative<Add>(step.operation);
  };
  std::ptrdiff_t count = 0;
  for (const Stage* one = &stage; one != nullptr; one = stage_below(module, *one))
    count += std::count_if(one->steps.begin(), one->steps.end(), makes_layer);
  return static_cast<std::size_t>(count);
}

std::vector<const Stage*> stages_of(const Module& module, const Image& image) {
  std::set<std::string> seen;
  std::vector<const Stage*> result;
  for (const std::string& check : image.checks) visit(module, check, seen, result);
  visit(module, image.stage, seen, result);
  return result;
}

Module module_of(const Module& module, const Image& image) {
  Module result;
  result.dialect = module.dialect;
  result.source_name = module.source_name;
  std::set<std::string> taken;
  std::map<std::string, std::string> names;
  for (const Stage* stage : stages_of(module, image)) {
    const std::string wanted = stage->wanted_name.empty() ? stage->name : stage->wanted_name;
    names[stage->name] = unique_name(taken, wanted);
    result.stages.push_back(*stage);
  }
  const auto rename = [&](std::string& name) {
    if (const auto found = names.find(name); found != names.end()) name = found->second;
  };
  for (Stage& stage : result.stages) {
    rename(stage.name);
    if (stage.base.kind == Base::Kind::stage) rename(stage.base.name);
    for (Step& step : stage.steps) {
      if (auto* copy = std::get_if<Copy>(&step.operation); copy != nullptr && copy->from == Copy::From::stage)
        rename(copy->source_name);
      if (auto* run = std::get_if<Run>(&step.operation))
        for (Mount& mount : run->mounts) rename(mount.from);
    }
  }
  result.images.push_back(image);
  rename(result.images.front().stage);
  for (std::string& check : result.images.front().checks) rename(check);
  return result;
}

}  // namespace boxwright::ir
