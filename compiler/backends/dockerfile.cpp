// The Dockerfile of one image: its stages in an order in which each follows what it uses, the image's own last. It sees
// only what a Dockerfile can say (Run, Copy, Add, SetVariable); the passes have turned everything else into these.
//
// What the reader sees is laid out here: a comment per stage, steps in paragraphs, one operand per line where a list is
// long, configuration at the end in a fixed order. How a value is quoted stands in docker_quote and shell_quote.

#include "compiler/backends/dockerfile.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <tuple>
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

using Kind = Instruction::Kind;

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

std::vector<Span> in_order(std::vector<Span> spans) {
  const auto place = [](const Span& span) { return std::make_tuple(span.file, span.begin, span.end); };
  std::sort(spans.begin(), spans.end(), [&](const Span& a, const Span& b) { return place(a) < place(b); });
  spans.erase(std::unique(spans.begin(), spans.end()), spans.end());
  return spans;
}

std::size_t lines_in(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

/// Writes one stage.
class StageWriter {
 public:
  /// `line`: the number of the line that its text begins on.
  StageWriter(const ir::Module& module, const ir::Stage& stage, bool is_image, State state, std::size_t line)
      : module_(module),
        stage_(stage),
        is_image_(is_image),
        strict_shell_(strict_shell(module, stage)),
        state_(std::move(state)),
        first_user_(state_.user),
        first_line_(line) {}

  void write(const std::string& comment) {
    begin(comment);
    for (std::size_t i = 0; i < stage_.steps.size(); ++i) {
      step_ = i;
      comment_ = stage_.steps[i].comment;
      std::visit([this](const auto& operation) { write(operation); }, stage_.steps[i].operation);
    }
    step_.reset();
    comment_.clear();
    write_configuration();
  }

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] const State& state() const { return state_; }
  [[nodiscard]] const std::vector<Instruction>& instructions() const { return instructions_; }

 private:
  /// Instructions of one kind stand together; everything else is a paragraph of its own.
  enum class Paragraph { alone, environment, argument, copy, add, configuration };

  void begin(const std::string& comment) {
    if (!stage_.profile.empty()) {
      // Its checker asks for this very line, and for nothing before it; the mark is the next.
      put(Kind::from, "FROM " + base_name());
      text_ += "# " + stage_.name + " " + comment + "\n";
      ++first_line_;
      return;
    }
    text_ = "# " + stage_.name + " " + comment + "\n";
    const std::string platform = stage_.base.platform.empty() ? "" : "--platform=" + stage_.base.platform + " ";
    put(Kind::from, "FROM " + platform + base_name() + " AS " + stage_.name);
    if (!stage_.shell.empty()) {
      const std::vector<Text> words(stage_.shell.begin(), stage_.shell.end());
      put(Kind::shell, "SHELL " + json_words(words));
    } else if (stage_.bash)
      put(Kind::shell, R"(SHELL ["/bin/bash", "-eu", "-o", "pipefail", "-c"])");
  }

  /// The instruction straight below what there is.
  void put(Kind kind, const std::string& text) {
    const std::size_t line = first_line_ + lines_in(text_);
    text_ += text + "\n";
    const auto stage = static_cast<std::size_t>(&stage_ - module_.stages.data());
    instructions_.push_back({kind, stage, step_, text, line, line + lines_in(text), rows_of(kind)});
  }

  [[nodiscard]] std::vector<Span> rows_of_base() const {
    std::vector<Span> rows = stage_.base.origin.spans;
    for (const ir::Variable& variable : stage_.variables)
      if (!stage_.base.argument.empty() && variable.name == stage_.base.argument)
        rows.insert(rows.end(), variable.origin.spans.begin(), variable.origin.spans.end());
    return in_order(std::move(rows));
  }

  /// The statements that an instruction of this kind at this place comes from.
  [[nodiscard]] std::vector<Span> rows_of(Kind kind) const {
    if (kind == Kind::from) return rows_of_base();
    std::vector<Span> rows;
    if (step_) rows = stage_.steps[*step_].origin.spans;
    for (const std::string_view keyword : keywords_of(kind)) {
      const auto found = stage_.configuration.rows.find(keyword);
      if (found != stage_.configuration.rows.end())
        rows.insert(rows.end(), found->second.spans.begin(), found->second.spans.end());
    }
    return in_order(std::move(rows));
  }

  [[nodiscard]] std::string base_name() const {
    if (stage_.base.kind == ir::Base::Kind::scratch) return "scratch";
    return stage_.base.argument.empty() ? stage_.base.name : "${" + stage_.base.argument + "}";
  }

  void add(Paragraph paragraph, Kind kind, const std::string& instruction) {
    if (paragraph == Paragraph::alone || paragraph != paragraph_ || !comment_.empty()) text_ += "\n";
    if (!comment_.empty()) text_ += "# " + comment_ + "\n";
    comment_.clear();
    put(kind, instruction);
    paragraph_ = paragraph;
  }

  void write(const ir::Run& run) {
    const std::string wanted = numeric_root(run.user);
    const bool moves = !run.directory.empty() && run.directory != state_.workdir;
    const bool becomes = wanted != state_.user;
    const std::string text = run_instruction(run, module_.dialect, strict_shell_);
    if (!moves && !becomes) {
      add(Paragraph::alone, Kind::run, text);
      return;
    }
    text_ += "\n";
    if (moves) put(Kind::workdir, workdir(run.directory));
    if (becomes) put(Kind::user, user(wanted));
    // The comment belongs to the command, not to how the place is prepared for it.
    if (const std::string comment = std::exchange(comment_, ""); !comment.empty()) text_ += "# " + comment + "\n";
    put(Kind::run, text);
    paragraph_ = Paragraph::alone;
  }

  void write(const ir::Copy& copy) {
    if (copy.unpack) broken_invariant("an archive that is still to be unpacked", copy.destination);
    std::string line = "COPY";
    if (copy.from != ir::Copy::From::context) line += " --from=" + copy.source_name;
    if (copy.link && allowed(module_.dialect, Feature::copy_link)) line += " --link";
    if (!copy.owner.empty()) line += " --chown=" + copy.owner;
    if (!copy.mode.empty()) line += " --chmod=" + mode(copy.mode);
    add(Paragraph::copy, Kind::copy,
        wrap_long_lines(with_operands(line, path_operands(copy.sources, copy.destination))));
  }

  /// Instructions of the spec's own; what they say of user and folder holds from there on.
  void write(const ir::Verbatim& verbatim) {
    for (const ir::VerbatimInstruction& instruction : verbatim.instructions) {
      const std::string value =
          instruction.text.substr(std::min(instruction.text.find(' '), instruction.text.size() - 1) + 1);
      if (instruction.keyword == "USER") state_.user = numeric_root(value);
      if (instruction.keyword == "USER") wrote_user_ = true;
      if (instruction.keyword == "WORKDIR") state_.workdir = value.starts_with('/') ? value : "";
      add(Paragraph::alone, kind_named(instruction.keyword), instruction.text);
    }
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
    if (!added.mode.empty()) line += " --chmod=" + added.mode;
    if (added.keep_git) line += " --keep-git-dir=true";
    const std::vector<std::string> operands = url_operands(added.url, added.destination);
    std::string text = line + " " + operands[0] + " " + operands[1];
    if (text.size() > one_line) text = line + " \\\n    " + operands[0] + " \\\n    " + operands[1];
    add(Paragraph::add, Kind::add, wrap_long_lines(text));
  }

  void write(const ir::SetVariable& variable) {
    const bool environment = variable.kind == ir::SetVariable::Kind::environment;
    if (environment && !variable.value) broken_invariant("an ENV without a value", variable.name);
    // A comment above an ARG has to begin with its name. That of the file stands above the first of a profile's.
    if (!environment && !stage_.profile.empty() && instructions_.size() == 1 && comment_.empty())
      comment_ = "is for the steps of the build, and not in the image";
    if (!environment && !comment_.empty()) comment_.insert(0, variable.name + ": ").erase(variable.name.size(), 1);
    std::string line = (environment ? "ENV " : "ARG ") + variable.name;
    if (variable.value) line += "=" + docker_value(*variable.value);
    add(environment ? Paragraph::environment : Paragraph::argument, environment ? Kind::env : Kind::arg,
        wrap_long_lines(line));
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
    const auto add_line = [this](Kind kind, const std::string& line) {
      add(Paragraph::configuration, kind, wrap_long_lines(line));
    };
    if (!configuration.workdir.empty() && configuration.workdir != state_.workdir)
      add_line(Kind::workdir, workdir(configuration.workdir));
    if (!configuration.ports.empty()) add_line(Kind::expose, with_operands("EXPOSE", configuration.ports));
    if (!configuration.volumes.empty()) add_line(Kind::volume, "VOLUME " + json_lexed_words(configuration.volumes));
    if (!configuration.stop_signal.empty()) add_line(Kind::stopsignal, "STOPSIGNAL " + configuration.stop_signal);
    write_user(configuration.user);
    if (configuration.healthcheck) add_line(Kind::healthcheck, healthcheck(*configuration.healthcheck));
    if (configuration.entrypoint) add_line(Kind::entrypoint, "ENTRYPOINT " + json_words(*configuration.entrypoint));
    if (configuration.command) add_line(Kind::cmd, "CMD " + json_words(*configuration.command));
  }

  void write_labels(const std::map<std::string, Text>& labels) {
    if (labels.empty()) return;
    std::string instruction = "LABEL ";
    for (const auto& [name, value] : labels) {
      if (name != labels.begin()->first) instruction += " \\\n      ";
      instruction += name + "=" + docker_value(value);
    }
    add(Paragraph::alone, Kind::label, wrap_long_lines(instruction));
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
    add(Paragraph::configuration, Kind::user, user(last));
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
  std::size_t first_line_;
  std::optional<std::size_t> step_;
  std::vector<Instruction> instructions_;
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

Dockerfile write_dockerfile(const ir::Module& all, const ir::Image& one) {
  Dockerfile result;
  result.module = ir::module_of(all, one);
  const ir::Module& module = result.module;
  const ir::Image& image = module.images.front();
  const std::vector<const ir::Stage*> stages = ir::stages_of(module, image);
  // BuildKit's checks speak against a platform that is fixed, which is what a spec may ask for.
  // Nor is it theirs to fail over instructions of the spec's own.
  const bool checked = std::none_of(stages.begin(), stages.end(), [](const ir::Stage* stage) {
    return !stage->base.platform.empty() ||
           std::any_of(stage->steps.begin(), stage->steps.end(),
                       [](const ir::Step& step) { return std::holds_alternative<ir::Verbatim>(step.operation); });
  });
  const bool free = stages.front()->profile.empty();
  result.mark_line = checked || !free ? 2 : 1;
  if (free) result.text = (checked ? "# check=error=true\n\n" : "\n") + arguments(stages);
  std::map<std::string, State> states;
  for (const ir::Stage* stage : stages) {
    if (stage != stages.front()) result.text += "\n";
    State state = first_state(*stage);
    if (stage->base.kind == ir::Base::Kind::stage) state = states.at(stage->base.name);
    // Counted from 1, and one is the mark's, where that comes before.
    const std::size_t line = lines_in(result.text) + (free ? 2 : 1);
    StageWriter writer(module, *stage, stage->name == image.stage, std::move(state), line);
    writer.write(stage->comment.empty() ? default_comment(module, image, *stage) : stage->comment);
    result.text += writer.text();
    result.instructions.insert(result.instructions.end(), writer.instructions().begin(), writer.instructions().end());
    states[stage->name] = writer.state();
  }
  return result;
}

std::vector<OutputFile> emit_dockerfile(const ir::Module& module, const ir::Image& image, const Layout& layout) {
  const Dockerfile dockerfile = write_dockerfile(module, image);
  return {{"Dockerfile", with_mark(dockerfile.text, layout.spec, dockerfile.mark_line), false}};
}

}  // namespace boxwright::backends
