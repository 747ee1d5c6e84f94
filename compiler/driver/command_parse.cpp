// parse: the tree of a spec as JSON. It is printed only if the whole text has the language's shape.

#include "compiler/ast/print.hpp"
#include "compiler/driver/commands.hpp"
#include "compiler/parse/parse.hpp"

namespace boxwright::driver {

Outcome parse_command(const Request& request, Session& session) {
  const Selection selection = select_specs(request.operands, session.files, session.terminal);
  if (!selection.error.empty()) return {refuse(session, selection.error), {}};
  if (selection.specs.size() != 1) return {refuse(session, "parse prints the tree of one spec; name a file"), {}};

  std::vector<Compiled> compiled(1);
  compiled[0].spec = selection.specs[0];
  Compilation& result = compiled[0].result;
  const FileId file = result.sources.add(compiled[0].spec.name, compiled[0].spec.text);
  const ast::File tree = parse::parse(result.sources, file, result.diagnostics);
  print(compiled, format_of(request), session);
  if (result.diagnostics.has_errors()) return {status::wrong, {}};
  session.streams.out += ast::to_json(tree);
  return {status::done, {}};
}

}  // namespace boxwright::driver
