// Rule `bashism`: what only bash reads, in a step that sh runs. dash says `not found` or, worse, does something else:
// `[[ a == b ]]` is a failed command, and its `else` branch is always taken.
#include <algorithm>
#include <array>
#include <optional>

#include "compiler/lint/commands.hpp"
#include "compiler/lint/rules.hpp"
#include "compiler/lint/subject.hpp"

namespace boxwright::lint {

namespace {

struct Found {
  std::string what;     ///< as it is written
  std::string instead;  ///< how sh says it; empty: it cannot
  std::size_t begin = 0, end = 0;
};
using Finding = std::optional<Found>;

Found found(const std::string& what, const std::string& instead, std::size_t begin, std::size_t end) {
  return {what, instead, begin, end};
}

/// A command that only bash has.
Finding in_command(const shell::Command& command) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 12> builtins{{{"[[", "[ … ]"},
                                                                                    {"source", ". FILE"},
                                                                                    {"declare", "NAME=VALUE"},
                                                                                    {"typeset", "NAME=VALUE"},
                                                                                    {"let", "$(( … ))"},
                                                                                    {"pushd", "(cd FOLDER && …)"},
                                                                                    {"popd", "(cd FOLDER && …)"},
                                                                                    {"shopt", ""},
                                                                                    {"mapfile", ""},
                                                                                    {"readarray", ""},
                                                                                    {"((", "[ … ]"},
                                                                                    {"select", ""}}};
  if (command.words.empty() || !command.words.front().literal) return std::nullopt;
  const std::string& name = command.words.front().text;
  for (const auto& [builtin, instead] : builtins)
    if (name == builtin) return found(name, std::string(instead), command.begin, command.end);
  const Call call = call_of(command);
  // The builtin's, and not that of the program /bin/echo.
  if (name == "echo" && !call.words.empty() && call.words.front() == "-e")
    return found("echo -e", "printf", command.begin, command.end);
  if (call.program == "[" && call.has("==")) return found("[ … == … ]", "[ … = … ]", command.begin, command.end);
  if (call.program == "set" && call.has("pipefail")) return found("set -o pipefail", "", command.begin, command.end);
  if (call.program == "read" && (call.has_option("-p", 'p') || call.has_option("-a", 'a')))
    return found("read " + call.words.front().text, "", command.begin, command.end);
  return std::nullopt;
}

Finding in_redirections(const shell::Member& member) {
  for (const shell::Redirection& one : member.redirections) {
    if (one.sign == "<<<") return found("<<<", "printf '%s\\n' TEXT | command", one.begin, one.end);
    if (one.sign == "&>" || one.sign == "&>>") return found(one.sign, ">FILE 2>&1", one.begin, one.end);
  }
  if (member.before == shell::Joint::pipe_all) return found("|&", "2>&1 |", member.begin, member.end);
  return std::nullopt;
}

/// `${x//a/b}`, `${x^^}`, `${x:1:2}`, `${!x}`: expansions that sh does not know.
bool is_bash_expansion(std::string_view text) {
  for (std::size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at + 2)) {
    std::string_view inside = text.substr(at + 2, text.find('}', at) - at - 2);
    if (inside.starts_with('!')) return true;
    const std::size_t name =
        inside.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
    if (name == std::string_view::npos || name == 0) continue;
    inside.remove_prefix(name);
    if (inside.starts_with('/') || inside.starts_with('^') || inside.starts_with(',') || inside.starts_with('['))
      return true;
    if (inside.starts_with(':') && inside.size() > 1 &&
        std::string_view("-+=?").find(inside[1]) == std::string_view::npos)
      return true;
  }
  return false;
}

/// `{a,b}` and `{1..3}` outside of quotes, as the text has it.
bool has_braces(std::string_view raw) {
  if (raw.find_first_of("'\"`$\\") != std::string_view::npos) return false;
  const std::size_t open = raw.find('{');
  const std::size_t close = raw.find('}', std::min(open, raw.size()));
  if (open == std::string_view::npos || close == std::string_view::npos || close == open + 1) return false;
  const std::string_view inside = raw.substr(open + 1, close - open - 1);
  return inside.find(',') != std::string_view::npos || inside.find("..") != std::string_view::npos;
}

Finding in_word(const shell::Word& word, std::string_view text) {
  const std::string_view raw = text.substr(word.begin, word.end - word.begin);
  const std::string shown(raw.substr(0, 40));
  if (raw.starts_with("$'")) return found("$'…'", "\"$(printf '…')\"", word.begin, word.end);
  if (raw.starts_with("<(") || raw.starts_with(">(")) return found("<(…)", "a file, or a pipe", word.begin, word.end);
  if (!word.literal && is_bash_expansion(raw)) return found(shown, "", word.begin, word.end);
  if (word.literal && has_braces(raw)) return found(shown, "each word by itself", word.begin, word.end);
  return std::nullopt;
}

Finding first_in(const shell::Script& script, std::string_view text) {
  for (const shell::Command& command : script.commands) {
    if (Finding one = in_command(command)) return one;
    if (Finding one = in_redirections(command)) return one;
    for (const shell::Word& word : command.words)
      if (Finding one = in_word(word, text)) return one;
    for (const shell::Assignment& assignment : command.assignments) {
      const std::string_view raw = text.substr(assignment.begin, assignment.end - assignment.begin);
      if (assignment.appends) return found(assignment.name + "+=", "NAME=${NAME}…", assignment.begin, assignment.end);
      if (raw.find("=(") != std::string_view::npos && raw.ends_with(')') && raw.find("$(") == std::string_view::npos)
        return found(std::string(raw.substr(0, 40)), "", assignment.begin, assignment.end);
      if (Finding one = in_word(assignment.value, text)) return one;
    }
  }
  for (const shell::Group& group : script.groups)
    if (Finding one = in_redirections(group)) return one;
  return std::nullopt;
}

}  // namespace

void bashism(Subject& subject) {
  for (const ShellText& text : subject.texts()) {
    if (text.bash || !text.stage->shell.empty()) continue;
    const Finding one = first_in(text.script, text.run->text);
    if (!one) continue;
    const Span place = subject.place(text, one->begin, one->end);
    if (subject.waived("bashism", one->what, place)) continue;
    auto entry = subject.report(diag::Bashism, place, one->what);
    if (!one->instead.empty()) entry.note("write `" + one->instead + "`");
    entry.note(text.stage->base.has_bash() ? "or let bash run the steps: `shell /bin/bash -eu -o pipefail -c`"
                                           : "the base has no bash that is known of");
  }
}

}  // namespace boxwright::lint
