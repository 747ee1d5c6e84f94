// A variable holds in all of its stage, wherever it is written; it is set as late as its first reader allows, so that a
// change of it rebuilds no more than it must:
//
//     env A=1; pip x; run: make    →    pip x; ENV A=1; run: make
//
// Readers: a `run` reads every variable, pip and git those that are theirs, what names `${X}` reads X.
#include <algorithm>
#include <map>
#include <numeric>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

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

/// By its index, the variables that each variable's value names; these stand above it.
std::vector<std::vector<std::size_t>> needs_of(const std::vector<Variable>& variables) {
  std::map<std::string_view, std::vector<std::size_t>> by_name;
  for (std::size_t v = 0; v < variables.size(); ++v) by_name[variables[v].name].push_back(v);
  std::vector<std::vector<std::size_t>> result(variables.size());
  for (std::size_t v = 0; v < variables.size(); ++v) {
    if (!variables[v].value) continue;
    for (const std::string& name : variables[v].value->variables()) {
      const auto named = by_name.find(name);
      if (named == by_name.end()) continue;
      // An `env X=${X}` keeps the argument of the same name, which then stands above it.
      for (const std::size_t other : named->second) {
        const bool keeps =
            variables[v].kind == Variable::Kind::environment && variables[other].kind == Variable::Kind::argument;
        if (v != other && (keeps || variables[v].name != name)) result[v].push_back(other);
      }
    }
    std::sort(result[v].begin(), result[v].end());
    result[v].erase(std::unique(result[v].begin(), result[v].end()), result[v].end());
  }
  return result;
}

/// The steps above which the variables of a stage are set: each its first reader, or the first of one that needs it.
std::vector<std::size_t> positions_of(const ir::Stage& stage, const std::vector<std::vector<std::size_t>>& needs) {
  std::vector<std::size_t> position, order;
  for (const Variable& variable : stage.variables) {
    const auto reader =
        std::find_if(stage.steps.begin(), stage.steps.end(), [&](const Step& step) { return reads(step, variable); });
    order.push_back(position.size());
    position.push_back(static_cast<std::size_t>(reader - stage.steps.begin()));
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return position[a] < position[b]; });
  std::vector<bool> settled(position.size());
  for (const std::size_t first : order) {
    std::vector<std::size_t> waiting{first};
    while (!waiting.empty()) {
      const std::size_t v = waiting.back();
      waiting.pop_back();
      if (settled[v]) continue;
      settled[v] = true;
      position[v] = position[first];
      waiting.insert(waiting.end(), needs[v].begin(), needs[v].end());
    }
  }
  return position;
}

Step set_variable(const Variable& variable) {
  ir::SetVariable set;
  set.kind = variable.kind == Variable::Kind::environment ? ir::SetVariable::Kind::environment
                                                          : ir::SetVariable::Kind::argument;
  set.name = variable.name;
  set.value = variable.value;
  return ir::make_step(std::move(set), variable.origin);
}

/// A variable and what it needs that is not placed yet, in the order in which they are set.
std::vector<std::size_t> with_needs(std::size_t first, const std::vector<std::vector<std::size_t>>& needs,
                                    std::vector<bool>& placed) {
  std::vector<std::size_t> result;
  std::vector<std::pair<std::size_t, std::size_t>> open;  // a variable, and how many of its needs were looked at
  const auto enter = [&](std::size_t v) {
    if (placed[v]) return;
    placed[v] = true;
    open.emplace_back(v, 0);
  };
  enter(first);
  while (!open.empty()) {
    auto& [v, next] = open.back();
    if (next < needs[v].size()) {
      enter(needs[v][next++]);
    } else {
      result.push_back(v);
      open.pop_back();
    }
  }
  return result;
}

/// Places the variables of one stage.
void place(ir::Stage& stage, Remarks& remarks) {
  const std::vector<Variable>& variables = stage.variables;
  const std::vector<std::vector<std::size_t>> needs = needs_of(variables);
  const std::vector<std::size_t> position = positions_of(stage, needs);
  const std::size_t end = stage.steps.size();
  std::vector<std::size_t> order(variables.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::tie(variables[a].kind, variables[a].name) < std::tie(variables[b].kind, variables[b].name);
  });
  // The argument that names the base has served there; only a reader needs it here.
  const auto is_idle = [&](std::size_t v) {
    const bool of_base = variables[v].kind == Variable::Kind::argument && !stage.base.argument.empty() &&
                         variables[v].name == stage.base.argument;
    return of_base && position[v] == end && !is_named(stage, variables[v].name);
  };
  std::vector<std::vector<std::size_t>> above(end + 1);
  for (const std::size_t v : order)
    if (!is_idle(v)) above[position[v]].push_back(v);
  std::vector<Step> result;
  std::vector<bool> placed(variables.size());
  for (std::size_t s = 0; s <= end; ++s) {
    for (const std::size_t first : above[s]) {
      for (const std::size_t v : with_needs(first, needs, placed)) {
        const bool is_last = position[v] == end;
        remarks.passed(variables[v].origin,
                       is_last ? "set behind all steps: none reads it" : "set straight above its first reader");
        result.push_back(set_variable(variables[v]));
      }
    }
    if (s < end) result.push_back(std::move(stage.steps[s]));
  }
  stage.steps = std::move(result);
}

}  // namespace

void place_variables(ir::Module& module, Context& context) {
  for (ir::Stage& stage : module.stages) place(stage, context.remarks);
}

}  // namespace boxwright::passes
