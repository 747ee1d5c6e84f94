#include "compiler/ir/effects.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "compiler/base/path_text.hpp"
#include "compiler/ir/ir.hpp"
#include "compiler/ir/paths.hpp"
#include "compiler/ir/variables.hpp"

namespace boxwright::ir {

namespace {

using Kind = Resource::Kind;

bool is_absolute(const std::string& path) { return path.starts_with('/'); }

/// The environment that an interpreter works in: its folder where that is known, else what it is called by.
std::string environment_of(const std::string& python) {
  return is_absolute(python) ? python.substr(0, python.find("/bin/")) : python;
}

/// Where a package manager is told how to work.
std::string configuration_of(const std::string& manager) {
  if (manager == "apt") return "/etc/apt";
  if (manager == "apk") return "/etc/apk";
  return "/etc/dnf";
}

/// Does it lie where Python's packages and their programs are put?
bool may_be_pythons(const std::string& path) {
  for (const std::string_view part : {"/site-packages", "/dist-packages", "/bin/"})
    if (path.find(part) != std::string::npos) return true;
  return false;
}

/// What an operation reads and writes.
class Collector {
 public:
  explicit Collector(Effects& effects) : effects_(effects) {}

  // A user's command is a barrier, or what the spec narrows it to: stated where the step is made.
  void operator()(const Run& run) {
    for (const auto& [name, value] : run.variables) read_named(value);
  }

  void operator()(const SetVariable& variable) {
    if (variable.value) read_named(*variable.value);
    write({Kind::variable, variable.name});
  }

  void operator()(const Add& add) {
    read_network();
    write_path(destination_of(add), true);
  }

  /// A copy puts below a folder names it knows, or anything where a source is a folder itself.
  void operator()(const Copy& copy) {
    const bool into_folder = copy.destination.ends_with('/');
    if (copy.unpack || copy.folders || copy.from != Copy::From::context || !into_folder) {
      write_path(destination_of(copy), copy.unpack || copy.folders || copy.from != Copy::From::context);
      return;
    }
    for (const std::string& source : copy.sources) write_path(copy.destination + file_name(source), false);
  }

  void operator()(const InstallPackages& install) {
    read({Kind::accounts});  // a package may make accounts of its own, with the next free numbers
    read_network();
    write({Kind::system_packages});
    if (install.trusts) {
      write_path("/etc/ssl/certs", true);
    } else {
      read_path(configuration_of(install.manager));
    }
  }

  void operator()(const PipInstall& pip) {
    read_for_pip();
    for (const auto* list : {&pip.requirement_files, &pip.constraints, &pip.paths, &pip.find_links})
      for (const std::string& path : *list) read_path(path);
    // Requirements that lie in the image may name their neighbours.
    for (const std::string& path : pip.requirement_files)
      if (is_absolute(path)) read_path(path.substr(0, std::max<std::size_t>(path.rfind('/'), 1)));
    if (is_absolute(pip.python)) read_path(environment_of(pip.python) + "/bin");
    write({Kind::python, environment_of(pip.python)});
    // What else is put there may replace what pip installs, or be replaced by it.
    if (!pip.site_packages.empty()) write_path(pip.site_packages, true);
  }

  void operator()(const BringPython& python) {
    read({Kind::system_packages});
    read_network();
    for (const char* prefix : {"PIP_", "UV_"}) read({Kind::variable, prefix, true});
    write({Kind::python, python.folder});
    write_path(python.folder, true);
  }

  void operator()(const SyncProject& sync) {
    read_for_pip();
    if (!sync.source.empty()) read_path(sync.source);
    if (is_absolute(sync.interpreter)) read_path(environment_of(sync.interpreter) + "/bin");
    write({Kind::python, environment_of(sync.python)});
    write_path(sync.site_packages, true);
  }

  /// The base environment is one that `pip` works in too, unless it is called by the path of another.
  void operator()(const CondaInstall& install) {
    read({Kind::system_packages});
    read_network();
    for (const char* prefix : {"CONDA_", "MAMBA_", "PIP_"}) read({Kind::variable, prefix, true});
    const std::string folder = install.environment.empty() ? "/opt/conda" : "/opt/conda/envs/" + install.environment;
    write({Kind::python, folder});
    if (!install.environment.empty()) write_path(folder, true);
  }

  void operator()(const NpmInstall& install) {
    read({Kind::system_packages});
    read_network();
    for (const char* prefix : {"NPM_", "npm_", "NODE_"}) read({Kind::variable, prefix, true});
    write_path(install.directory.empty() ? node_packages : install.directory, true);
  }

  void operator()(const MakeVenv& venv) {
    read({Kind::system_packages});
    if (is_absolute(venv.python)) read_path(environment_of(venv.python) + "/bin");
    write({Kind::python, venv.path});
    write_path(venv.path, true);
  }

  void operator()(const Download& download) {
    read({Kind::system_packages});
    read_network();
    if (download.is_model()) {
      read({Kind::variable, "HF_ENDPOINT"});
      write_path(destination_of(download), true);
    } else if (download.destination.ends_with('/') && !download.unpack) {
      write_path(download.destination + url_file_name(download.url), false);
    } else {
      write_path(destination_of(download), download.unpack);
    }
  }

