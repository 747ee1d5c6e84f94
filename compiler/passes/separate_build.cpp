// What only building needs never comes into the image. What needs it moves to a stage of its own, which has all that
// the image's stage installs, and the image takes what was made there:
//
//     apt(build) g++; apt libffi8; pip numcodecs    →    stage build: apt g++ libffi8; pip numcodecs
//                                                        image: apt libffi8; copy from build what pip added
//
// Calls of pip move, and narrowed runs; a run's `writes=` paths are copied, a virtual environment as a folder, and else
// what pip added to the base's Python. What a moved step reads is made in both stages. A step that nobody narrowed
// could not be said to work in either, so it is an error. Relies on nothing.
#include "compiler/passes/separate_build.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "compiler/base/unique_name.hpp"
#include "compiler/ir/paths.hpp"
#include "compiler/passes/passes.hpp"
#include "compiler/passes/precedence.hpp"
#include "compiler/passes/stretches.hpp"

namespace boxwright::passes {

namespace {

using ir::InstallPackages;
using ir::MakeVenv;
using ir::PipInstall;
using ir::Resource;
using ir::Run;
using ir::Stage;
using ir::Step;
using ir::SyncProject;

bool is_for_building(const Step& step) {
  const auto* install = std::get_if<InstallPackages>(&step.operation);
  return install != nullptr && install->for_building;
}

bool is_built(const Step& step) {
  return std::holds_alternative<PipInstall>(step.operation) || std::holds_alternative<MakeVenv>(step.operation) ||
         std::holds_alternative<SyncProject>(step.operation) ||
         (std::holds_alternative<Run>(step.operation) && !tests_base(step));
}

/// How pip is called by a step that installs Python packages; empty where it installs none.
std::string pip_of(const Step& step) {
  if (const auto* pip = std::get_if<PipInstall>(&step.operation)) return pip->python;
  if (const auto* sync = std::get_if<SyncProject>(&step.operation)) return sync->python;
  return "";
}

std::vector<std::string> written_paths(const Step& step) {
  std::vector<std::string> result;
  for (const Resource& resource : step.effects.writes)
    if (resource.kind == Resource::Kind::path) result.push_back(resource.name);
  return result;
}

/// Divides one stage.
class Separation {
 public:
  Separation(Stage& stage, std::string name, Context& context)
      : stage_(stage), steps_(stage.steps), name_(std::move(name)), context_(context) {}

  /// The stage that builds, to stand above the divided one; without steps where there is nothing to build or an error.
  Stage run() {
    const auto first = std::find_if(steps_.begin(), steps_.end(), is_for_building);
    origin_ = first->origin;
    Stage build;
    if (!may_move()) return build;
    moved_.resize(steps_.size());
    for (std::size_t i = 0; i < steps_.size(); ++i) moved_[i] = is_built(steps_[i]);
    say_what_stays();
    if (std::find(moved_.begin(), moved_.end(), true) != moved_.end()) {
      find_needed();
      build = build_stage();
    }
    take_results();
    return build;
  }

 private:
  // ---- what is in the way ----

  Diagnostics::Entry report(const Step& step, const std::string& why) {
    return context_.diagnostics.report(diag::BuildInTheWay, step.origin.spans.front(), why)
        .label(origin_.spans.front(), "needed for building only");
  }

  bool may_move() {
    bool may = true;
    for (const Step& step : steps_) {
      if (const auto* install = std::get_if<InstallPackages>(&step.operation);
          install != nullptr && !install->remove.empty()) {
        report(step, "what is removed here could be either stage's")
            .note("remove it in a stage that this one starts from");
        may = false;
      } else if (step.effects.is_barrier()) {
        report(step, "this step may read and change anything, so that it belongs to neither stage")
            .note("say what it reads and what it makes, as in `run(reads=/src, writes=/opt/tool): make -C /src`");
        may = false;
      } else if (const auto* pip = std::get_if<PipInstall>(&step.operation)) {
        may = may_move(step, *pip) && may;
      } else if (const auto* sync = std::get_if<SyncProject>(&step.operation);
                 sync != nullptr && !sync->source.empty()) {
        report(step, "an editable install leaves what it builds in its sources")
            .note("give the project a lock that is a requirements file");
        may = false;
      }
    }
    return may;
  }

  bool may_move(const Step& step, const PipInstall& pip) {
    if (!pip.remove.empty()) {
      report(step, "what pip removes could be either stage's").note("remove it in a stage that this one starts from");
    } else if (pip.editable) {
      report(step, "an editable install leaves what it builds in its sources").note("leave `editable` out");
    } else if (!is_in_venv(pip.python) && prefix(pip.python).empty()) {
      report(step, "nobody knows where the Python of this base keeps its packages")
          .note("give the spec one of its own, as in `python(venv=/opt/python) 3.11`");
    } else {
      return true;
    }
    return false;
  }

