// Rule `error-masking`: a step that ends well though something in it failed. `a && b || true && c` runs c where a
// failed, and `set +e` lets all that follows fail. The image is then built without what failed, and nobody knows.
#include <algorithm>
#include <array>

#include "compiler/lint/commands.hpp"
#include "compiler/lint/rules.hpp"
#include "compiler/lint/subject.hpp"

namespace boxwright::lint {

namespace {

using shell::Joint;

bool succeeds_always(const shell::Command& command) {
  const Call call = call_of(command);
  if (call.program == "true" || call.program == ":" || call.program == "echo" || call.program == "printf") return true;
  return call.program == "exit" && call.verb() == "0";
}

/// Fails for nobody: `set -x` in front of what is meant.
bool may_not_fail(const Part& part) {
  constexpr std::array<std::string_view, 6> names{"set", "export", "echo", "printf", "true", ":"};
  return part.command != nullptr && std::find(names.begin(), names.end(), part.command->name()) != names.end();
}

bool is_removal(const Call& call) {
  const std::string_view verb = call.verb();
  return verb == "remove" || verb == "purge" || verb == "autoremove" || verb == "clean" || verb == "del" ||
         verb == "uninstall";
}

/// What is run whatever happens is there on purpose where it stands for one command that leaves nothing: `grep x y ||
/// true`. It hides more where several commands stand before it, or something that fetches, installs or builds. A pipe
/// is one command.
void check_list(Subject& subject, const ShellText& text, const std::vector<Part>& parts) {
  std::size_t start = 0;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const Joint joint = parts[i].member->before;
    if (joint == Joint::sequence || joint == Joint::background) start = i;
    if (joint != Joint::either || parts[i].command == nullptr || !succeeds_always(*parts[i].command)) continue;
    const auto first = parts.begin() + static_cast<std::ptrdiff_t>(start);
    const auto end = parts.begin() + static_cast<std::ptrdiff_t>(i);
    const bool several = std::count_if(first, end, [](const Part& part) {
                           const Joint before = part.member->before;
                           return !may_not_fail(part) && before != Joint::pipe && before != Joint::pipe_all;
                         }) > 1;
    const bool makes = std::any_of(first, end, [](const Part& part) {
      if (part.command == nullptr) return false;
      const Call call = call_of(*part.command);
      return makes_something(call) && !is_removal(call);
    });
    const std::size_t list = start;
    start = i + 1;
    if (!several && !makes) continue;
    const Span place = subject.place(text, *parts[i].member);
    const std::string masked =
        text.run->text.substr(parts[list].member->begin, parts[i - 1].member->end - parts[list].member->begin);
    if (subject.waived("error-masking", masked, place)) continue;
    auto entry = subject.report(
        diag::MaskedFailure, place,
        text.run->text.substr(parts[i].member->begin, parts[i].member->end - parts[i].member->begin), masked);
    entry.note(several ? "put the one that may fail into parentheses: `a && (b || true) && c`"
                       : "let the step fail where this fails");
  }
}

}  // namespace

void error_masking(Subject& subject) {
  for (const ShellText& text : subject.texts()) {
    for (std::size_t group = 0; group < text.script.groups.size(); ++group) {
      const auto kind = text.script.groups[group].kind;
      // A condition and a value are no failures, and parentheses say that it is meant.
      if (kind != shell::Group::Kind::text && kind != shell::Group::Kind::body) continue;
      check_list(subject, text, parts_of(text.script, group));
    }
    for (const Call& call : text.calls) {
      const bool off = call.program == "set" && std::any_of(call.words.begin(), call.words.end(), [](const auto& word) {
                         return word.text.starts_with('+') && word.text.find('e') != std::string::npos;
                       });
      const bool exits = call.program == "exit" && call.verb() == "0" && call.command->group == 0 &&
                         call.command->before == Joint::sequence && call.command->after == Joint::none;
      if (!off && !exits) continue;
      const Span place = subject.place(text, *call.command);
      if (off && !subject.waived("error-masking", "set +e", place))
        subject.report(diag::ErrorsOff, place)
            .note("let the step stop there; what may fail is written `(command || true)`");
      if (exits && !subject.waived("error-masking", "exit 0", place))
        subject.report(diag::ExitsWell, place).note("remove it; what may fail is written `(command || true)`");
    }
  }
}

}  // namespace boxwright::lint
