#include "compiler/verify/meaning.hpp"

#include <algorithm>
#include <set>

#include "compiler/backends/features.hpp"
#include "compiler/base/invariant.hpp"
#include "compiler/verify/meaning_of_run.hpp"

namespace boxwright::verify {

namespace {

using backends::Feature;

Fact fact(std::string name, Text value) { return {std::move(name), {std::move(value)}}; }

template <class Words>
Fact list(std::string name, const Words& words) {
  return {std::move(name), {words.begin(), words.end()}};
}

void add(Facts& facts, const char* name, const std::string& value) {
  if (!value.empty()) facts.push_back(fact(name, value));
}

std::string user_or_root(const std::string& user) { return user.empty() ? "0:0" : user; }

class StageMeaning {
 public:
  StageMeaning(const ir::Module& module, const ir::Image& image, const ir::Stage& stage)
      : module_(module), image_(image), stage_(stage) {}

  Stage make(const std::vector<Stage>& before) {
    result_.name = stage_.name;
    result_.from = from();
    begin(before);
    for (const ir::Step& step : stage_.steps)
      std::visit([this](const auto& operation) { add_step(operation); }, step.operation);
    configure();
    result_.user = stage_.configuration.user;
    result_.directory = stage_.configuration.workdir;
    result_.is_image = stage_.name == image_.stage;
    return std::move(result_);
  }

 private:
  [[nodiscard]] bool has(Feature feature) const { return backends::allowed(module_.dialect, feature); }

  [[nodiscard]] Statement from() const {
    Statement result{"FROM"};
    const ir::Base& base = stage_.base;
    if (base.platform.starts_with('$')) {
      Text argument;
      argument.append_variable(base.platform.substr(1));
      result.facts.push_back(fact("platform", argument));
    } else {
      add(result.facts, "platform", base.platform);
    }
    if (!base.argument.empty()) {
      Text argument;
      argument.append_variable(base.argument);
      result.facts.push_back(fact("image", argument));
    } else {
      const bool scratch = base.kind == ir::Base::Kind::scratch;
      result.facts.push_back(
          fact(base.kind == ir::Base::Kind::stage ? "stage" : "image", scratch ? "scratch" : base.name));
    }
    // A profile's checker asks for a first line without a name.
    if (stage_.profile.empty()) result.facts.push_back(fact("name", stage_.name));
    return result;
  }

  /// What holds before the first step: that of the stage below, or of the base.
  void begin(const std::vector<Stage>& before) {
    const bool is_unknown = stage_.base.kind == ir::Base::Kind::image && !stage_.facts.known;
    const auto& user = stage_.facts.user;
    if (!is_unknown) result_.first_user = std::to_string(user.uid) + ":" + std::to_string(user.gid);
    if (!is_unknown && user.uid == 0) result_.first_user = "0:0";
    if (stage_.base.kind == ir::Base::Kind::stage) {
      const auto below =
          std::find_if(before.begin(), before.end(), [&](const Stage& one) { return one.name == stage_.base.name; });
      if (below == before.end()) broken_invariant("a stage starts from one that does not stand above", stage_.name);
      result_.below = static_cast<std::size_t>(below - before.begin());
      result_.shell = below->shell;
    }
    result_.own_shell = !stage_.shell.empty() || stage_.bash;
    if (stage_.bash) result_.shell = {"/bin/bash", "-eu", "-o", "pipefail", "-c"};
    if (!stage_.shell.empty()) result_.shell = stage_.shell;
  }

  void add_step(const ir::Run& run) {
    Statement step{"RUN"};
    if (run.network == ir::Network::none && has(Feature::run_network)) add(step.facts, "network", "none");
    for (const ir::Mount& mount : run.mounts)
      step.facts.push_back(list("mount", mount_parts(mount, run.user, module_.dialect)));
    step.user = run.user == "root" || run.user == "root:root" || run.user == "0" ? "0:0" : user_or_root(run.user);
    if (!run.directory.empty()) step.directory = run.directory;
    step.commands = commands_of(run, module_.dialect, stops_at_failures(result_.shell));
    result_.steps.push_back(std::move(step));
  }

