#include "compiler/driver/messages.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <string>

#include "compiler/base/enumeration.hpp"
#include "compiler/base/render.hpp"
#include "compiler/driver/documents.hpp"
#include "compiler/driver/workflow_command.hpp"

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

Diagnostic as_diagnostic(const passes::Remark& remark) {
  Diagnostic result;
  result.code = remark.pass;
  result.severity = Severity::remark;
  result.span = remark.origin.spans.front();
  result.kind = passes::word(remark.kind);
  result.message = remark.message;
  return result;
}

/// Why a command failed, where that is at no place of a spec.
Diagnostic failure(const std::string& reason) {
  Diagnostic result;
  result.code = "boxwright";
  result.severity = Severity::error;
  result.message = reason;
  return result;
}

/// A message by itself.
std::string written(const Diagnostic& diagnostic, const Sources& sources, MessageForm form, bool colour) {
  switch (form) {
    case MessageForm::human:
      return render::text(diagnostic, sources, colour);
    case MessageForm::brief:
      return render::line(diagnostic, sources);
    case MessageForm::json:
      return render::json(diagnostic, sources) + "\n";
    case MessageForm::github:
      return workflow_command(diagnostic, sources);
    case MessageForm::sarif:
    case MessageForm::gitlab:
      return "";
  }
  return "";
}

/// There are many remarks, so that each has one line; no document holds them.
void print_remarks(const std::vector<Compiled>& compiled, MessageForm form, Session& session) {
  const MessageForm line = form == MessageForm::json ? MessageForm::json : MessageForm::brief;
  for (const Compiled& one : compiled) {
    std::set<std::string> said;  // variants share most of them
    for (const Unit& unit : one.result.units) {
      for (const passes::Remark& remark : unit.remarks.all()) {
        const std::string text = written(as_diagnostic(remark), one.result.sources, line, false);
        if (one.result.units.size() == 1 || said.insert(text).second) session.streams.err += text;
      }
    }
  }
}

/// `2 errors, 1 warning`; nothing where there is none of either.
std::string totals(const std::vector<Compiled>& compiled, bool errors_only) {
  std::string text;
  if (const std::size_t errors = count(compiled, Severity::error); errors > 0) text = counted(errors, "error");
  if (const std::size_t warnings = count(compiled, Severity::warning); warnings > 0 && !errors_only)
    text += (text.empty() ? "" : ", ") + counted(warnings, "warning");
  return text.empty() ? text : text + "\n";
}

}  // namespace

bool has_errors(const std::vector<Compiled>& compiled) {
  return std::any_of(compiled.begin(), compiled.end(),
                     [](const Compiled& one) { return one.result.diagnostics.has_errors(); });
}

MessageFormat format_of(const Request& request) {
  const Command command = request.command;
  // The others are used again and again, and repeat nothing that was said when the image was built.
  const bool warns = command == Command::compile || command == Command::check || command == Command::pack ||
                     command == Command::build || command == Command::parse || command == Command::fmt;
  const bool has_out = request.shown || request.dry_run || !request.compile.print_after.empty() ||
                       command == Command::explain || command == Command::diff || command == Command::parse ||
                       command == Command::verify || command == Command::fmt || starts_engine(command);
  return {request.form, !has_out, !warns, request.remarks};
}

void print(const std::vector<Compiled>& compiled, MessageFormat format, Session& session) {
  std::string& programs = format.to_out ? session.streams.out : session.streams.err;
  for (const Severity severity : {Severity::error, Severity::warning, Severity::note}) {
    for (const Compiled& one : compiled) {
      for (const Diagnostic& diagnostic : one.result.diagnostics.sorted()) {
        if (diagnostic.severity != severity) continue;
        if (format.errors_only && severity != Severity::error) continue;
        if (is_document(format.form)) {
          session.findings.add(diagnostic, one.result.sources, one.spec.name);
        } else if (format.form == MessageForm::json || format.form == MessageForm::github) {
          programs += written(diagnostic, one.result.sources, format.form, false);
        } else {
          session.streams.err += written(diagnostic, one.result.sources, format.form, session.terminal.colour);
        }
      }
    }
  }
  if (format.remarks) print_remarks(compiled, format.form, session);
  if (is_for_people(format.form)) session.streams.err += totals(compiled, format.errors_only);
}

void finish(const Request& request, int exit_status, Session& session) {
  const MessageFormat format = format_of(request);
  std::string& programs = format.to_out ? session.streams.out : session.streams.err;
  const std::string spec = request.operands.empty() ? "model.box" : request.operands.front();
  if (format.form == MessageForm::sarif) programs += sarif(session.findings, exit_status);
  if (format.form == MessageForm::gitlab) programs += gitlab(session.findings, spec);
  for (const std::string& reason : session.findings.failures()) {
    if (format.form == MessageForm::github) programs += workflow_command(reason);
    if (format.form == MessageForm::json) programs += render::json(failure(reason), {}) + "\n";
  }
}

}  // namespace boxwright::driver
