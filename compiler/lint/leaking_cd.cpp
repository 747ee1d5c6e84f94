// Rule `leaking-cd`: `cd` in the middle of a step moves everything behind it, and a reader has to find where each
// command runs. `run(in=/path): …` says it in front.
#include <fmt/core.h>

#include "compiler/lint/commands.hpp"
#include "compiler/lint/rules.hpp"
#include "compiler/lint/subject.hpp"

namespace boxwright::lint {

void leaking_cd(Subject& subject) {
  for (const ShellText& text : subject.texts()) {
    for (const shell::Command& command : text.script.commands) {
      if (command.name() != "cd" || command.after == shell::Joint::none) continue;
      if (text.script.is_within(command, shell::Group::Kind::subshell) ||
          text.script.is_within(command, shell::Group::Kind::substitution) ||
          text.script.is_within(command, shell::Group::Kind::function))
        continue;
      const std::string folder = command.words.size() > 1 ? command.words[1].text : "~";
      const Span place = subject.place(text, command);
      if (subject.waived("leaking-cd", folder, place)) continue;
      const bool first = &command == &text.script.commands.front() && command.words.size() == 2;
      auto entry = subject.report(diag::LeakingCd, place, folder);
      entry.note(first ? fmt::format("write `run(in={}): …` without the `cd`", folder)
                       : fmt::format("write `(cd {} && command)`, or a step of its own: `run(in={}): command`", folder,
                                     folder));
    }
  }
}

}  // namespace boxwright::lint
