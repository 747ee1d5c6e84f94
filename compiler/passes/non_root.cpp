// The container runs as the user that the spec wants, by number, so that no engine need look a name up:
//
//     runs as app 10001:10001     →    user app; folder /home/app (owner=10001:10001); …; USER 10001:10001
//
// Who has it already: the base keeps its own user under `user base`; nothing is made where there is no shell to make it
// with, and the number alone is the user. Checks run as the same user. What it makes stands before all other steps.
// Relies on nothing.
#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "compiler/passes/passes.hpp"
#include "compiler/passes/stretches.hpp"

namespace boxwright::passes {

namespace {

std::string number(const ir::ContainerUser& user) { return fmt::format("{}:{}", user.uid, user.gid); }

/// The steps that make a user and the folders that are its own.
std::vector<ir::Step> making_steps(const ir::Stage& stage, const ir::ContainerUser& user) {
  std::vector<ir::Step> result;
  if (!user.of_base && !user.existing)
    result.push_back(ir::make_step(ir::MakeUser{user.name, user.uid, user.gid, user.home, user.groups}, user.origin));
  if (stage.facts.sh.empty()) return result;  // nothing there could make a folder
  for (const std::string& path : stage.writable)
    result.push_back(ir::make_step(ir::MakeDirectory{path, stage.owner}, user.origin));
  return result;
}

void say(const ir::Stage& stage, const ir::ContainerUser& user, Remarks& remarks) {
  if (user.of_base) {
    remarks.passed(user.origin, fmt::format("the container keeps the base's user `{}`, {}", user.name, number(user)));
  } else if (stage.facts.sh.empty()) {
    remarks.passed(user.origin, fmt::format("the container runs as {}, a number without a name: the base has no shell "
                                            "to make a user with",
                                            number(user)));
  } else {
    remarks.passed(user.origin, fmt::format("the container runs as `{}`, {}", user.name, number(user)));
  }
}

void set_user(ir::Stage& stage, Remarks& remarks) {
  if (!stage.user) return;
  const ir::ContainerUser& user = *stage.user;
  if (user.is_root()) {
    remarks.missed(user.origin, "the container runs as root, as the spec asks");
    // The base may end with another user.
    if (!user.of_base && (stage.facts.user.uid != 0 || !stage.facts.known)) stage.configuration.user = "0:0";
    return;
  }
  stage.owner = number(user);
  stage.configuration.user = stage.owner;
  if (!user.of_base) stage.writable.push_back(user.home);
  std::vector<ir::Step> made = making_steps(stage, user);
  const auto place = std::find_if_not(stage.steps.begin(), stage.steps.end(), tests_base);
  stage.steps.insert(place, std::make_move_iterator(made.begin()), std::make_move_iterator(made.end()));
  say(stage, user, remarks);
}

}  // namespace

void non_root(ir::Module& module, Context& context) {
  for (ir::Stage& stage : module.stages) set_user(stage, context.remarks);
  // A check asks as the one it asks for.
  for (ir::Stage& stage : module.stages) {
    const bool checks = std::any_of(module.images.begin(), module.images.end(), [&](const ir::Image& image) {
      return std::find(image.checks.begin(), image.checks.end(), stage.name) != image.checks.end();
    });
    if (!checks) continue;
    const ir::Stage* image = ir::stage_below(module, stage);
    for (ir::Step& step : stage.steps)
      if (auto* run = std::get_if<ir::Run>(&step.operation)) run->user = image->configuration.user;
  }
}

}  // namespace boxwright::passes
