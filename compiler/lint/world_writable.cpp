// Rule `world-writable`: whoever gets into the container could change the code that runs next. What a program writes to
// is its user's: `writable /path`.
#include <algorithm>

#include "compiler/lint/commands.hpp"
#include "compiler/lint/rules.hpp"
#include "compiler/lint/subject.hpp"
#include "compiler/resolve/values.hpp"

namespace boxwright::lint {

namespace {

/// `777`, `1777` is the sticky one of /tmp, `a+rwx`, `o+w`, `+w` is the umask's.
bool opens(std::string_view mode) {
  const bool octal = !mode.empty() && mode.find_first_not_of("01234567") == std::string_view::npos;
  if (octal) {
    const bool sticky = mode.size() == 4 && (mode.front() == '1' || mode.front() == '3');
    return mode.size() >= 3 && !sticky && ((mode.back() - '0') & 2) != 0;
  }
  for (std::size_t begin = 0; begin < mode.size();) {
    const std::size_t end = std::min(mode.find(',', begin), mode.size());
    const std::string_view clause = mode.substr(begin, end - begin);
    const std::size_t sign = clause.find_first_of("+=");
    if (sign != std::string_view::npos && clause.substr(0, sign).find_first_of("oa") != std::string_view::npos &&
        clause.substr(sign).find('w') != std::string_view::npos)
      return true;
    begin = end + 1;
  }
  return false;
}

/// A folder that is gone when the step ends.
bool is_temporary(const Call& call) {
  return std::any_of(call.words.begin(), call.words.end(), [](const shell::Word& word) {
    const std::string lower = resolve::lower_case(word.text);
    return lower.find("tmp") != std::string::npos || lower.find("temp") != std::string::npos;
  });
}

void report(Subject& subject, const std::string& mode, Span place) {
  if (subject.waived("world-writable", mode, place)) return;
  subject.report(diag::WorldWritable, place, mode)
      .note("what the program writes to is its user's: `writable /path`; all else needs to be read only");
}

}  // namespace

void world_writable(Subject& subject) {
  for (const ShellText& text : subject.texts()) {
    for (const Call& call : text.calls) {
      if (call.program != "chmod" && call.program != "install" && call.program != "mkdir") continue;
      for (std::size_t i = 0; i < call.words.size(); ++i) {
        const bool mode_of_chmod = call.program == "chmod" && call.words[i].text == call.verb();
        const bool mode_behind = call.program != "chmod" && i > 0 && call.words[i - 1] == "-m";
        if ((mode_of_chmod || mode_behind) && opens(call.words[i].text) && !is_temporary(call))
          report(subject, call.words[i].text, subject.place(text, *call.command));
      }
    }
  }
  for (const spec::Stage& stage : subject.spec().stages) {
    for (const spec::Statement& statement : stage.statements) {
      std::string mode;
      if (const auto* copy = std::get_if<spec::Copy>(&statement.fact)) mode = copy->mode;
      if (const auto* file = std::get_if<spec::WriteFile>(&statement.fact)) mode = file->mode;
      if (const auto* fetch = std::get_if<spec::Fetch>(&statement.fact)) mode = fetch->mode;
      if (opens(mode)) report(subject, mode, statement.span);
    }
  }
}

}  // namespace boxwright::lint
