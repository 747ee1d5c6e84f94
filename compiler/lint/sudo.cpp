// Rule `sudo`: steps of a build run as root, so that it does nothing, and bases rarely have it.
#include "compiler/lint/commands.hpp"
#include "compiler/lint/rules.hpp"
#include "compiler/lint/subject.hpp"

namespace boxwright::lint {

void sudo(Subject& subject) {
  for (const ShellText& text : subject.texts()) {
    for (const shell::Command& command : text.script.commands) {
      if (command.name() != "sudo") continue;
      const Span place = subject.place(text, command.words.front());
      if (subject.waived("sudo", "", place)) continue;
      auto entry = subject.report(diag::Sudo, place);
      entry.note("`run(user=NAME): …` runs a step as somebody else");
      const bool plain = command.words.size() > 1 && !command.words[1].text.starts_with('-');
      if (plain) {
        const Span with_blank = subject.place(text, command.words[0].begin, command.words[1].begin);
        if (with_blank != text.row) entry.fix(with_blank, "", "remove it");
      }
    }
  }
}

}  // namespace boxwright::lint
