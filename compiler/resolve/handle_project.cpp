// Projects with a lock of their own: what they need is installed first, from the lock alone, and their source comes
// after.
#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "compiler/base/path_text.hpp"
#include "compiler/resolve/scope.hpp"
#include "compiler/resolve/values.hpp"

namespace boxwright::resolve {

namespace {

std::string beside(const std::string& folder, const std::string& name) {
  return folder == "." ? name : folder + "/" + name;
}

bool is_file(const Scope& scope, const std::string& path) {
  return scope.files().kind(scope.context_path(path)) == FileSystem::Kind::file;
}

/// A project as it lies in the build context, and where it goes.
struct Place {
  std::string source;       ///< a folder of the context
  std::string destination;  ///< absolute, without a last slash
  spec::ContextEntry entry;
};

/// Reported where it is no folder or does not hold what every such project has.
std::optional<Place> read_place(const Statement& statement, const Word& word, const Word& target,
                                const std::string& manifest, const Scope& scope) {
  const std::vector<spec::ContextEntry> entries = context_entries(word, scope);
  const auto to = destination(target, scope);
  if (entries.empty() || !to) return std::nullopt;
  const std::string name = entries.front().path;
  std::string why;
  if (entries.size() != 1 || !entries.front().directory) why = "it is no folder";
  if (why.empty() && !is_file(scope, beside(name, manifest))) why = fmt::format("there is no `{}` in it", manifest);
  if (!why.empty()) {
    scope.report(diag::NoProject, word.span, word.display(), why)
        .note(fmt::format("for example `{}`", statement.keyword->id == keywords::Id::npm ? "npm web -> /app/web"
                                                                                         : statement.keyword->example));
    return std::nullopt;
  }
  return Place{name, without_last_slash(*to), entries.front()};
}

void copy_source(const Place& place, Span span, Scope& scope) {
  spec::Copy copy;
  copy.entries = {place.entry};
  copy.destination = place.destination + "/";
  scope.stage->statements.push_back({std::move(copy), span});
}

/// Does a table of pyproject.toml stand in it?
bool has_table(const std::string& text, std::string_view name) {
  for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name, at + 1))
    if (at == 0 || text[at - 1] == '\n') return true;
  return false;
}

/// Of all packages that a uv.lock names: `name = "…"` at the start of a line.
std::set<std::string> locked_names(std::string_view text) {
  constexpr std::string_view key = "name = \"";
  std::set<std::string> result;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.starts_with(key)) result.emplace(line.substr(key.size(), line.find('"', key.size()) - key.size()));
  }
  return result;
}

void add_uv_project(const Statement& statement, const Place& place, const std::string& lock,
                    const BaseFacts::Python& python, Scope& scope) {
  const std::string text = scope.files().read(scope.context_path(beside(place.source, "pyproject.toml"))).value_or("");
  spec::Project project;
  project.python = python;
  project.manifest = beside(place.source, "pyproject.toml");
  project.lock = lock;
  for (const Word& word : statement.options.list("extras")) {
    if (!is_plain_name(word.display())) scope.report(diag::BadName, word.span, word.display());
    project.extras.push_back(word.display());
  }
  project.no_dev = statement.options.has("no-dev");
  project.names = locked_names(scope.files().read(scope.context_path(lock)).value_or(""));
  project.workspace = has_table(text, "[tool.uv.workspace]");
  scope.stage->statements.push_back({project, statement.span});
  copy_source(place, statement.span, scope);
  // Without a build system uv installs no project, only what it needs.
  if (!has_table(text, "[build-system]") && !project.workspace && text.find("package = true") == std::string::npos)
    return;
  project.source = place.destination;
  scope.stage->statements.push_back({std::move(project), statement.span});
}

