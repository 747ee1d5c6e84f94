// Every row of every table is shown by a golden case: a keyword, option, diagnostic, rule, backend or feature that no
// case shows is named here.

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>
#include <string_view>

#include "compiler/ast/print.hpp"
#include "compiler/backends/features.hpp"
#include "compiler/base/diagnostic.hpp"
#include "compiler/expand/library.hpp"
#include "compiler/lint/rules.hpp"
#include "compiler/parse/keywords.hpp"
#include "compiler/parse/parse.hpp"
#include "tests/cases.hpp"
#include "tests/catch.hpp"

using namespace boxwright;
using namespace boxwright::tests;

namespace {

using Names = std::set<std::string>;

/// A row that no golden can show, and why.
struct Exemption {
  std::string_view name, reason;
};

/// Fails with the rows that nothing shows, and with exemptions that are no longer needed.
void require_all(const Names& wanted, const Names& shown, const std::vector<Exemption>& exemptions = {}) {
  REQUIRE_FALSE(wanted.empty());
  std::string report;
  for (const std::string& name : wanted) {
    const bool exempt =
        std::any_of(exemptions.begin(), exemptions.end(), [&](const auto& e) { return e.name == name; });
    if (exempt == shown.contains(name))
      report += fmt::format("  {}{}\n", name, exempt ? ": no exemption is needed any more" : "");
  }
  for (const Exemption& exemption : exemptions)
    if (!wanted.contains(std::string(exemption.name))) report += fmt::format("  {}: no such row\n", exemption.name);
  if (!report.empty()) FAIL("no golden shows these:\n" << report);
  SUCCEED();
}

/// A row of a spec and the keyword it means there.
using Visitor = std::function<void(const ast::Row&, const keywords::Keyword&, unsigned scope)>;

void visit(const std::vector<ast::Row>& rows, unsigned scope, const Visitor& visitor) {
  for (const ast::Row& row : rows) {
    if (!row.head || row.broken) continue;
    const keywords::Keyword* const keyword = keywords::find(row.head->value, scope);
    if (keyword == nullptr) continue;
    visitor(row, *keyword, scope);
    if (row.block() != nullptr) visit(row.block()->rows, keywords::scope_inside(*keyword, scope), visitor);
  }
}

/// Walks the rows of a case's spec. Places are those of the case's diagnostics: both read one file, the first.
void visit(const Case& one, const Visitor& visitor) {
  Sources sources;
  Diagnostics diagnostics;
  const FileId file = sources.add("model.box", spec_text(one));
  visit(parse::parse(sources, file, diagnostics).rows, keywords::FILE, visitor);
}

bool is_clean(const Case& one) { return !compiled(one).compilation.diagnostics.has_errors(); }

bool is_reported(const Case& one, std::string_view name, Span span) {
  const auto all = compiled(one).compilation.diagnostics.sorted();
  return std::any_of(all.begin(), all.end(), [&](const Diagnostic& d) { return d.name == name && d.span == span; });
}

constexpr unsigned scopes[] = {keywords::FILE, keywords::IMAGE, keywords::STAGE,  keywords::LAUNCH, keywords::POLICY,
                               keywords::GIT,  keywords::PATCH, keywords::PYTHON, keywords::ITEMS};

/// `env in a launch`: a name may mean several things, and a keyword may stand in several scopes.
std::string in_scope(const keywords::Keyword& keyword, unsigned scope) {
  return fmt::format("{} in {}", keyword.name,
                     scope == keywords::ITEMS ? "a block of items" : keywords::describe_scopes(scope));
}

/// An image and a stage take nearly the same statements, handled by the same code: one of them is enough.
unsigned representative(const keywords::Keyword& keyword, unsigned scope) {
  return scope == keywords::STAGE && (keyword.scopes & keywords::IMAGE) != 0 ? static_cast<unsigned>(keywords::IMAGE)
                                                                             : scope;
}

Names keyword_names() {
  Names result;
  for (const keywords::Keyword& keyword : keywords::all()) {
    for (const unsigned scope : scopes)
      if ((keyword.scopes & scope) != 0) result.insert(in_scope(keyword, representative(keyword, scope)));
  }
  return result;
}

Names option_names() {
  Names result;
  for (const keywords::Keyword& keyword : keywords::all()) {
    for (const keywords::Option& option : keyword.options)
      result.insert(fmt::format("{}({})", in_scope(keyword, keyword.scopes), option.name));
  }
  return result;
}

}  // namespace

TEST_CASE("every keyword has a golden without errors", "[coverage]") {
  Names shown;
  for (const Case& one : cases()) {
    if (is_clean(one)) {
      visit(one, [&](const ast::Row&, const keywords::Keyword& keyword, unsigned scope) {
        shown.insert(in_scope(keyword, representative(keyword, scope)));
      });
    }
  }
  require_all(keyword_names(), shown);
}

TEST_CASE("every template of the standard library has a golden without errors", "[coverage]") {
  Names wanted, shown;
  for (const expand::StandardTemplate& one : expand::standard_templates()) wanted.insert(one.name);
  for (const Case& one : cases()) {
    if (is_clean(one)) {
      visit(one, [&](const ast::Row& row, const keywords::Keyword& keyword, unsigned) {
        if (keyword.id == keywords::Id::use) shown.insert(ast::display(row.arguments.front()));
      });
    }
  }
  std::erase_if(shown, [&](const std::string& name) { return !wanted.contains(name); });
  require_all(wanted, shown);
}

