#include "compiler/driver/messages.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <string>

#include "compiler/base/display.hpp"
#include "compiler/base/render.hpp"

namespace boxwright::driver {

namespace {

std::size_t count(const std::vector<Compiled>& compiled, Severity severity) {
  std::size_t result = 0;
  for (const Compiled& one : compiled) {
    const auto shown = one.result.diagnostics.sorted();
    result += static_cast<std::size_t>(std::count_if(
        shown.begin(), shown.end(), [&](const Diagnostic& diagnostic) { return diagnostic.severity == severity; }));
  }
  return result;
}

std::string counted(std::size_t number, std::string_view noun) {
  return fmt::format("{} {}{}", number, noun, number == 1 ? "" : "s");
}

/// There are many remarks, so that each has one line.
std::string line_of(const Diagnostic& remark, const Sources& sources) {
  const Source& source = sources[remark.span.file];
  const Position place = source.position(remark.span.begin);
  const std::string kind = remark.kind == "passed" ? "" : std::string(remark.kind) + ": ";
  return fmt::format("{}:{}:{}: remark[{}]: {}{}\n", display::escaped(source.name()), place.line, place.column,
                     remark.code, kind, display::escaped(remark.message));
}

Diagnostic as_diagnostic(const passes::Remark& remark) {
  Diagnostic result;
  result.code = remark.pass;
  result.severity = Severity::remark;
  result.span = remark.origin.spans.front();
  result.kind = passes::word(remark.kind);
  result.message = remark.message;
  return result;
}

}  // namespace

bool has_errors(const std::vector<Compiled>& compiled) {
  return std::any_of(compiled.begin(), compiled.end(),
                     [](const Compiled& one) { return one.result.diagnostics.has_errors(); });
}

void print(const std::vector<Compiled>& compiled, MessageFormat format, Session& session) {
  std::string& json = format.to_out ? session.streams.out : session.streams.err;
  for (const Severity severity : {Severity::error, Severity::warning, Severity::note}) {
    for (const Compiled& one : compiled) {
      for (const Diagnostic& diagnostic : one.result.diagnostics.sorted()) {
        if (diagnostic.severity != severity) continue;
        if (format.errors_only && severity != Severity::error) continue;
        if (format.json) {
          json += render::json(diagnostic, one.result.sources) + "\n";
        } else {
          session.streams.err += render::text(diagnostic, one.result.sources, session.terminal.colour);
        }
      }
    }
  }
  if (format.remarks) {
    for (const Compiled& one : compiled) {
      std::set<std::string> said;  // variants share most of them
      for (const Unit& unit : one.result.units) {
        for (const passes::Remark& remark : unit.remarks.all()) {
          const Diagnostic diagnostic = as_diagnostic(remark);
          const std::string line = format.json ? render::json(diagnostic, one.result.sources) + "\n"
                                               : line_of(diagnostic, one.result.sources);
          if (one.result.units.size() == 1 || said.insert(line).second) session.streams.err += line;
        }
      }
    }
  }
  if (format.json || !has_errors(compiled)) return;
  session.streams.err += counted(count(compiled, Severity::error), "error");
  if (const std::size_t warnings = count(compiled, Severity::warning); warnings > 0 && !format.errors_only)
    session.streams.err += ", " + counted(warnings, "warning");
  session.streams.err += "\n";
}

}  // namespace boxwright::driver
