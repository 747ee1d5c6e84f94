// Rules `unused-param` and `unused-template`: what a spec declares and never uses. `--set` of such a parameter changes
// nothing, and whoever sets it does not learn of it.
#include "compiler/lint/unused_names.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

namespace boxwright::lint {

namespace {

bool is_head(const ast::Row& row, std::string_view name) { return row.head && row.head->value == name; }

using Named = std::set<std::string, std::less<>>;

/// Adds the names between `${` and `}` or `:`.
void add_names(std::string_view text, Named& named) {
  for (std::size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at + 1)) {
    const std::size_t end = text.find_first_of("}:", at);
    if (end == std::string_view::npos) return;
    named.emplace(text.substr(at + 2, end - at - 2));
  }
}

void add_names(const ast::Argument& argument, bool bare, Named& named) {
  for (const ast::Piece& piece : argument.pieces) {
    if (piece.kind == ast::Piece::Kind::reference || (bare && piece.kind == ast::Piece::Kind::bare))
      named.insert(piece.text);
    for (const ast::Argument& item : piece.items) add_names(item, bare, named);
  }
}

/// What a row, or one in it, names. Conditions and `variants` name parameters without `${…}`.
void add_names(const ast::Row& row, Named& named) {
  const bool bare = is_head(row, "when") || is_head(row, "else") || is_head(row, "variants");
  for (const ast::Argument& argument : row.arguments) add_names(argument, bare, named);
  for (const ast::Argument& target : row.targets) add_names(target, bare, named);
  for (const ast::Option& option : row.options)
    if (option.value) add_names(*option.value, bare, named);
  if (row.raw() != nullptr) add_names(row.raw()->text, named);
  if (row.fence() != nullptr) add_names(row.fence()->text, named);
  if (row.block() != nullptr)
    for (const ast::Row& inner : row.block()->rows) add_names(inner, named);
}

using Visit = std::function<void(const ast::Row& row)>;
void each(const std::vector<ast::Row>& rows, const Visit& visit) {
  for (const ast::Row& row : rows) {
    visit(row);
    if (row.block() != nullptr) each(row.block()->rows, visit);
  }
}

/// The names that a `param` row declares, at their places.
std::vector<Located<std::string>> declared(const ast::Row& row) {
  std::vector<Located<std::string>> result;
  for (const ast::Argument& argument : row.arguments) {
    if (argument.pieces.empty() || argument.pieces.front().kind != ast::Piece::Kind::bare) continue;
    const std::string& text = argument.pieces.front().text;
    result.push_back({text.substr(0, text.find('=')), argument.span});
  }
  return result;
}

void check_template(const ast::Row& row, const Named& used, resolve::Waivers& waivers, Diagnostics& diagnostics) {
  if (row.arguments.empty() || row.arguments.front().pieces.empty()) return;
  const std::string& name = row.arguments.front().pieces.front().text;
  const Span place = row.arguments.front().span;
  if (used.contains(name) || waivers.covers("unused-template", name, place)) return;
  diagnostics.report(diag::UnusedTemplate, place, name)
      .note("remove it, or write `use " + name + "`; templates for several specs stand in a file that these `import`");
}

/// `counts` has how many rows of the block name each name.
void check_parameters(const ast::Row& row, const std::map<std::string, std::size_t, std::less<>>& counts,
                      resolve::Waivers& waivers, Diagnostics& diagnostics) {
  const bool build = std::any_of(row.options.begin(), row.options.end(),
                                 [](const ast::Option& option) { return option.name.value == "build"; });
  if (build) return;  // an argument of the build, which a rule of its own looks at
  Named own, by_sibling;
  add_names(row, own);
  for (const ast::Argument& argument : row.arguments) add_names(argument, false, by_sibling);
  for (const Located<std::string>& one : declared(row)) {
    const auto count = counts.find(one.value);
    const bool used = count != counts.end() && count->second > (own.contains(one.value) ? 1 : 0);
    if (used || by_sibling.contains(one.value) || waivers.covers("unused-param", one.value, one.span)) continue;
    diagnostics.report(diag::UnusedParam, one.span, one.value)
        .note("remove it, or write `${" + one.value + "}` where its value belongs");
  }
}

/// A parameter is known in the whole file, or in the block that declares it.
void check_block(const std::vector<ast::Row>& rows, resolve::Waivers& waivers, Diagnostics& diagnostics) {
  const bool declares =
      std::any_of(rows.begin(), rows.end(), [](const ast::Row& row) { return is_head(row, "param"); });
  std::map<std::string, std::size_t, std::less<>> counts;
  if (declares) {
    for (const ast::Row& row : rows) {
      Named named;
      add_names(row, named);
      for (const std::string& name : named) ++counts[name];
    }
  }
  for (const ast::Row& row : rows) {
    if (is_head(row, "param")) check_parameters(row, counts, waivers, diagnostics);
    if (row.block() != nullptr) check_block(row.block()->rows, waivers, diagnostics);
  }
}

}  // namespace

void check_unused_names(const ast::File& file, resolve::Waivers& waivers, Diagnostics& diagnostics) {
  Named used;
  each(file.rows, [&](const ast::Row& row) {
    if (is_head(row, "use") && !row.arguments.empty() && !row.arguments.front().pieces.empty())
      used.insert(row.arguments.front().pieces.front().text);
  });
  each(file.rows, [&](const ast::Row& row) {
    if (is_head(row, "template")) check_template(row, used, waivers, diagnostics);
  });
  check_block(file.rows, waivers, diagnostics);
}

}  // namespace boxwright::lint
