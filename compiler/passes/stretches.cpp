#include "compiler/passes/stretches.hpp"

#include <algorithm>
#include <utility>

namespace boxwright::passes {

namespace {

bool is_fixed(const ir::Step& step) {
  const auto makes_accounts = [](const ir::Resource& resource) {
    return resource.kind == ir::Resource::Kind::accounts;
  };
  return std::holds_alternative<ir::MakeDirectory>(step.operation) ||
         std::any_of(step.effects.writes.begin(), step.effects.writes.end(), makes_accounts);
}

}  // namespace

std::vector<Stretch> stretches(const std::vector<ir::Step>& steps) {
  std::vector<Stretch> result;
  for (std::size_t begin = 0; begin < steps.size();) {
    Stretch stretch{begin, begin, begin};
    while (stretch.end < steps.size() && !steps[stretch.end].effects.is_barrier()) ++stretch.end;
    while (stretch.movable_begin < stretch.end && is_fixed(steps[stretch.movable_begin])) ++stretch.movable_begin;
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
