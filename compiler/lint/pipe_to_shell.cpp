// Rule `pipe-to-shell`: `curl URL | sh` runs whatever the server sends today, half of it where the connection breaks.
#include <algorithm>

#include "compiler/lint/commands.hpp"
#include "compiler/lint/rules.hpp"
#include "compiler/lint/subject.hpp"

namespace boxwright::lint {

namespace {

bool is_interpreter(const Call& call) {
  return is_shell(call.program) || call.program.starts_with("python") || call.program == "perl" ||
         call.program == "ruby" || call.program == "node";
}

/// The URL that a download asks for; else its program.
std::string source_of(const Call& call) {
  for (const shell::Word& word : call.words)
    if (word.text.find("://") != std::string::npos) return word.text;
  return call.program;
}

/// Is what the call prints run? It is the left side of a pipe, or stands in `$(…)` or `<(…)` of a shell's words.
const shell::Command* runner_of(const ShellText& text, const Call& call) {
  const auto& commands = text.script.commands;
  const shell::Command& self = *call.command;
  for (const shell::Command& other : commands) {
    const bool behind = other.begin > self.begin && other.group == self.group &&
                        (other.before == shell::Joint::pipe || other.before == shell::Joint::pipe_all);
    if (!behind) continue;
    // Only what is joined by pipes all the way.
    const bool joined = std::all_of(commands.begin(), commands.end(), [&](const shell::Command& between) {
      return between.group != self.group || between.begin <= self.begin || between.begin > other.begin ||
             between.before == shell::Joint::pipe || between.before == shell::Joint::pipe_all;
    });
    if (joined && is_interpreter(call_of(other))) return &other;
  }
  const shell::Group& group = text.script.groups[self.group];
  if (group.kind != shell::Group::Kind::substitution || !group.command) return nullptr;
  const shell::Command& around = commands[*group.command];
  const Call outer = call_of(around);
  return is_interpreter(outer) || outer.program == "eval" || outer.program == "source" || outer.program == "."
             ? &around
             : nullptr;
}

}  // namespace

void pipe_to_shell(Subject& subject) {
  for (const ShellText& text : subject.texts()) {
    for (const Call& call : text.calls) {
      if (!is_download(call)) continue;
      const shell::Command* runner = runner_of(text, call);
      if (runner == nullptr) continue;
      const std::string source = source_of(call);
      const Span place = subject.place(text, *call.command);
      if (subject.waived("pipe-to-shell", source, place)) continue;
      subject.report(diag::PipedToShell, place, call_of(*runner).program, source)
          .note(
              "write `fetch(sha256=…) URL -> /tmp/install.sh` and `run: sh /tmp/install.sh`; better still, take the "
              "packages themselves");
    }
  }
}

}  // namespace boxwright::lint
