#include "compiler/backends/run_instruction.hpp"

#include <algorithm>
#include <vector>

#include "compiler/backends/features.hpp"
#include "compiler/backends/shell_layout.hpp"
#include "compiler/backends/shell_quote.hpp"
#include "compiler/base/blanks.hpp"

namespace boxwright::backends {

namespace {

constexpr std::string_view stop_at_failures = "set -eu; ";
constexpr std::size_t longest_body_line = 60'000;  // a here-document's lines cannot be wrapped

std::string_view without_trailing_blanks(std::string_view text) {
  return text.substr(0, text.find_last_not_of(" \t\n") + 1);
}

/// May the text be part of an instruction's line? Not where the builder would find a here-document or a continuation,
/// or take a blank of Unicode's off its ends.
bool fits_line(std::string_view text) {
  return !text.empty() && trimmed(text) == text.substr(std::min(text.find_first_not_of(" \t"), text.size())) &&
         text.find('\n') == std::string_view::npos && text.find("<<") == std::string_view::npos &&
         !text.ends_with('\\');
}

/// May it stand straight behind RUN? Not where the builder would find the JSON form or a flag.
bool may_come_first(std::string_view text) {
  return !text.starts_with('[') && !text.starts_with("--") && !text.starts_with('#');
}

bool has_comment(std::string_view text) {
  return text.find(" #") != std::string_view::npos || text.find("\t#") != std::string_view::npos;
}

/// May the script be one of several commands as it is?
bool is_bare(const ir::Script& script) {
  const std::string_view text = without_trailing_blanks(script.text);
  return script.simple && fits_line(text) && may_come_first(text) && !has_comment(text);
}

/// Text for a Run's flags, its preparation and its commands; each piece is a row of the instruction.
class RunText {
 public:
  RunText(const ir::Run& run, ir::Dialect dialect, bool strict_shell)
      : run_(run), dialect_(dialect), strict_shell_(strict_shell) {}

  [[nodiscard]] std::string instruction() const {
    if (is_heredoc(run_, dialect_, strict_shell_)) return rows({heredoc_row()}) + "\n" + heredoc_body();
    if (const ir::Script* script = lone_line()) return rows({{lone_text(*script)}});
    return rows(command_rows());
  }

 private:
  /// The only command, where it is a script of one line that may stand in the instruction.
  [[nodiscard]] const ir::Script* lone_line() const {
    if (run_.commands.size() != 1) return nullptr;
    const auto* script = std::get_if<ir::Script>(run_.commands.data());
    if (script == nullptr || is_bare(*script) || (script->bash && !strict_shell_)) return nullptr;
    return fits_line(without_trailing_blanks(script->text)) ? script : nullptr;
  }

  [[nodiscard]] std::string lone_text(const ir::Script& script) const {
    std::string text;
    const std::vector<std::string> before = preparation();
    if (!strict_shell_ || run_.apart) text = stop_at_failures;
    for (const std::string& command : before) text += command + "; ";
    const std::string_view rest = without_trailing_blanks(script.text);
    if (text.empty() && !may_come_first(rest)) text = stop_at_failures;
    return text + std::string(rest);
  }

  [[nodiscard]] std::vector<CommandLines> command_rows() const {
    std::vector<CommandLines> result;
    if (const auto* command = assignment_target()) {
      result.push_back(lines_of_command(*command));
      result.front().front().insert(0, assignments() + " ");
    } else {
      for (const std::string& command : preparation()) result.push_back({command});
      for (const auto& one : run_.commands) result.push_back(lines_of_command(one));
      for (std::size_t i = 1; i < result.size(); ++i) result[i].front().insert(0, "&& ");
    }
    if (run_.apart) result.front().front().insert(0, stop_at_failures);
    return result;
  }

  [[nodiscard]] static CommandLines lines_of_command(const std::variant<ir::Command, ir::Script>& command) {
    if (const auto* words = std::get_if<ir::Command>(&command)) return command_lines(*words);
    const auto& script = std::get<ir::Script>(command);
    if (is_bare(script)) return {std::string(without_trailing_blanks(script.text))};
    return script_call_lines({std::string(without_trailing_blanks(script.text)), false, script.bash, script.shell});
  }

  /// The one simple command that `K=v` may stand before: it does not itself name a variable, which would still be the
  /// old one there.
  [[nodiscard]] const std::variant<ir::Command, ir::Script>* assignment_target() const {
    if (run_.variables.empty() || run_.commands.size() != 1 || !secret_commands().empty()) return nullptr;
    const auto& only = run_.commands.front();
    if (const auto* script = std::get_if<ir::Script>(&only))
      return is_bare(*script) && script->text.find('$') == std::string::npos ? &only : nullptr;
    const auto& words = std::get<ir::Command>(only).words;
    return std::all_of(words.begin(), words.end(), [](const Text& word) { return word.is_literal(); }) ? &only
                                                                                                       : nullptr;
  }

  [[nodiscard]] std::string assignments() const {
    std::string result;
    for (const auto& [name, value] : run_.variables)
      result += (result.empty() ? "" : " ") + name + "=" + (value.empty() ? "''" : shell_word(value));
    return result;
  }

  /// Secrets that are variables: the portable dialect reads their files, and one that may be missing is then empty.
  [[nodiscard]] std::vector<std::string> secret_commands() const {
    std::vector<std::string> result;
    for (const ir::Mount& mount : run_.mounts) {
      if (mount.kind != ir::Mount::Kind::secret || !mount.variable) continue;
      const std::string& name = *mount.variable;
      if (allowed(dialect_, Feature::secret_variable)) {
        if (!mount.required) result.push_back("export " + name + "=\"${" + name + "-}\"");
        continue;
      }
      const std::string file = shell_word("/run/secrets/" + mount.id);
      result.push_back(name + (mount.required ? "=$(cat " + file + ")" : "=$(cat " + file + " 2>/dev/null || true)"));
      result.push_back("export " + name);
    }
    return result;
  }

