// Links, folders, and changes of files that are there.
#include <fmt/core.h>

#include <algorithm>

#include "compiler/base/path_text.hpp"
#include "compiler/resolve/scope.hpp"
#include "compiler/resolve/tools.hpp"
#include "compiler/resolve/values.hpp"

namespace boxwright::resolve {

namespace {

/// What is made by a command needs something that runs it.
bool has_shell(const Statement& statement, const Scope& scope) {
  if (!scope.stage->base.sh.empty() || scope.stage->from.name.empty()) return true;
  scope.report(diag::NoShell, statement.name_span, "`" + statement.name() + "`")
      .note("do it in a stage with a shell, and `copy(from=…)` what it makes");
  return false;
}

}  // namespace

void handle_link(const Statement& statement, Scope& scope) {
  if (!has_shell(statement, scope)) return;
  // A block whose rows share a target puts several things there.
  const bool shared = statement.items.size() > 1 && !statement.targets.empty();
  for (const Item& item : statement.items) {
    const auto to = item_destination(statement, item, item.words.size() > 1 || shared, scope);
    if (!to) continue;
    for (const Word& word : item.words) {
      const auto existing = absolute_path(word, scope);
      if (!existing) continue;
      spec::Link link{*existing, to->ends_with('/') ? *to + file_name(*existing) : *to};
      if (link.path == link.existing) {
        scope.report(diag::BadWord, word.span, *existing, "what is there already; the link has another path");
        continue;
      }
      scope.stage->statements.push_back({std::move(link), item.span});
    }
  }
}

void handle_dir(const Statement& statement, Scope& scope) {
  if (!has_shell(statement, scope)) return;
  for (const Item& item : statement.items) {
    spec::Directory directory;
    directory.owner = owner_of(item.options, scope);
    // Root is said here: below the user's home a folder would be the user's.
    if (directory.owner.empty() && item.options.has("owner")) directory.owner = "0:0";
    for (const Word& word : item.words) {
      const auto path = destination(word, scope);
      if (!path) continue;
      directory.path = without_last_slash(*path);
      if (is_kernel_path(directory.path)) {
        scope.report(diag::SystemPath, word.span, directory.path, "made");
        continue;
      }
      scope.stage->statements.push_back({directory, item.span});
    }
  }
}

void handle_patch(const Statement& statement, Scope& scope) {
  if (!has_shell(statement, scope)) return;
  if (statement.row->block() == nullptr || statement.row->block()->rows.empty()) {
    scope.report(diag::BodyMissing, statement.name_span, "patch", "a block: what to change")
        .note(fmt::format("for example `{}`", statement.keyword->example));
    return;
  }
  spec::Patch patch;
  const auto path = destination(statement.first(), scope);
  if (!path) return;
  patch.folder = path->ends_with('/');
  patch.path = without_last_slash(*path);
  patch.reverse = statement.options.has("reverse");
  if (statement.options.has("strip"))
    patch.strip =
        static_cast<unsigned>(number(statement.options.at("strip"), 0, 64, *scope.diagnostics).value_or(patch.strip));
  scope.patch = &patch;
  for (const ast::Row& row : statement.row->block()->rows) {
    if (row.head && row.head->value == "allow") continue;
    if (const auto inner = read_statement(row, keywords::PATCH, scope.names, *scope.diagnostics)) handle(*inner, scope);
  }
  scope.patch = nullptr;
  const auto applies = [](const Edit& edit) { return edit.kind == Edit::Kind::apply; };
  if (std::none_of(patch.edits.begin(), patch.edits.end(), applies))
    refuse_options(statement.options, {"reverse", "strip"}, "a `patch` that applies none", scope);
  scope.stage->statements.push_back({std::move(patch), statement.span});
}

namespace {

/// Notes a change of the file's text; a folder has none.
void add_edit(const Statement& statement, Edit edit, const Scope& scope) {
  const EditingTool tool = editing_tool(scope.stage->base);
  if (scope.patch->folder) {
    scope.report(diag::FileExpected, statement.name_span, scope.patch->path + "/");
  } else if (tool == EditingTool::none) {
    scope.report(diag::CannotPatch, statement.name_span, scope.patch->path, "the base has neither Python, Perl nor awk")
        .note("change the file before it is copied, or take another base");
  } else if (tool == EditingTool::awk && edit.kind == Edit::Kind::regex) {
    scope
        .report(diag::CannotPatch, statement.name_span, scope.patch->path,
                "a regular expression needs a base with Python or Perl")
        .note("without `regex` the text is looked for as it is written");
  } else {
    scope.patch->edits.push_back(std::move(edit));
  }
}

/// The text to look for: some, and with `one_line` no line feed in it.
std::optional<std::string> wanted_text(const Statement& statement, const Scope& scope) {
  auto text = literal(statement.first(), *scope.diagnostics);
  if (text && text->empty()) {
    scope.report(diag::EmptyWord, statement.first().span, "the text to look for");
    return std::nullopt;
  }
  return text;
}

std::optional<std::size_t> wanted_times(const Statement& statement, const Scope& scope) {
  if (!statement.options.has("times")) return 1;
  return number(statement.options.at("times"), 1, 1'000'000, *scope.diagnostics);
}

}  // namespace

void handle_patch_replace(const Statement& statement, Scope& scope) {
  const auto text = wanted_text(statement, scope);
  const auto times = wanted_times(statement, scope);
  const auto becomes = literal(statement.targets.front(), *scope.diagnostics);
  if (!text || !times || !becomes) return;
  const auto kind = statement.options.has("regex") ? Edit::Kind::regex : Edit::Kind::replace;
  add_edit(statement, {kind, *text, *becomes, *times}, scope);
}

void handle_patch_append(const Statement& statement, Scope& scope) {
  const bool fence = statement.row->fence() != nullptr;
  const std::vector<Word>& words = statement.items.front().words;
  if (fence != words.empty()) {
    scope.report(diag::BodyMissing, statement.name_span, "append", "its text: one string, or lines between fences")
        .note(fmt::format("for example `{}`", statement.keyword->example));
    return;
  }
  std::optional<std::string> text;
  if (fence) {
    text = evaluate_shell(statement.row->fence()->text, statement.row->fence()->span, scope.names, *scope.diagnostics);
  } else {
    text = literal(words.front(), *scope.diagnostics);
  }
  if (!text) return;
  if (text->ends_with('\n')) text->pop_back();  // the program puts one there
  add_edit(statement, {Edit::Kind::append, *text, "", 1}, scope);
}

void handle_patch_delete(const Statement& statement, Scope& scope) {
  const auto text = wanted_text(statement, scope);
  const auto times = wanted_times(statement, scope);
  if (!text || !times) return;
  if (text->find('\n') != std::string::npos) {
    scope.report(diag::BadWord, statement.first().span, *text, "text of one line, which is deleted")
        .note("several lines are taken away by `replace \"…\" -> \"\"`");
    return;
  }
  add_edit(statement, {Edit::Kind::remove, *text, "", *times}, scope);
}

void handle_patch_apply(const Statement& statement, Scope& scope) {
  for (const Word& word : statement.items.front().words) {
    const bool in_image = word.display().starts_with('/');
    const auto path = in_image ? absolute_path(word, scope) : context_file(word, scope);
    if (path) scope.patch->edits.push_back({Edit::Kind::apply, *path, "", 1});
  }
}

}  // namespace boxwright::resolve