  void add_step(const ir::Copy& copy) {
    Statement step{"COPY"};
    if (copy.from != ir::Copy::From::context)
      step.facts.push_back(fact(copy.from == ir::Copy::From::stage ? "stage" : "image", copy.source_name));
    if (copy.link && has(Feature::copy_link)) add(step.facts, "link", "true");
    add(step.facts, "owner", copy.owner);
    add(step.facts, "mode", copy.mode);
    step.facts.push_back(list("sources", copy.sources));
    step.facts.push_back(fact("destination", copy.destination));
    result_.steps.push_back(std::move(step));
  }

  void add_step(const ir::Add& added) {
    Statement step{"ADD"};
    add(step.facts, "checksum", added.checksum);
    add(step.facts, "mode", added.mode);
    if (added.keep_git) add(step.facts, "history", "true");
    step.facts.push_back(list("sources", std::vector{added.url}));
    step.facts.push_back(fact("destination", added.destination));
    result_.steps.push_back(std::move(step));
  }

  void add_step(const ir::SetVariable& variable) {
    Statement step{variable.kind == ir::SetVariable::Kind::environment ? "ENV" : "ARG"};
    step.facts.push_back({variable.name, {}});
    if (variable.value) step.facts.back().value = {*variable.value};
    result_.steps.push_back(std::move(step));
  }

  void add_step(const ir::Verbatim& verbatim) {
    for (const ir::VerbatimInstruction& instruction : verbatim.instructions) {
      Statement step{instruction.keyword};
      step.verbatim = instruction.text;
      result_.steps.push_back(std::move(step));
    }
  }

  template <class Wanted>
  void add_step(const Wanted& /*operation*/) {
    broken_invariant("a step that is not yet what a Dockerfile can say", stage_.name);
  }

  void configure() {
    const ir::Configuration& configuration = stage_.configuration;
    const auto say = [this](const char* keyword, Facts facts) {
      if (!facts.empty()) result_.configuration.push_back({keyword, std::move(facts)});
    };
    Facts labels;
    for (const auto& [name, value] : configuration.labels) labels.push_back(fact(name, value));
    say("LABEL", std::move(labels));
    if (!configuration.ports.empty()) say("EXPOSE", {list("ports", configuration.ports)});
    if (!configuration.volumes.empty()) say("VOLUME", {list("volumes", configuration.volumes)});
    if (!configuration.stop_signal.empty()) say("STOPSIGNAL", {fact("signal", configuration.stop_signal)});
    if (configuration.healthcheck) say("HEALTHCHECK", health(*configuration.healthcheck));
    if (configuration.entrypoint) say("ENTRYPOINT", {list("words", *configuration.entrypoint)});
    if (configuration.command) say("CMD", {list("words", *configuration.command)});
  }

  static Facts health(const ir::Healthcheck& check) {
    if (check.none) return {fact("none", "true")};
    Facts result{fact("interval", check.interval), fact("timeout", check.timeout)};
    // None at all is what is not written.
    if (check.start_period.find_first_of("123456789") != std::string::npos)
      result.push_back(fact("start-period", check.start_period));
    result.push_back(fact("retries", std::to_string(check.retries)));
    result.push_back(list("words", check.command));
    return result;
  }

  const ir::Module& module_;
  const ir::Image& image_;
  const ir::Stage& stage_;
  Stage result_;
};

}  // namespace

Meaning meaning_of(const ir::Module& all, const ir::Image& one) {
  const ir::Module module = ir::module_of(all, one);
  const ir::Image& image = module.images.front();
  Meaning result;
  result.image = image.reference();
  result.context = image.context_files;
  const std::vector<const ir::Stage*> stages = ir::stages_of(module, image);
  result.checks_are_errors = stages.front()->profile.empty();
  std::set<std::string> known;
  for (const ir::Stage* stage : stages) {
    const ir::Base& base = stage->base;
    if (!base.argument.empty() && known.insert(base.argument).second)
      result.arguments.push_back({"ARG", {fact(base.argument, base.name)}});
    // BuildKit's checks speak against a fixed platform and against instructions of the spec's own, which are its right.
    const bool own = std::any_of(stage->steps.begin(), stage->steps.end(), [](const ir::Step& step) {
      return std::holds_alternative<ir::Verbatim>(step.operation);
    });
    if (own || !base.platform.empty()) result.checks_are_errors = false;
    result.stages.push_back(StageMeaning(module, image, *stage).make(result.stages));
  }
  return result;
}

}  // namespace boxwright::verify