  void operator()(const Clone& clone) {
    read({Kind::system_packages});
    read_network();
    read({Kind::variable, "GIT_", true});
    write_path(destination_of(clone), true);
  }

  void operator()(const WriteFile& file) {
    read_named(file.content);
    write_path(file.path, false);
  }

  /// A folder that is there already stays, with what it holds; what the spec says of one holds for itself.
  void operator()(const MakeDirectory& directory) {
    if (directory.written) write_path(directory.path, false);
  }

  void operator()(const MakeLink& link) {
    read_existing(link.existing);
    if (may_be_pythons(link.path)) read({Kind::python});
    write_path(link.path, false);
  }

  void operator()(const EditFile& file) {
    read_existing(file.path);
    for (const Edit& edit : file.edits)
      if (edit.kind == Edit::Kind::apply) read_path(edit.text);
    write_path(file.path, file.folder);
  }

  /// Only the user knows what they do.
  void operator()(const Verbatim&) { write({Kind::everything}); }

  void operator()(const MakeUser&) { write({Kind::accounts}); }

 private:
  void read(Resource resource) { effects_.reads.push_back(std::move(resource)); }
  void write(Resource resource) { effects_.writes.push_back(std::move(resource)); }
  void read_path(std::string path) {
    while (path.size() > 1 && path.ends_with('/')) path.pop_back();
    if (is_absolute(path)) read({Kind::path, std::move(path), true});
  }
  void write_path(const std::string& path, bool tree) { write({Kind::path, path, tree}); }
  /// What is there may be a package's, unless it is what tells the package manager how to work.
  void read_existing(const std::string& path) {
    read_path(path);
    if (!is_inside(path, "/etc/apt") && !is_inside(path, "/etc/apk") && !is_inside(path, "/etc/dnf"))
      read({Kind::system_packages});
    if (may_be_pythons(path)) read({Kind::python});
  }

  /// What whoever installs Python packages asks for.
  void read_for_pip() {
    read({Kind::system_packages});
    read_network();
    for (const char* prefix : {"PIP_", "UV_"}) read({Kind::variable, prefix, true});
    for (const std::string_view name : build_variables()) read({Kind::variable, std::string(name)});
    for (const char* path : {"/etc/pip.conf", "/root/.config/pip", "/root/.pip"}) read_path(path);
  }
  void read_network() {
    read({Kind::network});
    for (const std::string_view name : proxy_variables()) read({Kind::variable, std::string(name)});
  }
  void read_named(const Text& text) {
    for (const std::string& name : text.variables()) read({Kind::variable, name});
  }

  Effects& effects_;
};

bool variables_overlap(const Resource& a, const Resource& b) {
  return a.name == b.name || (a.tree && b.name.starts_with(a.name)) || (b.tree && a.name.starts_with(b.name));
}

bool paths_overlap(const Resource& a, const Resource& b) {
  return a.name == b.name || (a.tree && is_inside(b.name, a.name)) || (b.tree && is_inside(a.name, b.name));
}

}  // namespace

bool Effects::is_barrier() const {
  return std::any_of(writes.begin(), writes.end(), [](const Resource& r) { return r.kind == Kind::everything; });
}

bool Effects::uses_network() const {
  return is_barrier() ||
         std::any_of(reads.begin(), reads.end(), [](const Resource& r) { return r.kind == Kind::network; });
}

bool Effects::reads_variable(const std::string& name) const {
  const Resource variable{Kind::variable, name};
  const auto overlaps = [&](const Resource& resource) { return overlap(resource, variable); };
  // A barrier states what it writes: everything.
  return is_barrier() || std::any_of(reads.begin(), reads.end(), overlaps);
}

bool overlap(const Resource& a, const Resource& b) {
  if (a.kind == Kind::everything || b.kind == Kind::everything) return true;
  if (a.kind != b.kind) return false;
  switch (a.kind) {
    case Kind::path:
      return paths_overlap(a, b);
    case Kind::variable:
      return variables_overlap(a, b);
    case Kind::python:
      return a.name.empty() || b.name.empty() || a.name == b.name;
    case Kind::accounts:
    case Kind::system_packages:
    case Kind::everything:
      return true;
    case Kind::network:
      return false;  // two downloads do not disturb each other
  }
  return true;
}

bool overlap(const std::vector<Resource>& these, const std::vector<Resource>& those) {
  return std::any_of(these.begin(), these.end(), [&](const Resource& a) {
    return std::any_of(those.begin(), those.end(), [&](const Resource& b) { return overlap(a, b); });
  });
}

bool conflicts(const Effects& a, const Effects& b) {
  return overlap(a.writes, b.writes) || overlap(a.writes, b.reads) || overlap(a.reads, b.writes) || a.is_barrier() ||
         b.is_barrier();
}

Effects effects_of(const Operation& operation) {
  Effects effects;
  std::visit(Collector(effects), operation);
  return effects;
}

Step make_step(Operation operation, Origin origin, std::string comment) {
  Effects effects = effects_of(operation);
  return {std::move(operation), std::move(effects), std::move(origin), std::move(comment)};
}

}  // namespace boxwright::ir
