#include "tests/grammar_support.hpp"

#include <nlohmann/json.hpp>

#include "compiler/ast/print.hpp"
#include "compiler/parse/parse.hpp"

namespace boxwright::tests {

namespace {

struct Read {
  Sources sources;
  Diagnostics diagnostics;
  ast::File file;

  explicit Read(std::string_view text) { file = parse::parse(sources, sources.add("x.box", text), diagnostics); }

  [[nodiscard]] std::string tree() const { return nlohmann::ordered_json::parse(ast::to_json(file)).dump(); }

  [[nodiscard]] std::string messages() const {
    std::string result;
    for (const Diagnostic& diagnostic : diagnostics.sorted()) {
      const Position position = sources[0].position(diagnostic.span.begin);
      if (!result.empty()) result += '\n';
      result += fmt::format("{}:{} {} {}", position.line, position.column, diagnostic.code, diagnostic.message);
    }
    return result;
  }
};

}  // namespace

std::string tree(std::string_view text) {
  const Read read(text);
  return read.diagnostics.all().empty() ? read.tree() : read.messages();
}

std::string refused(std::string_view text) { return Read(text).messages(); }

std::string tree_of_broken(std::string_view text) { return Read(text).tree(); }

std::vector<Diagnostic> diagnostics_of(std::string_view text) { return Read(text).diagnostics.sorted(); }

std::string mended(std::string_view text) {
  const Read read(text);
  const std::vector<Diagnostic> all = read.diagnostics.sorted();
  std::string result(read.sources[0].text());
  if (all.empty() || all[0].fixes.empty()) return "no mend";
  const Fix& fix = all[0].fixes[0];
  return result.replace(fix.span.begin, fix.span.end - fix.span.begin, fix.replacement);
}

}  // namespace boxwright::tests
