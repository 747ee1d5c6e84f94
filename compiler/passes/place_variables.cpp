// A variable holds in all of its stage, wherever it is written; it is set as late as its first reader allows, so that a
// change of it rebuilds no more than it must:
//
//     env A=1; pip x; run: make    →    pip x; ENV A=1; run: make
//
// Readers: a `run` reads every variable, pip and git those that are theirs, what names `${X}` reads X.
#include <algorithm>
#include <set>

#include "compiler/passes/passes.hpp"

namespace boxwright::passes {

namespace {

using ir::Step;
using ir::Variable;

bool names(const Text& text, const std::string& variable) {
  const std::vector<std::string> all = text.variables();
  return std::find(all.begin(), all.end(), variable) != all.end();
}

/// Does a step read the variable? What builds from source may ask for anything that was declared for the build alone.
bool reads(const Step& step, const Variable& variable) {
  if (step.effects.reads_variable(variable.name)) return true;
  const bool builds = std::holds_alternative<ir::PipInstall>(step.operation) ||
                      std::holds_alternative<ir::SyncProject>(step.operation) ||
                      std::holds_alternative<ir::NpmInstall>(step.operation);
  return variable.kind == Variable::Kind::build_only && builds;
}

/// Does a label name the variable, or the value of another one?
bool is_named(const ir::Stage& stage, const std::string& variable) {
  const auto& labels = stage.configuration.labels;
  return std::any_of(labels.begin(), labels.end(), [&](const auto& label) { return names(label.second, variable); }) ||
         std::any_of(stage.variables.begin(), stage.variables.end(),
                     [&](const Variable& other) { return other.value && names(*other.value, variable); });
}

/// Places the variables of one stage.
void place(ir::Stage& stage, Remarks& remarks) {
  const std::size_t count = stage.variables.size();
  std::vector<std::size_t> position(count, stage.steps.size());
  for (std::size_t v = 0; v < count; ++v) {
    for (std::size_t s = 0; s < stage.steps.size(); ++s) {
      if (reads(stage.steps[s], stage.variables[v])) {
        position[v] = s;
        break;
      }
    }
  }
  const auto needs = [&](std::size_t v, std::size_t other) {
    if (v == other || !stage.variables[v].value) return false;
    // An `env X=${X}` keeps the argument of the same name, which then stands above it.
    const bool same_name = stage.variables[v].name == stage.variables[other].name;
    const bool keeps = same_name && stage.variables[v].kind == Variable::Kind::environment &&
                       stage.variables[other].kind == Variable::Kind::argument;
    return (keeps || !same_name) && names(*stage.variables[v].value, stage.variables[other].name);
  };
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t v = 0; v < count; ++v) {
      for (std::size_t other = 0; other < count; ++other) {
        if (needs(v, other) && position[other] > position[v]) {
          position[other] = position[v];
          changed = true;
        }
      }
    }
  }
  std::vector<Step> result;
  std::set<std::size_t> placed;
  const auto place_one = [&](std::size_t v, const auto& self) -> void {
    if (!placed.insert(v).second) return;
    for (std::size_t other = 0; other < count; ++other)
      if (needs(v, other)) self(other, self);
    const Variable& variable = stage.variables[v];
    ir::SetVariable set;
    set.kind = variable.kind == Variable::Kind::environment ? ir::SetVariable::Kind::environment
                                                            : ir::SetVariable::Kind::argument;
    set.name = variable.name;
    set.value = variable.value;
    const bool is_last = position[v] == stage.steps.size();
    remarks.passed(variable.origin,
                   is_last ? "set behind all steps: none reads it" : "set straight above its first reader");
    result.push_back(ir::make_step(std::move(set), variable.origin));
  };
  std::vector<std::size_t> order(count);
  for (std::size_t v = 0; v < count; ++v) order[v] = v;
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::tie(stage.variables[a].kind, stage.variables[a].name) <
           std::tie(stage.variables[b].kind, stage.variables[b].name);
  });
  // The argument that names the base has served there; only a reader needs it here.
  const auto is_idle = [&](std::size_t v) {
    const bool of_base = stage.variables[v].kind == Variable::Kind::argument && !stage.base.argument.empty() &&
                         stage.variables[v].name == stage.base.argument;
    return of_base && position[v] == stage.steps.size() && !is_named(stage, stage.variables[v].name);
  };
  for (std::size_t s = 0; s <= stage.steps.size(); ++s) {
    for (const std::size_t v : order)
      if (position[v] == s && !is_idle(v)) place_one(v, place_one);
    if (s < stage.steps.size()) result.push_back(std::move(stage.steps[s]));
  }
  stage.steps = std::move(result);
}

}  // namespace

void place_variables(ir::Module& module, Context& context) {
  for (ir::Stage& stage : module.stages) place(stage, context.remarks);
}

}  // namespace boxwright::passes
