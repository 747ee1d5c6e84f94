#include "compiler/resolve/shell_text.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "compiler/shell/shell.hpp"

namespace boxwright::resolve {

bool is_simple_command(std::string_view text) {
  // Commands that change the shell itself.
  constexpr std::array<std::string_view, 20> reserved{
      "set",   "export", "cd",     ".",        "exit",  "return", "umask", "ulimit",  "trap",  "unset",
      "alias", "eval",   "source", "readonly", "local", "shift",  ":",     "declare", "break", "continue"};
  const shell::Script script = shell::parse(text);
  if (!script.complete || script.commands.size() != 1 || script.groups.size() != 1) return false;
  const shell::Command& command = script.commands.front();
  if (command.words.empty() || command.negated || command.after != shell::Joint::none) return false;
  if (std::find(reserved.begin(), reserved.end(), command.words.front().text) != reserved.end()) return false;
  return std::none_of(command.redirections.begin(), command.redirections.end(),
                      [](const shell::Redirection& one) { return one.document.has_value(); });
}

bool has_pipe(std::string_view text) {
  const shell::Script script = shell::parse(text);
  const auto piped = [](const shell::Member& member) {
    return member.before == shell::Joint::pipe || member.before == shell::Joint::pipe_all;
  };
  return std::any_of(script.commands.begin(), script.commands.end(), piped) ||
         std::any_of(script.groups.begin(), script.groups.end(), piped);
}

bool runs_in_bash(const spec::Stage& stage) {
  if (!stage.shell.empty()) return stage.shell.front().ends_with("bash");
  const auto pipes = [](const spec::Run& run) { return has_pipe(run.text); };
  return stage.base.has_bash() &&
         (std::any_of(stage.statements.begin(), stage.statements.end(),
                      [&](const spec::Statement& statement) {
                        const auto* run = std::get_if<spec::Run>(&statement.fact);
                        return run != nullptr && pipes(*run);
                      }) ||
          std::any_of(stage.checks.begin(), stage.checks.end(), [&](const auto& check) { return pipes(check.value); }));
}

std::string shell_quoted(std::string_view text) {
  const bool bare = !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || std::string_view("_./:=@%+,-").find(static_cast<char>(c)) != std::string_view::npos;
  });
  if (bare) return std::string(text);
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

}  // namespace boxwright::resolve