  // ---- what is where ----

  /// Is it the pip of an environment that this stage makes?
  [[nodiscard]] bool is_in_venv(const std::string& pip) const {
    return std::any_of(steps_.begin(), steps_.end(), [&](const Step& step) {
      const auto* venv = std::get_if<MakeVenv>(&step.operation);
      return venv != nullptr && pip.starts_with(venv->path + "/bin/");
    });
  }

  /// The folder below which an interpreter's packages and programs lie; empty where that is not known.
  [[nodiscard]] std::string prefix(const std::string& python) const {
    if (python.starts_with('/')) return python.substr(0, python.find("/bin/"));
    if (!stage_.facts.python) return "";
    const std::string& packages = stage_.facts.python->site_packages;
    const std::size_t lib = packages.find("/lib/python");
    return lib == std::string::npos || lib == 0 ? "" : packages.substr(0, lib);
  }

  /// Marks what the moved steps read, and what that reads.
  void find_needed() {
    needed_.assign(steps_.size(), false);
    const bool runs = std::any_of(steps_.begin(), steps_.end(), [](const Step& step) {
      return std::holds_alternative<Run>(step.operation) && is_built(step);
    });
    // What looks at the base stands first in every stage; only a command could want the user where nothing but building
    // is done.
    std::vector<std::size_t> open;
    const auto need = [&](std::size_t i) {
      if (!moved_[i] && !needed_[i]) open.push_back(i);
      needed_[i] = true;
    };
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      if (moved_[i]) open.push_back(i);
      if (std::holds_alternative<InstallPackages>(steps_[i].operation) || tests_base(steps_[i]) ||
          (runs && makes_user(steps_[i])))
        need(i);
    }
    while (!open.empty()) {
      const std::size_t i = open.back();
      open.pop_back();
      for (std::size_t other = 0; other < steps_.size(); ++other)
        if (!makes_user(steps_[other]) && precedes(steps_[other], steps_[i], other < i)) need(other);
    }
  }

  // ---- the stage that builds ----

  [[nodiscard]] Stage build_stage() {
    Stage build;
    build.name = name_;
    build.wanted_name = "build";
    build.comment = "has what building needs and the image does not hold";
    build.base = stage_.base;
    build.variables = stage_.variables;
    build.bash = stage_.bash;
    build.facts = stage_.facts;
    build.logins = stage_.logins;
    build.certificates = stage_.certificates;
    build.origin = origin_;
    bool noted = false;
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      if (!moved_[i] && !needed_[i]) continue;
      if (const std::string pip = pip_of(steps_[i]); !pip.empty() && !noted && !is_in_venv(pip)) {
        build.steps.push_back(note_step(pip));
        collected_ = pip;
        noted = true;
      }
      build.steps.push_back(steps_[i]);
      if (auto* install = std::get_if<InstallPackages>(&build.steps.back().operation)) install->for_building = false;
    }
    if (!collected_.empty()) build.steps.push_back(collect_step());
    return build;
  }

  [[nodiscard]] Step python_step(ir::Command command) const {
    Run run;
    run.commands.emplace_back(std::move(command));
    run.joins = "pip";
    Step step = ir::make_step(std::move(run), origin_);
    step.effects.reads = {{Resource::Kind::system_packages}};
    return step;
  }

  [[nodiscard]] std::string interpreter(const std::string& python) const {
    return python.starts_with('/') || !stage_.facts.python ? python.substr(0, python.find(' '))
                                                           : stage_.facts.python->command;
  }

  /// Notes what the base has. Stands before all calls of pip, as one of them.
  [[nodiscard]] Step note_step(const std::string& pip) const {
    Step step = python_step({{interpreter(pip), "-c", noting_program()}, Text(noted_packages)});
    step.comment = "what pip adds to the base's Python is collected for the image";
    step.effects.writes = {{Resource::Kind::python}, {Resource::Kind::path, noted_packages}};
    return step;
  }

  /// Collects what pip added to it, behind all calls of pip.
  [[nodiscard]] Step collect_step() const {
    Step step = python_step({{interpreter(collected_), "-c", checking_program()}, {}});
    std::get<Run>(step.operation)
        .commands.emplace_back(
            ir::Command{{interpreter(collected_), "-c", collecting_program(prefix(collected_))}, {}});
    step.effects.reads.push_back({Resource::Kind::python});
    step.effects.reads.push_back({Resource::Kind::path, noted_packages});
    step.effects.writes = {{Resource::Kind::path, collected_packages, true}};
    return step;
  }

  // ---- the image ----

  Step copy_step(const std::string& from, const std::string& to, const Step& made) const {
    ir::Copy copy;
    copy.from = ir::Copy::From::stage;
    copy.source_name = name_;
    copy.sources = {from};
    copy.destination = to;
    return ir::make_step(std::move(copy), made.origin);
  }

