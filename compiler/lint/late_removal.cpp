// Rule `late-removal`: `rm` of what an earlier statement brought. The layer that has it is stored and pulled as before;
// the removal only hides it.
#include <algorithm>

#include "compiler/base/path_text.hpp"
#include "compiler/ir/paths.hpp"
#include "compiler/lint/commands.hpp"
#include "compiler/lint/rules.hpp"
#include "compiler/lint/subject.hpp"

namespace boxwright::lint {

namespace {

/// Where a statement's things are, without a last slash.
std::string made_by(const spec::Statement& statement) {
  std::string path;
  if (const auto* fetch = std::get_if<spec::Fetch>(&statement.fact)) path = fetch->destination;
  if (const auto* git = std::get_if<spec::Git>(&statement.fact)) path = git->destination;
  if (const auto* copy = std::get_if<spec::Copy>(&statement.fact)) path = copy->destination;
  if (const auto* file = std::get_if<spec::WriteFile>(&statement.fact)) path = file->path;
  return without_last_slash(path);
}

}  // namespace

void late_removal(Subject& subject) {
  for (const ShellText& text : subject.texts()) {
    if (!text.stage->is_image || text.is_check) continue;
    for (const Call& call : text.calls) {
      if (call.program != "rm") continue;
      for (const shell::Word& word : call.words) {
        if (!word.literal || !word.text.starts_with('/')) continue;
        for (const spec::Statement& earlier : text.stage->statements) {
          if (earlier.span == text.row) break;
          const std::string made = made_by(earlier);
          if (made.size() < 2 || !ir::is_inside(word.text, made)) continue;
          const Span place = subject.place(text, *call.command);
          if (subject.waived("late-removal", word.text, place)) continue;
          subject.report(diag::LateRemoval, place, word.text)
              .label(earlier.span, "it came here")
              .note(
                  "bring it in a stage of its own and copy what is wanted: `copy(from=…)`; archives unpack with "
                  "`fetch(unpack)`, and `git` has `pick` and `remove`");
          break;
        }
      }
    }
  }
}

}  // namespace boxwright::lint