TEST_CASE("every option has a golden without errors", "[coverage]") {
  Names shown;
  for (const Case& one : cases()) {
    if (is_clean(one)) {
      visit(one, [&](const ast::Row& row, const keywords::Keyword& keyword, unsigned) {
        for (const ast::Option& option : row.options)
          shown.insert(fmt::format("{}({})", in_scope(keyword, keyword.scopes), option.name.value));
      });
    }
  }
  require_all(option_names(), shown);
}

TEST_CASE("every diagnostic has a golden", "[coverage]") {
  Names wanted, shown;
  for (const diag::Row& row : diag::rows()) wanted.emplace(row.name);
  for (const Case& one : cases())
    for (const Diagnostic& diagnostic : compiled(one).compilation.diagnostics.sorted()) shown.emplace(diagnostic.name);
  require_all(wanted, shown);
}

TEST_CASE("every rule is reported by one golden and waived by another", "[coverage]") {
  Names wanted, reported, waived;
  for (const lint::Rule& rule : lint::rules()) wanted.emplace(rule.name);
  for (const Case& one : cases()) {
    for (const Diagnostic& diagnostic : compiled(one).compilation.diagnostics.sorted())
      reported.emplace(diagnostic.code);
    if (!is_clean(one)) continue;
    visit(one, [&](const ast::Row& row, const keywords::Keyword& keyword, unsigned) {
      if (keyword.id == keywords::Id::allow && !is_reported(one, diag::UnusedWaiver.name, row.span))
        waived.insert(row.arguments.front().pieces.front().text);
    });
  }
  SECTION("reported") { require_all(wanted, reported); }
  SECTION("waived") { require_all(wanted, waived); }
}

TEST_CASE("every backend has a golden", "[coverage]") {
  Names wanted, shown;
  for (const backends::Backend& backend : backends::backends()) {
    wanted.emplace(backend.name);
    for (const Case& one : cases()) {
      const Compiled& result = compiled(one);
      if (!is_clean(one)) continue;
      const ir::Module& module = result.compilation.units.front().module;
      if (module.images.empty() || (module.images.size() > 1 && !backend.whole)) continue;
      backends::Layout layout;
      layout.sources = &result.compilation.sources;
      const auto files = backend.emit(module, module.images.front(), layout);
      const bool written = std::all_of(files.begin(), files.end(), [&](const backends::OutputFile& file) {
        const auto output = result.outputs.find(file.path);
        return output != result.outputs.end() && output->second.content == file.content;
      });
      if (written && !files.empty()) shown.emplace(backend.name);
    }
  }
  require_all(wanted, shown);
}

namespace {

/// How a Dockerfile shows that it uses a feature: a line that begins so, blanks aside, and holds the text.
struct Trace {
  std::string_view feature, begin, text;
};
constexpr Trace traces[] = {
    {"heredoc", "RUN ", " <<'"},
    {"copy_link", "COPY ", " --link "},
    {"run_network", "RUN ", " --network="},
    {"bind_mount", "", "--mount=type=bind,"},
    {"cache_mount", "", "--mount=type=cache,"},
    {"secret_mount", "", "--mount=type=secret,"},
    {"secret_variable", "", ",env="},
    {"tmpfs_mount", "", "--mount=type=tmpfs,"},
    {"ssh_mount", "", "--mount=type=ssh,"},
    {"octal_mode", "COPY ", "--chmod=0"},
    {"symbolic_mode", "COPY ", "--chmod=u="},
    {"add_checksum", "ADD ", "--checksum="},
    {"add_git", "", ".git#"},
};

bool shows(std::string_view text, const Trace& trace) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    if (line.starts_with(trace.begin) && line.find(trace.text) != std::string_view::npos) return true;
  }
  return false;
}

/// The features that the Dockerfiles of one dialect show.
Names features_shown(ir::Dialect dialect) {
  Names shown;
  for (const Case& one : cases()) {
    const Compiled& result = compiled(one);
    if (!is_clean(one) || result.compilation.units.front().module.dialect != dialect) continue;
    for (const auto& [path, file] : result.outputs)
      for (const Trace& trace : traces)
        if (path.ends_with("Dockerfile") && shows(file.content, trace)) shown.emplace(trace.feature);
  }
  return shown;
}

Names features_of(ir::Dialect dialect, bool allowed) {
  Names result;
  for (const backends::FeatureRow& row : backends::features())
    if (backends::allowed(dialect, row.feature) == allowed) result.emplace(row.name);
  return result;
}

}  // namespace

TEST_CASE("every feature has a text to know it by", "[coverage]") {
  Names wanted, known;
  for (const backends::FeatureRow& row : backends::features()) wanted.emplace(row.name);
  for (const Trace& trace : traces) known.emplace(trace.feature);
  CHECK(wanted == known);
}

TEST_CASE("every feature of a dialect is shown by a golden of it", "[coverage]") {
  SECTION("buildkit") {
    require_all(features_of(ir::Dialect::buildkit, true), features_shown(ir::Dialect::buildkit), {});
  }
  SECTION("portable") {
    require_all(features_of(ir::Dialect::portable, true), features_shown(ir::Dialect::portable), {});
  }
}

TEST_CASE("no golden shows what its dialect lacks", "[coverage]") {
  for (const ir::Dialect dialect : {ir::Dialect::buildkit, ir::Dialect::portable}) {
    const Names shown = features_shown(dialect);
    for (const std::string& feature : features_of(dialect, false)) {
      INFO(feature);
      CHECK_FALSE(shown.contains(feature));
    }
  }
}
