// The Dockerfile of one image: its stages in an order in which each follows what it uses, the image's own last. It sees
// only what a Dockerfile can say (Run, Copy, Add, SetVariable); the passes have turned everything else into these.
//
// What the reader sees is laid out here: a comment per stage, steps in paragraphs, one operand per line where a list is
// long, configuration at the end in a fixed order. How a value is quoted stands in docker_quote and shell_quote.

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "compiler/backends/backend.hpp"
#include "compiler/backends/docker_quote.hpp"
#include "compiler/backends/features.hpp"
#include "compiler/backends/mark.hpp"
#include "compiler/backends/run_instruction.hpp"
#include "compiler/backends/shell_layout.hpp"
#include "compiler/base/invariant.hpp"

namespace boxwright::backends {

namespace {

constexpr std::size_t one_line = 100;

/// What holds at a place in a stage. A stage that starts from another one starts with what held at its end.
struct State {
  std::string workdir;       ///< empty: the base image's, whatever it is
  std::string user = "0:0";  ///< empty: the base image's, where nothing is known of it
};

std::string numeric_root(const std::string& user) {
  return user.empty() || user == "root" || user == "root:root" || user == "0" ? "0:0" : user;
}

/// The state that an image from outside, or an empty one, starts a stage with.
State first_state(const ir::Stage& stage) {
  if (stage.base.kind == ir::Base::Kind::image && !stage.facts.known) return {{}, ""};
  const auto& user = stage.facts.user;
  return {{}, user.uid == 0 ? "0:0" : std::to_string(user.uid) + ":" + std::to_string(user.gid)};
}

/// Operands after an instruction's name and flags: on its line, or one a line where that is too long.
std::string with_operands(const std::string& instruction, const std::vector<std::string>& operands) {
  std::string line = instruction;
  std::string wrapped = instruction;
  for (const std::string& operand : operands) {
    line += " " + operand;
    wrapped += " \\\n    " + operand;
  }
  return line.size() <= one_line || operands.size() < 3 ? line : wrapped;
}

std::string default_comment(const ir::Module& module, const ir::Image& image, const ir::Stage& stage) {
  if (stage.name == image.stage) return "is the image that runs";
  for (const std::string& check : image.checks)
    if (stage.name == check) return "tries the image before it gets its name";
  bool starts_another = false;
  bool gives = false;
  for (const ir::Stage& other : module.stages) {
    starts_another = starts_another || (other.base.kind == ir::Base::Kind::stage && other.base.name == stage.name);
    for (const ir::Step& step : other.steps) {
      const auto* copy = std::get_if<ir::Copy>(&step.operation);
      gives = gives || (copy != nullptr && copy->from == ir::Copy::From::stage && copy->source_name == stage.name);
    }
  }
  return starts_another && !gives ? "is what other stages start from" : "prepares what other stages take from it";
}

/// Writes one stage.
class StageWriter {
 public:
  StageWriter(const ir::Module& module, const ir::Stage& stage, bool is_image, State state)
      : module_(module),
        stage_(stage),
        is_image_(is_image),
        strict_shell_(strict_shell(module, stage)),
        state_(std::move(state)),
        first_user_(state_.user) {}

  void write(const std::string& comment) {
    begin(comment);
    for (const ir::Step& step : stage_.steps) {
      comment_ = step.comment;
      std::visit([this](const auto& operation) { write(operation); }, step.operation);
    }
    comment_.clear();
    write_configuration();
  }

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] const State& state() const { return state_; }

 private:
  /// Instructions of one kind stand together; everything else is a paragraph of its own.
  enum class Paragraph { alone, environment, argument, copy, add, configuration };

  void begin(const std::string& comment) {
    text_ = "# " + stage_.name + " " + comment + "\nFROM ";
    if (!stage_.base.platform.empty()) text_ += "--platform=" + stage_.base.platform + " ";
    text_ += base_name() + " AS " + stage_.name + "\n";
    if (stage_.bash) text_ += "SHELL [\"/bin/bash\", \"-eu\", \"-o\", \"pipefail\", \"-c\"]\n";
  }

  [[nodiscard]] std::string base_name() const {
    if (stage_.base.kind == ir::Base::Kind::scratch) return "scratch";
    return stage_.base.argument.empty() ? stage_.base.name : "${" + stage_.base.argument + "}";
  }

