// The order of the lowest expected rebuild cost among those that keep the meaning: what rarely changes and costs much
// stands above what changes often and costs little.
//
//     copy app.py; apt libgl1; pip -r requirements.txt      →      apt libgl1; pip …; copy app.py
//
// Barriers keep their place. Where two orders cost the same, the steps' content decides and never where they are
// written, so that shuffling statements changes no layer. Relies on nothing; steps that need each other in a circle are
// left alone.
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <numeric>
#include <string>
#include <tuple>

#include "compiler/ir/cost.hpp"
#include "compiler/ir/paths.hpp"
#include "compiler/ir/print.hpp"
#include "compiler/passes/ordering.hpp"
#include "compiler/passes/passes.hpp"
#include "compiler/passes/stretches.hpp"

namespace boxwright::passes {

namespace {

/// What decides where cost does not: what changes rarely first, then where it goes and what it is.
std::vector<std::size_t> content_ranks(std::span<const ir::Step> steps) {
  using Key = std::tuple<int, std::string, std::string, std::string>;
  std::vector<Key> keys;
  keys.reserve(steps.size());
  for (const ir::Step& step : steps)
    keys.emplace_back(static_cast<int>(ir::volatility(step)), ir::destination_of(step.operation),
                      ir::print(step.operation), ir::print(step.effects));
  std::vector<std::size_t> order(steps.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  // Two steps that are the same in all may stand either way.
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return keys[a] < keys[b]; });
  std::vector<std::size_t> ranks(steps.size());
  for (std::size_t i = 0; i < order.size(); ++i) ranks[order[i]] = i;
  return ranks;
}

/// How probable it is that what stages hold changes between two builds, by their names, per mille.
using Chances = std::map<std::string, std::uint32_t>;

/// A copy of what a stage makes changes when the stage does. The compiler's own stages hold what one statement asks
/// for, and its copy says how often that changes.
std::uint32_t chance_of(const ir::Step& step, const Chances& stages) {
  const std::uint32_t own = ir::cost(step).chance;
  const auto* copy = std::get_if<ir::Copy>(&step.operation);
  const auto stage = copy != nullptr ? stages.find(copy->source_name) : stages.end();
  return stage == stages.end() ? own : std::max(own, stage->second);
}

std::uint32_t chance_of(const ir::Stage& stage, const Chances& below) {
  const auto base = below.find(stage.base.name);
  std::uint32_t same = 1000 - (base == below.end() ? 0 : base->second);
  for (const ir::Step& step : stage.steps) same = same * (1000 - chance_of(step, below)) / 1000;
  return 1000 - same;
}

std::vector<Task> tasks_of(std::span<const ir::Step> steps, const Chances& stages) {
  const std::vector<std::size_t> ranks = content_ranks(steps);
  std::vector<Task> tasks;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const ir::Cost cost = ir::cost(steps[i]);
    tasks.push_back({chance_of(steps[i], stages), cost.weight, ir::is_linked(steps[i]), ranks[i]});
  }
  return tasks;
}

/// For each step what it cannot stand above.
void report_needs(std::span<const ir::Step> steps, const Precedence& graph, Remarks& remarks) {
  constexpr std::size_t most_named = 3;
  std::vector<std::vector<std::string>> needs(steps.size());
  std::vector<std::size_t> more(steps.size(), 0);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    for (const std::size_t next : graph.after[i]) {
      if (needs[next].size() < most_named) {
        needs[next].push_back("`" + ir::describe(steps[i].operation) + "`");
      } else {
        ++more[next];
      }
    }
  }
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (needs[i].empty()) continue;
    const std::string others = more[i] > 0 ? fmt::format(" and {} more", more[i]) : "";
    remarks.analysis(steps[i].origin, fmt::format("has to stand behind {}{}", fmt::join(needs[i], ", "), others));
  }
}

void schedule_stretch(std::span<ir::Step> steps, const Chances& stages, Context& context) {
  if (steps.size() < 2) return;
  const std::vector<Task> tasks = tasks_of(steps, stages);
  const Precedence graph = precedence(steps);
  const Ordering best = cheapest_order(tasks, graph);
  if (best.order.empty()) return;
  std::vector<std::size_t> as_it_stands(steps.size());
  std::iota(as_it_stands.begin(), as_it_stands.end(), std::size_t{0});
  const double before = cost_of(tasks, as_it_stands);
  const ir::Origin origin = steps.front().origin;
  report_needs(steps, graph, context.remarks);
  if (best.order != as_it_stands) {
    reorder(steps, best.order);
    for (std::size_t i = 0; i < steps.size(); ++i) {
      if (best.order[i] <= i) continue;
      context.remarks.passed(steps[i].origin, fmt::format("stands {} {} higher than written", best.order[i] - i,
                                                          best.order[i] - i == 1 ? "step" : "steps"));
    }
  }
  context.remarks.analysis(
      origin,
      fmt::format("{} steps in {} order: a rebuild costs {:.1f} MB on average, {:.1f} MB before, {:.1f} MB at "
                  "the very least",
                  steps.size(), best.exact ? "the best" : "a good", best.cost / 1e6, before / 1e6, best.bound / 1e6));
}

}  // namespace

void schedule(ir::Module& module, Context& context) {
  Chances chances;
  for (ir::Stage& stage : module.stages) {
    for (const Stretch& stretch : stretches(stage.steps))
      schedule_stretch(stretch.movable(stage.steps), chances, context);
    for (ir::Step& step : stage.steps) {
      const std::uint32_t chance = chance_of(step, chances);
      if (chance == ir::cost(step).chance) continue;
      step.account = ir::account_of(step);
      step.account->cost.chance = chance;
      step.account->volatility = ir::Volatility::step;
    }
    if (!stage.is_source) chances[stage.name] = chance_of(stage, chances);
  }
}

}  // namespace boxwright::passes
