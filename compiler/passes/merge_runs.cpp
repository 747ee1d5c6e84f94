// Small steps in a row share a layer: what makes the user goes into the first RUN, calls of pip into one, files that the
// spec writes into one, and simple commands of the user's own into one:
//
//     RUN groupadd …; RUN apt-get …    →    RUN groupadd … && apt-get …
#include <algorithm>

#include "compiler/passes/passes.hpp"

namespace boxwright::passes {

namespace {

using ir::Run;
using ir::Step;

bool is_simple(const std::variant<ir::Command, ir::Script>& command) {
  const auto* script = std::get_if<ir::Script>(&command);
  return script == nullptr || script->simple;
}

bool is_plain(const Run& run) {
  return run.variables.empty() && run.network == ir::Network::normal && run.user.empty() &&
         std::all_of(run.commands.begin(), run.commands.end(), is_simple);
}

bool may_join(const Run& first, const Run& second) {
  if (!is_plain(first) || !is_plain(second)) return false;
  if (first.joins == "user" && second.directory.empty()) return true;
  const bool no_mounts = first.mounts.empty() && second.mounts.empty();
  return first.joins == second.joins && first.directory == second.directory && (no_mounts || first.joins == "pip") && first.joins != "";
}

void join(Step& first, const Step& second) {
  auto& run = std::get<Run>(first.operation);
  const auto& other = std::get<Run>(second.operation);
  run.commands.insert(run.commands.end(), other.commands.begin(), other.commands.end());
  for (const ir::Mount& mount : other.mounts) {
    const bool known = std::any_of(run.mounts.begin(), run.mounts.end(), [&](const ir::Mount& m) { return m.target == mount.target; });
    if (!known) run.mounts.push_back(mount);
  }
  run.joins = other.joins;
  first.origin.spans.insert(first.origin.spans.end(), second.origin.spans.begin(), second.origin.spans.end());
}

void merge_stage(std::vector<Step>& steps) {
  std::vector<Step> result;
  for (Step& step : steps) {
    const auto* run = std::get_if<Run>(&step.operation);
    const auto* last = result.empty() ? nullptr : std::get_if<Run>(&result.back().operation);
    if (run != nullptr && last != nullptr && may_join(*last, *run)) {
      join(result.back(), step);
    } else {
      result.push_back(std::move(step));
    }
  }
  steps = std::move(result);
}

}  // namespace

void merge_runs(ir::Module& module, Diagnostics&) {
  for (ir::Stage& stage : module.stages) merge_stage(stage.steps);
}

}  // namespace boxwright::passes