  void add(Paragraph paragraph, const std::string& instruction) {
    if (paragraph == Paragraph::alone || paragraph != paragraph_ || !comment_.empty()) text_ += "\n";
    if (!comment_.empty()) text_ += "# " + comment_ + "\n";
    comment_.clear();
    text_ += instruction + "\n";
    paragraph_ = paragraph;
  }

  void write(const ir::Run& run) {
    std::string before;
    if (!run.directory.empty() && run.directory != state_.workdir) before += workdir(run.directory) + "\n";
    const std::string wanted = numeric_root(run.user);
    if (wanted != state_.user) before += user(wanted) + "\n";
    if (!before.empty()) {
      // The comment belongs to the command, not to how the place is prepared for it.
      const std::string comment = std::exchange(comment_, "");
      before.pop_back();
      add(Paragraph::alone, before);
      if (!comment.empty()) text_ += "# " + comment + "\n";
      text_ += run_instruction(run, module_.dialect, strict_shell_) + "\n";
    } else {
      add(Paragraph::alone, run_instruction(run, module_.dialect, strict_shell_));
    }
  }

  void write(const ir::Copy& copy) {
    if (copy.unpack) broken_invariant("an archive that is still to be unpacked", copy.destination);
    std::string line = "COPY";
    if (copy.from != ir::Copy::From::context) line += " --from=" + copy.source_name;
    if (copy.link && allowed(module_.dialect, Feature::copy_link)) line += " --link";
    if (!copy.owner.empty()) line += " --chown=" + copy.owner;
    if (!copy.mode.empty()) line += " --chmod=" + mode(copy.mode);
    add(Paragraph::copy, wrap_long_lines(with_operands(line, path_operands(copy.sources, copy.destination))));
  }

  [[nodiscard]] std::string mode(const std::string& mode) const {
    const bool octal = mode.find_first_not_of("01234567") == std::string::npos;
    if (!octal && !allowed(module_.dialect, Feature::symbolic_mode))
      broken_invariant("a symbolic mode in a dialect that has none", mode);
    return mode;
  }

  void write(const ir::Add& added) {
    if (!allowed(module_.dialect, added.checksum.empty() ? Feature::add_git : Feature::add_checksum))
      broken_invariant("an ADD that the dialect does not have", added.url);
    std::string line = "ADD";
    if (!added.checksum.empty()) line += " --checksum=" + added.checksum;
    if (added.keep_git) line += " --keep-git-dir=true";
    const std::vector<std::string> operands = url_operands(added.url, added.destination);
    std::string text = line + " " + operands[0] + " " + operands[1];
    if (text.size() > one_line) text = line + " \\\n    " + operands[0] + " \\\n    " + operands[1];
    add(Paragraph::add, wrap_long_lines(text));
  }

  void write(const ir::SetVariable& variable) {
    const bool environment = variable.kind == ir::SetVariable::Kind::environment;
    if (environment && !variable.value) broken_invariant("an ENV without a value", variable.name);
    // A comment above an ARG has to begin with its name.
    if (!environment && !comment_.empty()) comment_.insert(0, variable.name + ": ").erase(variable.name.size(), 1);
    std::string line = (environment ? "ENV " : "ARG ") + variable.name;
    if (variable.value) line += "=" + docker_value(*variable.value);
    add(environment ? Paragraph::environment : Paragraph::argument, wrap_long_lines(line));
  }

  template <class HighLevel>
  void write(const HighLevel& /*operation*/) {
    broken_invariant("a step that is not yet what a Dockerfile can say", stage_.name);
  }

  std::string workdir(const std::string& directory) {
    state_.workdir = directory;
    return "WORKDIR " + docker_word(directory);
  }

  std::string user(const std::string& name) {
    state_.user = name;
    wrote_user_ = true;
    return "USER " + name;
  }

