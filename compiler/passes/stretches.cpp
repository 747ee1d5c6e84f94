#include "compiler/passes/stretches.hpp"

#include <algorithm>
#include <utility>

namespace boxwright::passes {

bool tests_base(const ir::Step& step) {
  const auto is_account = [](const ir::Resource& resource) { return resource.kind == ir::Resource::Kind::accounts; };
  return std::holds_alternative<ir::Run>(step.operation) && !step.effects.is_barrier() &&
         std::any_of(step.effects.writes.begin(), step.effects.writes.end(), is_account);
}

bool makes_user(const ir::Step& step) {
  const auto* directory = std::get_if<ir::MakeDirectory>(&step.operation);
  return std::holds_alternative<ir::MakeUser>(step.operation) || (directory != nullptr && !directory->written);
}

std::vector<Stretch> stretches(const std::vector<ir::Step>& steps) {
  std::vector<Stretch> result;
  for (std::size_t begin = 0; begin < steps.size();) {
    Stretch stretch{begin, begin, begin};
    while (stretch.end < steps.size() && !steps[stretch.end].effects.is_barrier()) ++stretch.end;
    const auto is_fixed = [&](std::size_t i) { return tests_base(steps[i]) || makes_user(steps[i]); };
    while (stretch.movable_begin < stretch.end && is_fixed(stretch.movable_begin)) ++stretch.movable_begin;
    if (stretch.end > stretch.begin) result.push_back(stretch);
    begin = stretch.end + 1;
  }
  return result;
}

void reorder(std::span<ir::Step> steps, const std::vector<std::size_t>& order) {
  std::vector<ir::Step> ordered;
  ordered.reserve(steps.size());
  for (const std::size_t i : order) ordered.push_back(std::move(steps[i]));
  std::move(ordered.begin(), ordered.end(), steps.begin());
}

}  // namespace boxwright::passes
