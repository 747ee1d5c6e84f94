// Small steps in a row share a layer: what makes the user goes into the first RUN, calls of pip into one, files that
// the spec writes into one, and simple commands of the user's own into one:
//
//     RUN groupadd …; RUN apt-get …    →    RUN groupadd … && apt-get …
#include <fmt/core.h>

#include <algorithm>

#include "compiler/ir/cost.hpp"
#include "compiler/passes/passes.hpp"

namespace boxwright::passes {

namespace {

using ir::Run;
using ir::Step;

bool is_simple(const std::variant<ir::Command, ir::Script>& command) {
  const auto* script = std::get_if<ir::Script>(&command);
  return script == nullptr || script->simple;
}

/// What is given to one step is not shown to its neighbours.
bool is_given(const ir::Mount& mount) {
  return mount.kind == ir::Mount::Kind::secret || mount.kind == ir::Mount::Kind::ssh;
}

bool is_plain(const Run& run) {
  return std::none_of(run.mounts.begin(), run.mounts.end(), is_given) && run.variables.empty() &&
         run.network == ir::Network::normal && run.user.empty() &&
         std::all_of(run.commands.begin(), run.commands.end(), is_simple);
}

bool may_join(const Run& first, const Run& second) {
  if (!is_plain(first) || !is_plain(second)) return false;
  if (first.joins == "user" && second.directory.empty()) return true;
  const bool no_mounts = first.mounts.empty() && second.mounts.empty();
  return first.joins == second.joins && first.directory == second.directory && (no_mounts || first.joins == "pip") &&
         !first.joins.empty();
}

/// Words that two commands which make folders must share to be one: `install -d -o UID -g GID`, `mkdir -p`.
std::size_t shared_words(const ir::Command& command) {
  if (command.words.front() == Text("install")) return 6;
  return command.words.front() == Text("mkdir") ? 2 : 0;
}

/// Makes this command one with the last: folders of one owner are made by one call.
bool takes_in(ir::Command& last, const ir::Command& next) {
  const std::size_t shared = shared_words(last);
  if (shared == 0 || last.words.size() <= shared || next.words.size() <= shared) return false;
  const auto end = last.words.begin() + static_cast<std::ptrdiff_t>(shared);
  if (!std::equal(last.words.begin(), end, next.words.begin())) return false;
  last.words.insert(last.words.end(), next.words.begin() + static_cast<std::ptrdiff_t>(shared), next.words.end());
  return true;
}

void add_command(Run& run, const std::variant<ir::Command, ir::Script>& command) {
  const auto* next = std::get_if<ir::Command>(&command);
  if (next != nullptr && next->words.front() == Text("mkdir")) {
    const bool made = std::any_of(run.commands.begin(), run.commands.end(), [&](const auto& known) {
      const auto* other = std::get_if<ir::Command>(&known);
      return other != nullptr && other->words == next->words;
    });
    if (made) return;
  }
  auto* last = std::get_if<ir::Command>(&run.commands.back());
  if (next == nullptr || last == nullptr || !takes_in(*last, *next)) run.commands.push_back(command);
}

void join(Step& first, const Step& second) {
  first.account = ir::joined(ir::account_of(first), ir::account_of(second));
  auto& run = std::get<Run>(first.operation);
  const auto& other = std::get<Run>(second.operation);
  for (const auto& command : other.commands) add_command(run, command);
  for (const ir::Mount& mount : other.mounts) {
    const bool known = std::find(run.mounts.begin(), run.mounts.end(), mount) != run.mounts.end();
    if (!known) run.mounts.push_back(mount);
  }
  run.joins = other.joins;
  for (const auto list : {&ir::Effects::reads, &ir::Effects::writes})
    for (const ir::Resource& resource : second.effects.*list) (first.effects.*list).push_back(resource);
  first.origin.spans.insert(first.origin.spans.end(), second.origin.spans.begin(), second.origin.spans.end());
}

void merge_stage(std::vector<Step>& steps, Remarks& remarks) {
  std::vector<Step> result;
  for (Step& step : steps) {
    const auto* run = std::get_if<Run>(&step.operation);
    const auto* last = result.empty() ? nullptr : std::get_if<Run>(&result.back().operation);
    if (run != nullptr && last != nullptr && may_join(*last, *run)) {
      remarks.passed(step.origin, fmt::format("shares a layer with `{}`", ir::account_of(result.back()).what));
      join(result.back(), step);
    } else {
      result.push_back(std::move(step));
    }
  }
  steps = std::move(result);
}

}  // namespace

void merge_runs(ir::Module& module, Context& context) {
  for (ir::Stage& stage : module.stages) merge_stage(stage.steps, context.remarks);
}

}  // namespace boxwright::passes
