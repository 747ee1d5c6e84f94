// fmt: brings specs into the one style. A row with an error stays as it is, and so does a file that cannot be read as a
// spec; what is wrong is said.

#include <fmt/format.h>

#include "compiler/base/display.hpp"
#include "compiler/base/enumeration.hpp"
#include "compiler/driver/apply_changes.hpp"
#include "compiler/driver/commands.hpp"
#include "compiler/driver/unified_diff.hpp"
#include "compiler/format/format.hpp"
#include "compiler/parse/parse.hpp"

namespace boxwright::driver {

namespace {

/// A spec in the style; nothing where that would say something else, which no text may do. What is wrong with the spec
/// is noted.
std::optional<std::string> formatted(Compiled& spec) {
  Sources& sources = spec.result.sources;
  const FileId file = sources.add(spec.spec.name, spec.spec.text);
  const ast::File tree = parse::parse(sources, file, spec.result.diagnostics);
  const std::string text = with_edits(spec.spec.text, format::edits(sources, file, tree, spec.result.diagnostics));
  Sources after;
  Diagnostics unread;
  const ast::File read_back = parse::parse(after, after.add(spec.spec.name, text), unread);
  return format::say_the_same(sources, tree, after, read_back) ? std::optional(text) : std::nullopt;
}

std::string fault(const std::string& name) {
  return fmt::format(
      "internal error: formatted, {} would say something else, so it stays as it is\n"
      "This is a fault of boxwright, not of your spec; please report it with the spec.",
      name);
}

/// Prints how standard input is in the style, or whether it is not.
bool answer(const Compiled& spec, const std::string& text, const Request& request, Session& session) {
  const bool differs = text != spec.spec.text;
  if (request.show_diff)
    session.streams.out += unified_diff(spec.spec.name, spec.spec.text, text);
  else if (!request.check)
    session.streams.out += text;
  else if (differs)
    session.streams.out += spec.spec.name + "\n";
  return differs;
}

}  // namespace

Outcome fmt_command(const Request& request, Session& session) {
  const Selection selection = select_specs(request.operands, session.files, session.terminal);
  if (!selection.error.empty()) return {refuse(session, selection.error), {}};
  std::vector<Compiled> specs;
  ChangedFiles changed(session.files);
  bool differs = false;
  for (const Spec& spec : selection.specs) {
    Compiled& one = specs.emplace_back();
    one.spec = spec;
    const std::optional<std::string> text = formatted(one);
    if (!text) return {refuse(session, fault(spec.name)), {}};
    if (session.files.kind(spec.name) != FileSystem::Kind::file) {
      differs = answer(one, *text, request, session) || differs;
    } else if (*text != spec.text) {
      changed.replace(spec.name, *text);
      differs = true;
      if (request.check && !request.show_diff) session.streams.out += display::escaped(spec.name) + "\n";
    }
  }
  print(specs, format_of(request), session);
  if (!request.check || request.show_diff) {
    const auto count = apply(changed, request.show_diff, "formatted", session);
    if (!count) return {status::unable, {}};
    if (*count > 0 && !request.show_diff && is_for_people(request.form))
      session.streams.err += fmt::format("formatted {}\n", counted(*count, "file"));
  }
  return {has_errors(specs) || (request.check && differs) ? status::wrong : status::done, {}};
}

}  // namespace boxwright::driver