  [[nodiscard]] std::vector<std::string> preparation() const {
    std::vector<std::string> result = secret_commands();
    if (!run_.variables.empty()) result.push_back("export " + assignments());
    return result;
  }

  [[nodiscard]] std::string mount_flag(const ir::Mount& mount) const {
    switch (mount.kind) {
      case ir::Mount::Kind::cache:
        return "--mount=type=cache" + part("id", mount.id) + part("target", mount.target) +
               (mount.locked ? ",sharing=locked" : "") + owner_parts();
      case ir::Mount::Kind::bind:
        return "--mount=type=bind" + part("from", mount.from) + part("source", mount.source) +
               part("target", mount.target);
      case ir::Mount::Kind::tmpfs:
        return "--mount=type=tmpfs" + part("target", mount.target);
      case ir::Mount::Kind::ssh:
        return "--mount=type=ssh" + owner_parts() + ",required=true";
      case ir::Mount::Kind::secret:
        return secret_flag(mount);
    }
    return {};
  }

  /// What is mounted is root's and closed to others, unless it is given to the user that the step runs as.
  [[nodiscard]] std::string owner_parts() const {
    const std::size_t colon = run_.user.find(':');
    return part("uid", run_.user.substr(0, colon)) +
           (colon == std::string::npos ? "" : part("gid", run_.user.substr(colon + 1)));
  }

  [[nodiscard]] std::string secret_flag(const ir::Mount& mount) const {
    std::string result = "--mount=type=secret" + part("id", mount.id);
    const bool variable = mount.variable && allowed(dialect_, Feature::secret_variable);
    if (variable) result += part("env", *mount.variable);
    if (!mount.variable) result += part("target", mount.target);
    if (!variable) result += owner_parts();
    return result + (mount.required ? ",required=true" : "");
  }

  static std::string part(std::string_view key, const std::string& value) {
    return value.empty() ? std::string() : "," + std::string(key) + "=" + value;
  }

  /// Flags and commands as lines with backslashes: flags and commands one step in, a command's further lines two.
  [[nodiscard]] std::string rows(const std::vector<CommandLines>& commands) const {
    std::string flags;
    if (run_.network == ir::Network::none && allowed(dialect_, Feature::run_network)) flags = "--network=none ";
    for (const ir::Mount& mount : run_.mounts) flags += mount_flag(mount) + " \\\n    ";
    std::string result;
    for (const CommandLines& lines : commands) {
      for (std::size_t i = 0; i < lines.size(); ++i) {
        if (i > 0) {
          result += " \\\n        ";
        } else if (!result.empty()) {
          result += " \\\n    ";
        }
        result += lines[i];
      }
    }
    return wrap_long_lines("RUN " + flags + result);
  }

  [[nodiscard]] std::string delimiter() const {
    const std::vector<std::string_view> lines = lines_of(std::get<ir::Script>(run_.commands.front()).text);
    std::string result = "EOF";
    for (int i = 2; std::find(lines.begin(), lines.end(), result) != lines.end(); ++i)
      result = "EOF" + std::to_string(i);
    return result;
  }

  [[nodiscard]] CommandLines heredoc_row() const { return {"<<'" + delimiter() + "'"}; }

  [[nodiscard]] std::string heredoc_body() const {
    std::string result;
    // A builder would start what stands behind `#!` at its beginning, in the shell's stead.
    const bool looks_like_program = std::get<ir::Script>(run_.commands.front()).text.starts_with("#!");
    if (!strict_shell_ || looks_like_program) result += "set -eu\n";
    for (const std::string& command : preparation()) result += command + "\n";
    result += without_trailing_blanks(std::get<ir::Script>(run_.commands.front()).text);
    return result + "\n" + delimiter();
  }

  const ir::Run& run_;
  ir::Dialect dialect_;
  bool strict_shell_;
};

}  // namespace

namespace {

/// Do a shell's own words make it stop at failures and at variables that are not set?
bool stops_at_failures(const std::vector<std::string>& shell) {
  const auto has = [&](char letter) {
    return std::any_of(shell.begin() + 1, shell.end(), [&](const std::string& word) {
      return word.starts_with('-') && !word.starts_with("--") && word.find(letter) != std::string::npos;
    });
  };
  return has('e') && has('u');
}

}  // namespace

bool strict_shell(const ir::Module& module, const ir::Stage& stage) {
  for (const ir::Stage* one = &stage; one != nullptr; one = ir::stage_below(module, *one)) {
    if (!one->shell.empty()) return stops_at_failures(one->shell);
    if (one->bash) return true;
  }
  return false;
}

bool is_heredoc(const ir::Run& run, ir::Dialect dialect, bool strict_shell) {
  if (!allowed(dialect, Feature::heredoc) || run.commands.size() != 1) return false;
  const auto* script = std::get_if<ir::Script>(run.commands.data());
  if (script == nullptr || (script->bash && !strict_shell)) return false;
  const std::vector<std::string_view> lines = lines_of(without_trailing_blanks(script->text));
  return lines.size() > 1 && std::none_of(lines.begin(), lines.end(),
                                          [](std::string_view line) { return line.size() > longest_body_line; });
}

std::string run_instruction(const ir::Run& run, ir::Dialect dialect, bool strict_shell) {
  return RunText(run, dialect, strict_shell).instruction();
}

}  // namespace boxwright::backends
