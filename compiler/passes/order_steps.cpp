// The order of a stage's steps. A barrier keeps its place; between two barriers what is declared first comes first:
//
//     copy app; run(reads=/app): make; apt gcc      →      apt gcc; copy app; run …
//
// Makers go before readers wherever they are written, two writers of one thing keep the written order, and what is left
// follows phase (user, packages, Python, sources, installs, weights, files), then the order in the spec.
#include <algorithm>
#include <set>

#include "compiler/passes/passes.hpp"

namespace boxwright::passes {

namespace {

using ir::Step;

/// Where a kind of step stands among steps that need nothing of each other.
struct Phase {
  int operator()(const ir::MakeUser&) const { return 0; }
  int operator()(const ir::InstallPackages&) const { return 1; }
  int operator()(const ir::MakeVenv&) const { return 2; }
  int operator()(const ir::PipInstall& pip) const { return pip.override_versions || !pip.remove.empty() ? 5 : 4; }
  int operator()(const ir::Clone&) const { return 3; }
  int operator()(const ir::Download& download) const { return download.weights || download.unpack ? 6 : 7; }
  int operator()(const ir::Copy& copy) const { return copy.from != ir::Copy::From::context ? 3 : copy.weights ? 6 : 8; }
  int operator()(const ir::MakeDirectory&) const { return 0; }
  int operator()(const ir::WriteFile&) const { return 7; }
  int operator()(const ir::Run&) const { return 8; }
  int operator()(const ir::Add&) const { return 7; }
  int operator()(const ir::SetVariable&) const { return 0; }
};

bool overlaps(const std::vector<ir::Resource>& a, const std::vector<ir::Resource>& b) {
  return std::any_of(a.begin(), a.end(), [&](const ir::Resource& x) {
    return std::any_of(b.begin(), b.end(), [&](const ir::Resource& y) { return ir::overlap(x, y); });
  });
}

/// Must step `a` come before step `b`, which is written behind it (`written`) or above it?
bool precedes(const Step& a, const Step& b, bool written) {
  const bool makes = overlaps(a.effects.writes, b.effects.reads);
  if (makes && !overlaps(b.effects.writes, a.effects.reads)) return true;
  if (makes) return written;  // each reads what the other makes: as written
  return written && overlaps(a.effects.writes, b.effects.writes);
}

/// Orders the steps of one stretch between barriers; gives those that need each other in a circle.
std::vector<std::size_t> order_stretch(std::vector<Step>& steps, std::size_t begin, std::size_t end) {
  const std::size_t count = end - begin;
  std::vector<std::vector<std::size_t>> successors(count);
  std::vector<std::size_t> waiting(count, 0);
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t j = 0; j < count; ++j) {
      if (i != j && precedes(steps[begin + i], steps[begin + j], i < j)) {
        successors[i].push_back(j);
        ++waiting[j];
      }
    }
  }
  std::vector<Step> ordered;
  // Steps that nothing holds back, the first to take at the front: by phase, then as written.
  std::set<std::pair<int, std::size_t>> ready;
  const auto add_ready = [&](std::size_t i) { ready.emplace(std::visit(Phase{}, steps[begin + i].operation), i); };
  for (std::size_t i = 0; i < count; ++i)
    if (waiting[i] == 0) add_ready(i);
  while (!ready.empty()) {
    const std::size_t best = ready.begin()->second;
    ready.erase(ready.begin());
    for (const std::size_t next : successors[best])
      if (--waiting[next] == 0) add_ready(next);
    ordered.push_back(steps[begin + best]);
  }
  std::vector<std::size_t> circle;
  for (std::size_t i = 0; i < count; ++i)
    if (waiting[i] > 0) circle.push_back(begin + i);
  if (circle.empty()) std::move(ordered.begin(), ordered.end(), steps.begin() + static_cast<std::ptrdiff_t>(begin));
  return circle;
}

void order_stage(ir::Stage& stage, Diagnostics& diagnostics) {
  for (Step& step : stage.steps) ir::add_effects(step);
  for (std::size_t begin = 0; begin < stage.steps.size();) {
    std::size_t end = begin;
    while (end < stage.steps.size() && !stage.steps[end].effects.is_barrier()) ++end;
    const std::vector<std::size_t> circle = order_stretch(stage.steps, begin, end);
    if (!circle.empty()) {
      auto entry = diagnostics.report(diag::CycleOfSteps, stage.steps[circle.front()].origin.spans.front());
      for (std::size_t i = 1; i < circle.size(); ++i)
        entry.label(stage.steps[circle[i]].origin.spans.front(), "and this one");
    }
    begin = end + 1;
  }
}

}  // namespace

void order_steps(ir::Module& module, Diagnostics& diagnostics) {
  for (ir::Stage& stage : module.stages) order_stage(stage, diagnostics);
}

}  // namespace boxwright::passes