void add_pip_project(const Statement& statement, const Place& place, const std::string& lock,
                     const BaseFacts::Python& python, Scope& scope) {
  refuse_options(statement.options, {"extras", "no-dev"},
                 "a lock that is a requirements file, which says itself what is installed", scope);
  report_without_sum(lock, statement.options.at("lock").span, scope);
  spec::Pip pip;
  pip.python = python;
  pip.hashed = true;
  pip.requirement_files = {lock};
  scope.stage->statements.push_back({pip, statement.span});
  copy_source(place, statement.span, scope);
  pip.hashed = false;
  pip.requirement_files.clear();
  pip.paths = {place.destination};
  pip.no_deps = true;
  scope.stage->statements.push_back({std::move(pip), statement.span});
}

}  // namespace

void handle_project(const Statement& statement, Scope& scope) {
  const auto& python = scope.stage->python;
  if (!python || python->pip.empty()) {
    if (scope.default_python) return;  // that statement said what is wrong
    scope.report(diag::NoPython, statement.name_span, "project").note("write `python 3.11`, which brings one");
    return;
  }
  const auto place = read_place(statement, statement.first(), statement.targets.front(), "pyproject.toml", scope);
  if (!place) return;
  const std::string own = beside(place->source, "uv.lock");
  std::string lock = is_file(scope, own) ? own : "";
  if (statement.options.has("lock")) {
    const auto path = context_file(statement.options.at("lock"), scope);
    if (!path) return;
    lock = *path;
  }
  if (lock.empty()) {
    scope.report(diag::NoProject, statement.first().span, statement.first().display(), "it has no lock")
        .note("`uv lock` writes uv.lock beside pyproject.toml")
        .note("or name a requirements file with sums: `project(lock=requirements.lock) . -> /app`");
  } else if (file_name(lock) != "uv.lock") {
    add_pip_project(statement, *place, lock, *python, scope);
  } else if (lock != own) {
    scope.report(diag::WrongOption, statement.options.at("lock").span, "lock", lock,
                 fmt::format("`{}`, beside pyproject.toml", own));
  } else if (python->venv.empty() && python->site_packages.find("/lib/python") == std::string::npos) {
    scope
        .report(diag::NoProject, statement.first().span, statement.first().display(),
                "nobody knows where the Python of this base keeps its packages")
        .note("give the spec one of its own, as in `python(venv=/opt/python) 3.11`");
  } else {
    add_uv_project(statement, *place, lock, *python, scope);
  }
}

namespace {

/// `typescript@5.4.5`, `@angular/cli@17.0.0`: a name, and behind the last `@` but the first character a version.
bool is_node_package(std::string_view text) {
  const auto is_character = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.' || c == '~' || c == '+' || c == '^';
  };
  std::string_view rest = text;
  if (rest.starts_with('@')) {
    const std::size_t slash = rest.find('/');
    if (slash == std::string_view::npos || slash < 2) return false;
    if (!std::all_of(rest.begin() + 1, rest.begin() + static_cast<std::ptrdiff_t>(slash), is_character)) return false;
    rest.remove_prefix(slash + 1);
  }
  const std::size_t at = rest.find('@');
  const std::string_view name = rest.substr(0, at);
  const std::string_view version = at == std::string_view::npos ? "1" : rest.substr(at + 1);
  return !name.empty() && name.front() != '.' && name.front() != '-' && !version.empty() &&
         std::all_of(name.begin(), name.end(), is_character) &&
         std::all_of(version.begin(), version.end(), is_character);
}

/// An exact version behind the name: `@1.2.3`, not `@1`, `@latest` or `@^1.2`.
bool is_pinned_node_package(std::string_view text) {
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos || at == 0) return false;
  const std::string_view version = text.substr(at + 1);
  return std::count(version.begin(), version.end(), '.') >= 2 && version.front() >= '0' && version.front() <= '9';
}

/// Whom npm asks, and what with.
void read_registry(const Options& options, spec::Npm& npm, Scope& scope) {
  npm.registry = options.text("registry");
  if (has_credentials(npm.registry))
    scope.report(diag::CredentialsInUrl, options.at("registry").span).note(how_to_log_in);
  npm.secret = use_secret_of(options, npm.registry, scope);
}