  void write_configuration() {
    const ir::Configuration& configuration = stage_.configuration;
    write_labels(configuration.labels);
    const auto add_line = [this](const std::string& line) { add(Paragraph::configuration, wrap_long_lines(line)); };
    if (!configuration.workdir.empty() && configuration.workdir != state_.workdir)
      add_line(workdir(configuration.workdir));
    if (!configuration.ports.empty()) add_line(with_operands("EXPOSE", configuration.ports));
    if (!configuration.volumes.empty()) add_line("VOLUME " + json_lexed_words(configuration.volumes));
    if (!configuration.stop_signal.empty()) add_line("STOPSIGNAL " + configuration.stop_signal);
    write_user(configuration.user);
    if (configuration.healthcheck) add_line(healthcheck(*configuration.healthcheck));
    if (configuration.entrypoint) add_line("ENTRYPOINT " + json_words(*configuration.entrypoint));
    if (configuration.command) add_line("CMD " + json_words(*configuration.command));
  }

  void write_labels(const std::map<std::string, Text>& labels) {
    if (labels.empty()) return;
    std::string instruction = "LABEL ";
    for (const auto& [name, value] : labels) {
      if (name != labels.begin()->first) instruction += " \\\n      ";
      instruction += name + "=" + docker_value(value);
    }
    add(Paragraph::alone, wrap_long_lines(instruction));
  }

  /// The user the stage ends with: the configuration's, or the one it began with if a step has changed it. The image's
  /// own is always written, for who reads the file; root is not, where no image ends.
  void write_user(const std::string& configured) {
    std::string last = configured.empty() ? first_user_ : configured;
    // Whoever it was is not known, and root is nobody's to end with.
    if (last.empty() && wrote_user_ && !is_image_) last = "65534:65534";
    if (last.empty() || (!is_image_ && last == "0:0")) return;
    const bool said = wrote_user_ && state_.user == last;
    if (said || (state_.user == last && (configured.empty() || !is_image_))) return;
    add(Paragraph::configuration, user(last));
  }

  static std::string healthcheck(const ir::Healthcheck& check) {
    if (check.none) return "HEALTHCHECK NONE";
    std::string flags = "HEALTHCHECK --interval=" + check.interval + " --timeout=" + check.timeout;
    // None at all is the default, and Docker 20.10 refuses to have it written.
    if (check.start_period.find_first_of("123456789") != std::string::npos)
      flags += " --start-period=" + check.start_period;
    return flags + " --retries=" + std::to_string(check.retries) + " \\\n    CMD " + json_words(check.command);
  }

  const ir::Module& module_;
  const ir::Stage& stage_;
  bool is_image_;
  bool strict_shell_;
  State state_;
  std::string first_user_;
  bool wrote_user_ = false;
  std::string comment_;  ///< of the step that is being written
  Paragraph paragraph_ = Paragraph::alone;
  std::string text_;
};

/// The ARGs that FROM lines name, each once.
std::string arguments(const std::vector<const ir::Stage*>& stages) {
  std::string text;
  std::set<std::string> seen;
  for (const ir::Stage* stage : stages) {
    const ir::Base& base = stage->base;
    if (base.argument.empty() || !seen.insert(base.argument).second) continue;
    text += "# " + base.argument + " is the base image of " + stage->name + "\nARG " + base.argument + "=" + base.name;
    text += "\n\n";
  }
  return text;
}

}  // namespace

std::vector<OutputFile> emit_dockerfile(const ir::Module& all, const ir::Image& one, const Layout& layout) {
  const ir::Module module = ir::module_of(all, one);
  const ir::Image& image = module.images.front();
  const std::vector<const ir::Stage*> stages = ir::stages_of(module, image);
  // BuildKit's checks speak against a platform that is fixed, which is what a spec may ask for.
  const bool checked =
      std::none_of(stages.begin(), stages.end(), [](const ir::Stage* stage) { return !stage->base.platform.empty(); });
  std::string text = (checked ? "# check=error=true\n\n" : "\n") + arguments(stages);
  std::map<std::string, State> states;
  for (const ir::Stage* stage : stages) {
    State state = first_state(*stage);
    if (stage->base.kind == ir::Base::Kind::stage) state = states.at(stage->base.name);
    StageWriter writer(module, *stage, stage->name == image.stage, std::move(state));
    writer.write(stage->comment.empty() ? default_comment(module, image, *stage) : stage->comment);
    if (stage != stages.front()) text += "\n";
    text += writer.text();
    states[stage->name] = writer.state();
  }
  return {{"Dockerfile", with_mark(text, layout.spec, checked ? 2 : 1), false}};
}

}  // namespace boxwright::backends
