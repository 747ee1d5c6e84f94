// The order of a stage's steps that its meaning asks for. A barrier keeps its place; between two barriers what makes a
// thing stands before what reads it, wherever they are written:
//
//     copy app; pip(requirements=/src/r.txt); git … -> /src      →      copy app; git …; pip
//
// All else stays as written: `schedule` looks for the cheapest of the orders that are right. Relies on nothing.
#include <fmt/core.h>

#include <algorithm>
#include <numeric>

#include "compiler/ir/print.hpp"
#include "compiler/passes/passes.hpp"
#include "compiler/passes/precedence.hpp"
#include "compiler/passes/stretches.hpp"

namespace boxwright::passes {

namespace {

/// What a `run` says of itself cannot be held against what it does.
void report_believed(const ir::Step& step, Remarks& remarks) {
  const auto* run = std::get_if<ir::Run>(&step.operation);
  if (run == nullptr || tests_base(step) || !std::holds_alternative<ir::Script>(run->commands.front())) return;
  const std::string said = ir::print(step.effects);
  remarks.analysis(step.origin,
                   fmt::format("believed to do no more than it says: {}", said.empty() ? "nothing" : said));
}

void report_moves(std::span<const ir::Step> steps, const std::vector<std::size_t>& order, Remarks& remarks) {
  for (std::size_t i = 0; i < order.size(); ++i)
    if (order[i] > i) remarks.passed(steps[i].origin, "stands before what needs it, and above where it is written");
}

void report_circle(std::span<const ir::Step> steps, const std::vector<std::size_t>& circle, Diagnostics& diagnostics) {
  auto entry = diagnostics.report(diag::CycleOfSteps, steps[circle.front()].origin.spans.front());
  for (std::size_t i = 1; i < circle.size(); ++i) entry.label(steps[circle[i]].origin.spans.front(), "and this one");
}

}  // namespace

void order_steps(ir::Module& module, Context& context) {
  for (ir::Stage& stage : module.stages) {
    for (const Stretch& stretch : stretches(stage.steps)) {
      const std::span<ir::Step> steps = stretch.movable(stage.steps);
      std::vector<std::size_t> as_written(steps.size());
      std::iota(as_written.begin(), as_written.end(), std::size_t{0});
      const TopologicalOrder found = topological_order(precedence(steps), as_written);
      if (found.circle.empty()) {
        reorder(steps, found.order);
        report_moves(steps, found.order, context.remarks);
        for (const ir::Step& step : steps) report_believed(step, context.remarks);
      } else {
        report_circle(steps, found.circle, context.diagnostics);
      }
    }
  }
}

}  // namespace boxwright::passes
