// Rules `unused-param` and `unused-template`: what a spec declares and never uses. `--set` of such a parameter changes
// nothing, and whoever sets it does not learn of it.
#include "compiler/lint/unused_names.hpp"

#include <algorithm>
#include <functional>

namespace boxwright::lint {

namespace {

bool names(std::string_view text, std::string_view name) {
  for (std::size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at + 1)) {
    const std::string_view rest = text.substr(at + 2);
    if (rest.starts_with(name) && rest.size() > name.size() && (rest[name.size()] == '}' || rest[name.size()] == ':'))
      return true;
  }
  return false;
}

bool names(const ast::Argument& argument, std::string_view name, bool bare) {
  return std::any_of(argument.pieces.begin(), argument.pieces.end(), [&](const ast::Piece& piece) {
    if (piece.kind == ast::Piece::Kind::reference) return piece.text == name;
    if (bare && piece.kind == ast::Piece::Kind::bare && piece.text == name) return true;
    return std::any_of(piece.items.begin(), piece.items.end(),
                       [&](const ast::Argument& item) { return names(item, name, bare); });
  });
}

bool is_head(const ast::Row& row, std::string_view name) { return row.head && row.head->value == name; }

/// Does a row, or one in it, name the parameter? Conditions and `variants` name it without `${…}`.
bool names(const ast::Row& row, std::string_view name) {
  const bool bare = is_head(row, "when") || is_head(row, "else") || is_head(row, "variants");
  const auto in = [&](const std::vector<ast::Argument>& all) {
    return std::any_of(all.begin(), all.end(), [&](const ast::Argument& one) { return names(one, name, bare); });
  };
  if (in(row.arguments) || in(row.targets)) return true;
  for (const ast::Option& option : row.options)
    if (option.value && names(*option.value, name, bare)) return true;
  if (row.raw() != nullptr) return names(row.raw()->text, name);
  if (row.fence() != nullptr) return names(row.fence()->text, name);
  return row.block() != nullptr && std::any_of(row.block()->rows.begin(), row.block()->rows.end(),
                                               [&](const ast::Row& inner) { return names(inner, name); });
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

void check_template(const ast::File& file, const ast::Row& row, resolve::Waivers& waivers, Diagnostics& diagnostics) {
  if (row.arguments.empty() || row.arguments.front().pieces.empty()) return;
  const std::string& name = row.arguments.front().pieces.front().text;
  bool used = false;
  each(file.rows, [&](const ast::Row& other) {
    used = used || (is_head(other, "use") && !other.arguments.empty() && !other.arguments.front().pieces.empty() &&
                    other.arguments.front().pieces.front().text == name);
  });
  const Span place = row.arguments.front().span;
  if (used || waivers.covers("unused-template", name, place)) return;
  diagnostics.report(diag::UnusedTemplate, place, name)
      .note("remove it, or write `use " + name + "`; templates for several specs stand in a file that these `import`");
}

void check_parameters(const std::vector<ast::Row>& rows, const ast::Row& row, resolve::Waivers& waivers,
                      Diagnostics& diagnostics) {
  const bool build = std::any_of(row.options.begin(), row.options.end(),
                                 [](const ast::Option& option) { return option.name.value == "build"; });
  if (build) return;  // an argument of the build, which a rule of its own looks at
  for (const Located<std::string>& one : declared(row)) {
    const bool used = std::any_of(rows.begin(), rows.end(), [&](const ast::Row& other) {
      return is_head(other, "param") && &other == &row ? false : names(other, one.value);
    });
    const bool by_sibling = std::any_of(row.arguments.begin(), row.arguments.end(), [&](const ast::Argument& argument) {
      return names(argument, one.value, false);
    });
    if (used || by_sibling || waivers.covers("unused-param", one.value, one.span)) continue;
    diagnostics.report(diag::UnusedParam, one.span, one.value)
        .note("remove it, or write `${" + one.value + "}` where its value belongs");
  }
}

}  // namespace

void check_unused_names(const ast::File& file, resolve::Waivers& waivers, Diagnostics& diagnostics) {
  each(file.rows, [&](const ast::Row& row) {
    if (is_head(row, "template")) check_template(file, row, waivers, diagnostics);
  });
  // A parameter is known in the whole file, or in the block that declares it.
  const std::function<void(const std::vector<ast::Row>&)> check = [&](const std::vector<ast::Row>& rows) {
    for (const ast::Row& row : rows) {
      if (is_head(row, "param")) check_parameters(rows, row, waivers, diagnostics);
      if (row.block() != nullptr) check(row.block()->rows);
    }
  };
  check(file.rows);
}

}  // namespace boxwright::lint
