#include "compiler/resolve/scope.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "compiler/base/link_path.hpp"
#include "compiler/base/path_text.hpp"
#include "compiler/resolve/image_reference.hpp"
#include "compiler/resolve/values.hpp"

namespace boxwright::resolve {

namespace {

using Handler = void (*)(const Statement&, Scope&);

#define HANDLER_built(id) &handle_##id
#define HANDLER_structure(id) nullptr
constexpr Handler handlers[] = {
#define KEYWORD(id, name, scopes, options, arguments, target, body, repeat, status, ...) HANDLER_##status(id),
#include "grammar/keywords.def"
#undef KEYWORD
};

/// Does one part of a path match one part of a pattern? `*`, `?` and `[…]` as Go's filepath.Match has them.
bool part_matches(std::string_view pattern, std::string_view name) {
  if (pattern.empty()) return name.empty();
  if (pattern.front() == '*')
    return part_matches(pattern.substr(1), name) || (!name.empty() && part_matches(pattern, name.substr(1)));
  if (name.empty()) return false;
  if (pattern.front() != '[')
    return (pattern.front() == '?' || pattern.front() == name.front()) &&
           part_matches(pattern.substr(1), name.substr(1));
  const std::size_t close = pattern.find(']', 2);
  if (close == std::string_view::npos) return false;
  std::string_view set = pattern.substr(1, close - 1);
  const bool negated = set.starts_with('^');
  if (negated) set.remove_prefix(1);
  bool inside = false;
  for (std::size_t i = 0; i < set.size(); ++i) {
    if (i + 2 < set.size() && set[i + 1] == '-') {
      inside = inside || (set[i] <= name.front() && name.front() <= set[i + 2]);
      i += 2;
    } else {
      inside = inside || set[i] == name.front();
    }
  }
  return inside != negated && part_matches(pattern.substr(close + 1), name.substr(1));
}

void expand(const Scope& scope, const std::string& parent, std::string_view pattern, std::vector<std::string>& found) {
  const std::size_t slash = pattern.find('/');
  const std::string_view part = pattern.substr(0, slash);
  for (const std::string& name : scope.files().list(scope.context_path(parent.empty() ? "." : parent))) {
    const bool hidden = name.starts_with('.') && !part.starts_with('.');
    if (hidden || !part_matches(part, name)) continue;
    const std::string path = parent.empty() ? name : fmt::format("{}/{}", parent, name);
    if (scope.environment->is_output(scope.context_path(path))) continue;
    if (slash == std::string_view::npos) {
      found.push_back(path);
    } else if (scope.files().kind(scope.context_path(path)) == FileSystem::Kind::directory) {
      expand(scope, path, pattern.substr(slash + 1), found);
    }
  }
}

/// The normal path of a context file; reported where it leaves the context.
std::optional<std::string> inside_context(const Word& word, const Scope& scope) {
  const auto text = literal(word, *scope.diagnostics);
  if (!text) return std::nullopt;
  if (text->starts_with('/')) {
    scope.report(diag::AbsoluteInContext, word.span, *text)
        .note("where it goes stands behind an arrow: `copy app.py -> /app/`");
    return std::nullopt;
  }
  std::string path = normal_path(*text);
  if (path == ".." || path.starts_with("../")) {
    scope.report(diag::OutsideContext, word.span, *text)
        .note("copy the file into the spec's folder, or move the spec up");
    return std::nullopt;
  }
  return without_last_slash(std::move(path));
}

/// Can an engine find what a path of the context leads to, where links are on the way? Reported where it cannot.
bool check_links(const std::string& path, Span place, const Scope& scope) {
  const LinkPath followed = follow_links(scope.files(), scope.environment->directory, path);
  const std::string end = scope.context_path(followed.end);
  const auto is = [&](const std::string& where, FileSystem::Kind kind) { return scope.files().kind(where) == kind; };
  if (followed.leaving) {
    scope.report(diag::LinkLeavesContext, place, followed.leaving->path, followed.leaving->leads)
        .note("put what it leads to into the folder, or get it by `fetch` or `weights`");
    return false;
  }
  if (followed.links.empty()) return true;
  const bool circle = scope.files().link(end).has_value();
  const bool broken =
      is(end, FileSystem::Kind::missing) && is(scope.context_path(followed.links.back().path), FileSystem::Kind::other);
  if (!circle && !broken) return true;
  scope.report(diag::BrokenLink, place, (circle ? followed.links.front() : followed.links.back()).path,
               circle ? "itself" : fmt::format("`{}`, which is not there", followed.end));
  return false;
}

}  // namespace

bool has_wildcard(std::string_view path) { return path.find_first_of("*?[") != std::string_view::npos; }

void refuse_options(const Options& options, std::initializer_list<std::string_view> names, const std::string& what,
                    const Scope& scope) {
  for (const std::string_view name : names)
    if (options.has(name)) scope.report(diag::OptionNotTaken, options.at(name).span, std::string(name), what);
}

void report_no_stage(const std::string& name, const FoundStage& found, Span span, const Scope& scope) {
  auto entry = scope.report(diag::UnknownStage, span, name);
  if (!found.similar.empty()) entry.did_you_mean(span, found.similar, found.certain);
  if (parse_image_reference(name)) entry.note(fmt::format("an image is written with its tag: `{}:TAG`", name));
}

namespace {

/// A branch that is not taken: its statements are read, so that what is wrong in them is said, and left out.
void check_untaken(const ast::Row& branch, unsigned kind, const Scope& scope) {
  Names names = scope.names;
  names.checking = true;
  for (const ast::Row& row : branch.block()->rows) {
    if (row.head && row.head->value == "allow") continue;
    const auto statement = read_statement(row, kind, names, *scope.diagnostics);
    if (!statement || row.block() == nullptr) continue;
    const bool has_statements = row.untaken || (statement->keyword->body & keywords::STATEMENTS) != 0;
    if (has_statements)
      check_untaken(row, row.untaken ? kind : keywords::scope_inside(*statement->keyword, kind), scope);
  }
}

}  // namespace

void handle(const Statement& statement, Scope& scope) {
  if (statement.row->untaken) {
    check_untaken(*statement.row, statement.scope, scope);
    return;
  }
  const Handler handler = handlers[static_cast<std::size_t>(statement.keyword->id)];
  if (handler == nullptr) return;  // its part was done before the stage was read
  if (scope.stage != nullptr) scope.stage->rows[statement.name()].push_back(statement.span);
  handler(statement, scope);
}

std::string Scope::context_path(const std::string& path) const {
  const std::string& directory = environment->directory;
  return directory.empty() || directory == "." ? path : directory + "/" + path;
}

namespace {

/// Of what kind something is that is not pinned: a base, or a package of a manager.
std::string_view kind_of(std::string_view subject, bool is_base) {
  if (is_base) return "base";
  if (subject.find("://") != std::string_view::npos) return "url";
  const std::size_t slash = subject.find('/');
  return slash == std::string_view::npos ? "pip" : subject.substr(0, slash);
}

}  // namespace

bool Scope::is_unpinned(std::string_view subject, Span place, bool is_base) const {
  if (stage != nullptr && std::find(stage->unpinned.begin(), stage->unpinned.end(), subject) == stage->unpinned.end())
    stage->unpinned.emplace_back(subject);
  return !waivers->covers("unpinned", subject, place, kind_of(subject, is_base));
}

namespace {

/// `~/x`: no shell reads the path, so that `~` would be a folder of this name.
bool report_tilde(const Word& word, const std::string& text, const Scope& scope) {
  if (word.quoted || (text != "~" && !text.starts_with("~/"))) return false;
  scope.report(diag::BadWord, word.span, text, "a path of the image, in which the user's home is `${home}`")
      .certain_fix(word.span, "${home}" + text.substr(1), "write");
  return true;
}

}  // namespace

std::optional<std::string> destination(const Word& word, const Scope& scope) {
  auto text = literal(word, *scope.diagnostics);
  if (!text || !check_control_characters(word, *scope.diagnostics) || report_tilde(word, *text, scope))
    return std::nullopt;
  if (text->empty()) {
    scope.report(diag::EmptyWord, word.span, "a path");
    return std::nullopt;
  }
  if (!text->starts_with('/')) {
    const auto workdir = scope.names.known.find("workdir");
    *text = (workdir == scope.names.known.end() ? "/" : workdir->second) + "/" + *text;
  }
  return normal_path(*text);
}

std::optional<std::string> absolute_path(const Word& word, const Scope& scope) {
  const auto text = literal(word, *scope.diagnostics);
  if (!text || report_tilde(word, *text, scope)) return std::nullopt;
  if (!text->starts_with('/')) {
    scope.report(diag::RelativePath, word.span, *text).fix(word.span, "/" + *text, "write");
    return std::nullopt;
  }
  return without_last_slash(normal_path(*text));
}

std::vector<spec::ContextEntry> context_entries(const Word& word, const Scope& scope) {
  const auto path = inside_context(word, scope);
  if (!path) return {};
  std::vector<std::string> found;
  if (!word.quoted && has_wildcard(*path)) {
    expand(scope, "", *path, found);
    if (found.empty())
      scope.report(diag::NothingMatches, word.span, *path)
          .note("paths are relative to the spec's folder, and `*` is a part of one name");
  } else if (!check_links(*path, word.span, scope)) {
    return {};
  } else if (scope.files().kind(scope.context_path(*path)) == FileSystem::Kind::missing) {
    scope.report(diag::MissingFile, word.span, *path).note("paths are relative to the spec's folder");
  } else {
    found.push_back(*path);
  }
  std::vector<spec::ContextEntry> result;
  for (const std::string& name : found) {
    const bool controls =
        std::any_of(name.begin(), name.end(), [](unsigned char ch) { return ch < 0x20 || ch == 0x7F; });
    if (controls || name.find_first_of("*?\\") != std::string::npos || name.starts_with('!')) {
      scope.report(diag::UnportableName, word.span, name).note("rename the file");
      continue;
    }
    if (!check_links(name, word.span, scope)) continue;
    if (const auto secret = scope.secrets->of_file(name)) {
      scope.report(diag::SecretCopied, word.span, name, *secret)
          .note(fmt::format("a step may read it while it runs: `run(secret={}): …`", *secret));
      continue;
    }
    const std::string place = scope.context_path(name);
    const bool directory = scope.files().kind(place) == FileSystem::Kind::directory;
    result.push_back({name, directory, !directory && scope.files().executable(place),
                      directory ? 0 : scope.files().size(place).value_or(0)});
  }
  return result;
}

std::optional<std::string> context_file(const Word& word, const Scope& scope) {
  const auto path = inside_context(word, scope);
  if (!path || !check_links(*path, word.span, scope)) return std::nullopt;
  switch (scope.files().kind(scope.context_path(*path))) {
    case FileSystem::Kind::missing:
      scope.report(diag::MissingFile, word.span, *path).note("paths are relative to the spec's folder");
      return std::nullopt;
    case FileSystem::Kind::directory:
      scope.report(diag::FileExpected, word.span, *path)
          .note(fmt::format("name the file in it, such as `{}/FILE`", *path));
      return std::nullopt;
    case FileSystem::Kind::file:
    case FileSystem::Kind::other:
      return path;
  }
  return std::nullopt;
}

}  // namespace boxwright::resolve
