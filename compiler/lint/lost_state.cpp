// Rule `lost-state`: a step that changes nothing but the shell it runs in, which ends with it. `run: export A=b` and
// `run: source activate` do nothing for the steps behind them.
#include <algorithm>
#include <array>

#include "compiler/lint/commands.hpp"
#include "compiler/lint/rules.hpp"
#include "compiler/lint/subject.hpp"

namespace boxwright::lint {

namespace {

/// The statement that does for good what this does for a shell.
std::string_view statement_for(const shell::Command& command) {
  if (command.words.empty()) return command.assignments.empty() ? "" : "env NAME=VALUE";
  constexpr std::array<std::pair<std::string_view, std::string_view>, 13> table{
      {{"cd", "workdir /PATH"},
       {"pushd", "workdir /PATH"},
       {"popd", "workdir /PATH"},
       {"export", "env NAME=VALUE"},
       {"declare", "env NAME=VALUE"},
       {"readonly", "env NAME=VALUE"},
       {"unset", "env NAME="},
       {"source", "env PATH=/PATH/bin:${PATH}"},
       {".", "env PATH=/PATH/bin:${PATH}"},
       {"alias", "wrapper NAME: command"},
       {"ulimit", "launch { ulimit NAME=VALUE }"},
       {"umask", "a text of several lines"},
       {"set", "a text of several lines"}}};
  const Call call = call_of(command);
  // Any other script may do more than to set variables.
  const bool reads_script = call.program == "source" || call.program == ".";
  if (reads_script && !call.verb().ends_with("/activate") && !call.verb().ends_with("rc") &&
      !call.verb().ends_with(".env") && !call.verb().ends_with("profile"))
    return "";
  if ((call.program == "conda" || call.program == "mamba" || call.program == "micromamba") && call.verb() == "activate")
    return "python conda=NAME { … }";
  const auto found =
      std::find_if(table.begin(), table.end(), [&](const auto& row) { return command.words.front() == row.first; });
  return found == table.end() ? "" : found->second;
}

}  // namespace

void lost_state(Subject& subject) {
  for (const ShellText& text : subject.texts()) {
    const auto& commands = text.script.commands;
    const bool lost = !commands.empty() && text.script.complete && text.script.groups.size() == 1 &&
                      std::all_of(commands.begin(), commands.end(), [](const shell::Command& command) {
                        return !statement_for(command).empty() && command.redirections.empty();
                      });
    if (!lost) continue;
    const std::string name = commands.front().words.empty() ? commands.front().assignments.front().name
                                                            : commands.front().words.front().text;
    const Span place = subject.place(text, commands.front().begin, commands.back().end);
    if (subject.waived("lost-state", name, place)) continue;
    subject.report(diag::LostState, place, name)
        .note(std::string("write `") + std::string(statement_for(commands.front())) +
              "`, or put it into the step that needs it");
  }
}

}  // namespace boxwright::lint
