// docs.github.com/actions/reference/workflow-commands-for-github-actions. A line ends a command, so that lines of a
// message are written as %0A; columns are given only where both ends lie in one line.

#include "compiler/driver/workflow_command.hpp"

#include <fmt/format.h>

#include "compiler/base/display.hpp"

namespace boxwright::driver {

namespace {

std::string_view command_of(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    case Severity::note:
    case Severity::remark:
      return "notice";
  }
  return "error";
}

std::string escaped(std::string_view text, std::string_view special) {
  std::string result;
  for (const char c : text)
    result += special.find(c) == std::string_view::npos
                  ? std::string(1, c)
                  : fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
  return result;
}

std::string as_data(std::string_view text) { return escaped(text, "%\r\n"); }
std::string as_property(std::string_view text) { return escaped(text, "%\r\n:,"); }

}  // namespace

std::string workflow_command(const Diagnostic& diagnostic, const Sources& sources) {
  std::string properties;
  if (diagnostic.span.file < sources.size()) {
    const Source& source = sources[diagnostic.span.file];
    const Position begin = source.position(diagnostic.span.begin);
    const Position end = source.position(diagnostic.span.end);
    properties = fmt::format("file={},line={},endLine={},", as_property(source.name()), begin.line, end.line);
    if (begin.line == end.line) properties += fmt::format("col={},endColumn={},", begin.column, end.column);
  }
  std::string text = display::escaped(diagnostic.message);
  for (const std::string& note : diagnostic.notes) text += "\n" + display::escaped(note);
  return fmt::format("::{} {}title={}::{}\n", command_of(diagnostic.severity), properties, as_property(diagnostic.code),
                     as_data(text));
}

std::string workflow_command(const std::string& failure) {
  return fmt::format("::error title=boxwright::{}\n", as_data(display::escaped_lines(failure)));
}

}  // namespace boxwright::driver
