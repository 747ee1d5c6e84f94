// Files that pip reads in the image, where a copy of the stage brings them from the build context: `copy . -> /app` and
// `pip(requirements=/app/requirements.txt)`. What they say and refer to is read here; a pass decides what follows from
// it.
#include <fmt/core.h>

#include <algorithm>
#include <deque>
#include <set>

#include "compiler/base/path_text.hpp"
#include "compiler/resolve/requirement.hpp"
#include "compiler/resolve/scope.hpp"
#include "compiler/resolve/values.hpp"

namespace boxwright::resolve {

namespace {

/// A path beside another one, as requirements files name their neighbours.
std::string beside(const std::string& file, const std::string& name) {
  const std::size_t slash = file.rfind('/');
  return normal_path(slash == std::string::npos ? name : file.substr(0, slash + 1) + name);
}

class Finder {
 public:
  explicit Finder(Scope& scope) : scope_(scope) {}

  void run() {
    for (spec::Statement& statement : scope_.stage->statements) {
      auto* pip = std::get_if<spec::Pip>(&statement.fact);
      if (pip == nullptr) continue;
      for (const bool constraint : {false, true})
        for (const std::string& path : constraint ? pip->constraints : pip->requirement_files)
          if (path.starts_with('/')) find(path, constraint, *pip);
    }
  }

 private:
  /// The file of the context that comes to a path of the image; empty where no copy is known to bring one.
  [[nodiscard]] std::string source_of(const std::string& path) const {
    std::string result;
    for (const spec::Statement& statement : scope_.stage->statements) {
      const auto* copy = std::get_if<spec::Copy>(&statement.fact);
      if (copy == nullptr || copy->from != spec::Copy::From::context || copy->unpack) continue;
      for (const spec::ContextEntry& entry : copy->entries) {
        std::string source = entry.directory ? inside(*copy, entry, path) : "";
        if (!entry.directory && target(*copy, entry) == path) source = entry.path;
        if (!source.empty() && scope_.files().kind(scope_.context_path(source)) == FileSystem::Kind::file)
          result = source;
      }
    }
    return result;
  }

  static std::string target(const spec::Copy& copy, const spec::ContextEntry& entry) {
    return copy.destination.ends_with('/') ? copy.destination + file_name(entry.path) : copy.destination;
  }

  /// A folder's contents are copied: what of them comes to the path.
  static std::string inside(const spec::Copy& copy, const spec::ContextEntry& entry, const std::string& path) {
    std::string folder = copy.destination;
    if (!folder.ends_with('/')) folder += '/';
    if (!path.starts_with(folder)) return "";
    const std::string rest = path.substr(folder.size());
    return entry.path == "." ? rest : entry.path + "/" + rest;
  }

  void find(const std::string& path, bool constraint, spec::Pip& pip) {
    Manifest manifest;
    manifest.file = {path, source_of(path)};
    if (manifest.file.source.empty()) return;
    std::deque<Manifest::File> waiting{manifest.file};
    std::set<std::string> seen{path};
    for (; !waiting.empty(); waiting.pop_front()) {
      const Manifest::File file = waiting.front();
      const RequirementsFile contents =
          read_requirements_file(scope_.files().read(scope_.context_path(file.source)).value_or(""));
      if (!constraint) pip.names.insert(contents.names.begin(), contents.names.end());
      if (!contents.paths.empty())
        manifest.obstacle =
            fmt::format("`{}` in `{}` names another file of the image", contents.paths.front(), file.source);
      for (const std::string& include : contents.includes) {
        if (is_web_url(include)) continue;
        const Manifest::File next{beside(file.path, include), beside(file.source, include)};
        if (!seen.insert(next.path).second) continue;
        if (source_of(next.path) != next.source) {
          manifest.obstacle = fmt::format("`{}`, which `{}` refers to, does not come with it", include, file.source);
          continue;
        }
        manifest.includes.push_back(next);
        waiting.push_back(next);
      }
    }
    pip.manifests.push_back(std::move(manifest));
  }

  Scope& scope_;
};

}  // namespace

void find_manifests(Scope& scope) { Finder(scope).run(); }

}  // namespace boxwright::resolve