void read_node_packages(const Statement& statement, Scope& scope) {
  refuse_options(statement.options, {"dev"}, "packages for all users, of which none is for development", scope);
  spec::Npm npm;
  read_registry(statement.options, npm, scope);
  std::vector<std::string> unpinned;
  for (const Item& item : statement.items) {
    for (const Word& word : item.words) {
      const auto text = literal(word, *scope.diagnostics);
      if (!text) continue;
      if (!is_node_package(*text)) {
        scope.report(diag::BadPackage, word.span, *text)
            .note("a Node package is NAME@VERSION or @SCOPE/NAME@VERSION, such as `typescript@5.4.5`");
        continue;
      }
      const std::string name = text->substr(0, text->find('@', 1));
      if (!is_pinned_node_package(*text) && scope.is_unpinned("npm/" + name, word.span))
        unpinned.push_back("npm/" + name);
      npm.packages.push_back(*text);
    }
  }
  report_unpinned(unpinned, statement.span, "write `name@VERSION`", scope);
  scope.stage->statements.push_back({std::move(npm), statement.span});
}

/// Members of a workspace have manifests of their own, which npm needs beside the lock.
bool has_workspaces(const std::string& text) {
  const nlohmann::json manifest = nlohmann::json::parse(text, nullptr, false);
  return manifest.is_object() && manifest.contains("workspaces");
}

void read_node_project(const Statement& statement, const Item& item, Scope& scope) {
  if (item.words.size() != 1) {
    scope.report(diag::TooManyArguments, item.words[1].span, "npm", 1);
    return;
  }
  const auto place = read_place(statement, item.words.front(), item.targets.front(), "package.json", scope);
  if (!place) return;
  spec::Npm npm;
  npm.manifests = {beside(place->source, "package.json")};
  for (const char* lock : {"npm-shrinkwrap.json", "package-lock.json"})
    if (npm.manifests.size() == 1 && is_file(scope, beside(place->source, lock)))
      npm.manifests.push_back(beside(place->source, lock));
  const std::string name = item.words.front().display();
  if (npm.manifests.size() == 1) {
    scope.report(diag::NoProject, item.words.front().span, name, "it has no lock")
        .note("`npm install --package-lock-only` writes package-lock.json beside package.json");
    return;
  }
  if (has_workspaces(scope.files().read(scope.context_path(npm.manifests.front())).value_or(""))) {
    scope.report(diag::NoProject, item.words.front().span, name, "its package.json has workspaces")
        .note(fmt::format("copy it whole and install it in one step: `copy {0} -> {1}` and `run(in={1}): npm ci`", name,
                          place->destination));
    return;
  }
  // The manifests come by themselves, npm's packages beside them, and the source over both: in the order written here.
  spec::Copy manifests;
  manifests.destination = place->destination + "/";
  for (const std::string& path : npm.manifests)
    manifests.entries.push_back({path, false, false, scope.files().size(scope.context_path(path)).value_or(0)});
  scope.stage->statements.push_back({std::move(manifests), item.span});
  npm.directory = place->destination;
  npm.development = item.options.has("dev");
  read_registry(item.options, npm, scope);
  scope.stage->statements.push_back({std::move(npm), item.span});
  copy_source(*place, item.span, scope);
}

}  // namespace

void handle_npm(const Statement& statement, Scope& scope) {
  const bool is_project = std::any_of(statement.items.begin(), statement.items.end(),
                                      [](const Item& item) { return !item.targets.empty(); });
  if (!is_project) {
    read_node_packages(statement, scope);
    return;
  }
  for (const Item& item : statement.items) {
    if (item.targets.empty()) {
      scope.report(diag::ArrowMissing, item.span, "npm");
    } else {
      read_node_project(statement, item, scope);
    }
  }
}

}  // namespace boxwright::resolve