  /// What stands in the image for a moved step.
  std::vector<Step> results_of(const Step& step) {
    std::vector<Step> result;
    if (const auto* venv = std::get_if<MakeVenv>(&step.operation)) {
      result.push_back(copy_step(venv->path + "/", venv->path + "/", step));
      result.back().effects.writes.push_back({Resource::Kind::python});
    } else if (const std::string pip = pip_of(step); !pip.empty()) {
      if (collected_.empty() || is_in_venv(pip)) return result;
      const std::string folder = prefix(pip) + "/";
      result.push_back(copy_step(collected_packages + folder, folder, step));
      result.back().effects.writes.push_back({Resource::Kind::python});
      collected_.clear();  // one copy for all calls of pip
    } else {
      for (const std::string& path : written_paths(step)) result.push_back(copy_step(path, path, step));
    }
    return result;
  }

  /// Does a moved run take in what a step puts there, so that it comes back with what the run makes?
  [[nodiscard]] bool comes_back(std::size_t i) const {
    if (!needed_[i]) return false;
    const std::vector<std::string> paths = written_paths(steps_[i]);
    if (paths.empty() || steps_[i].effects.writes.size() != paths.size()) return false;
    for (std::size_t run = 0; run < steps_.size(); ++run) {
      if (!moved_[run] || !std::holds_alternative<Run>(steps_[run].operation)) continue;
      const std::vector<std::string> taken = written_paths(steps_[run]);
      const bool all = std::all_of(paths.begin(), paths.end(), [&](const std::string& path) {
        return std::any_of(taken.begin(), taken.end(),
                           [&](const std::string& folder) { return ir::is_inside(path, folder); });
      });
      if (all && precedes(steps_[i], steps_[run], i < run)) return true;
    }
    return false;
  }

  void take_results() {
    std::vector<Step> result;
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      if (is_for_building(steps_[i])) continue;
      if (moved_[i]) {
        std::vector<Step> made = results_of(steps_[i]);
        std::move(made.begin(), made.end(), std::back_inserter(result));
      } else if (needed_.empty() || !comes_back(i)) {
        result.push_back(steps_[i]);
      }
    }
    steps_ = std::move(result);
    drop_build_variables();
  }

  /// What was declared for building alone has no reader left, unless a value or a label names it.
  void drop_build_variables() {
    std::set<std::string> named;
    const auto note = [&](const Text& text) {
      for (const std::string& name : text.variables()) named.insert(name);
    };
    for (const ir::Variable& variable : stage_.variables)
      if (variable.value) note(*variable.value);
    for (const auto& [key, text] : stage_.configuration.labels) note(text);
    std::erase_if(stage_.variables, [&](const ir::Variable& variable) {
      return variable.kind == ir::Variable::Kind::build_only && !named.contains(variable.name);
    });
  }

  // ---- what is said of it ----

  void say_what_stays() const {
    for (const Step& step : steps_) {
      if (!is_for_building(step)) continue;
      std::vector<std::string> names;
      for (const ir::Package& package : std::get<InstallPackages>(step.operation).packages)
        names.push_back("`" + package.name + "`");
      context_.remarks.passed(step.origin, fmt::format("no image holds {}", fmt::join(names, ", ")));
    }
    for (const Step& step : steps_) {
      if (!is_built(step)) continue;
      std::string made = "what it installs";
      if (const auto* venv = std::get_if<MakeVenv>(&step.operation)) made = "`" + venv->path + "`";
      if (std::holds_alternative<Run>(step.operation)) {
        const std::vector<std::string> paths = written_paths(step);
        made = paths.empty() ? "nothing" : fmt::format("`{}`", fmt::join(paths, "`, `"));
      }
      context_.remarks.passed(step.origin, fmt::format("moved to the stage `{}`; the image takes {}", name_, made));
    }
    if (std::none_of(steps_.begin(), steps_.end(), is_built))
      context_.remarks.missed(origin_,
                              "nothing is built here: no call of pip, and no `run` with `reads=` or `writes=`");
  }

  Stage& stage_;
  std::vector<Step>& steps_;
  std::string name_;
  Context& context_;
  ir::Origin origin_;
  std::vector<bool> moved_, needed_;
  std::string collected_;  ///< how the pip is called whose packages are collected
};

}  // namespace

void separate_build(ir::Module& module, Context& context) {
  std::set<std::string> names;
  for (const Stage& stage : module.stages) names.insert(stage.name);
  std::vector<Stage> result;
  for (Stage& stage : module.stages) {
    if (std::any_of(stage.steps.begin(), stage.steps.end(), is_for_building)) {
      Stage build = Separation(stage, unique_name(names, "build"), context).run();
      if (!build.steps.empty()) result.push_back(std::move(build));
    }
    result.push_back(std::move(stage));
  }
  module.stages = std::move(result);
}

}  // namespace boxwright::passes
