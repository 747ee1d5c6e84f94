#include "compiler/ir/effects.hpp"

#include <algorithm>

#include "compiler/ir/ir.hpp"
#include "compiler/ir/paths.hpp"

namespace boxwright::ir {

namespace {

using Kind = Resource::Kind;

bool is_absolute(const std::string& path) { return path.starts_with('/'); }

void read_path(Effects& effects, const std::string& path, bool tree = false) {
  if (is_absolute(path)) effects.reads.push_back({Kind::path, path, tree});
}

void write_path(Effects& effects, const std::string& path, bool tree) {
  effects.writes.push_back({Kind::path, path, tree});
}

/// What a copy puts below a folder: names it knows, or anything where a source is a folder itself.
void write_copied(Effects& effects, const Copy& copy) {
  const bool into_folder = copy.destination.ends_with('/');
  const std::string folder = copy.destination;
  if (copy.folders || copy.from != Copy::From::context || !into_folder) {
    write_path(effects, destination_of(copy), copy.folders || copy.from != Copy::From::context);
    return;
  }
  for (const std::string& source : copy.sources)
    write_path(effects, folder + source.substr(source.rfind('/') + 1), false);
}

struct Effect {
  Effects& effects;

  void operator()(const Run&) const {}  // stated where the step is made: a barrier, or what the spec narrows it to
  void operator()(const SetVariable&) const {}
  void operator()(const Add& add) const { write_path(effects, destination_of(add), true); }
  void operator()(const Copy& copy) const { write_copied(effects, copy); }
  void operator()(const InstallPackages&) const { effects.writes.push_back({Kind::system_packages, "", true}); }
  void operator()(const PipInstall& pip) const {
    effects.reads.push_back({Kind::system_packages, "", true});
    effects.writes.push_back({Kind::python, pip.python, true});
    for (const auto* list : {&pip.requirement_files, &pip.constraints, &pip.paths})
      for (const std::string& path : *list) read_path(effects, path, true);
    for (const std::string& place : pip.find_links) read_path(effects, place, true);
    // Requirements that lie in the image may name their neighbours: their folder is read.
    for (const std::string& path : pip.requirement_files)
      if (is_absolute(path)) read_path(effects, path.substr(0, std::max<std::size_t>(path.rfind('/'), 1)), true);
    if (is_absolute(pip.python)) read_path(effects, pip.python.substr(0, pip.python.find("/bin/")), true);
  }
  void operator()(const MakeVenv& venv) const {
    effects.reads.push_back({Kind::system_packages, "", true});
    write_path(effects, venv.path, true);
  }
  void operator()(const Download& download) const {
    const bool folder = download.destination.ends_with('/');
    if (folder && !download.unpack) {
      const std::string name = download.url.substr(download.url.rfind('/') + 1);
      write_path(effects, download.destination + name.substr(0, name.find_first_of("?#")), false);
    } else {
      write_path(effects, destination_of(download), download.unpack);
    }
  }
  void operator()(const Clone& clone) const { write_path(effects, clone.destination, true); }
  void operator()(const WriteFile& file) const { write_path(effects, file.path, false); }
  void operator()(const MakeDirectory&) const {}
  void operator()(const MakeUser&) const {}
};

bool paths_overlap(const Resource& a, const Resource& b) {
  return a.name == b.name || (a.tree && is_inside(b.name, a.name)) || (b.tree && is_inside(a.name, b.name));
}

bool any_overlap(const std::vector<Resource>& a, const std::vector<Resource>& b) {
  return std::any_of(a.begin(), a.end(), [&](const Resource& x) {
    return std::any_of(b.begin(), b.end(), [&](const Resource& y) { return overlap(x, y); });
  });
}

}  // namespace

bool Effects::is_barrier() const {
  return std::any_of(writes.begin(), writes.end(), [](const Resource& r) { return r.kind == Kind::everything; });
}

bool overlap(const Resource& a, const Resource& b) {
  if (a.kind == Kind::everything || b.kind == Kind::everything) return true;
  if (a.kind != b.kind) return false;
  switch (a.kind) {
    case Kind::path:
      return paths_overlap(a, b);
    case Kind::python:
    case Kind::variable:
      return a.name.empty() || b.name.empty() || a.name == b.name;
    case Kind::system_packages:
    case Kind::everything:
      return true;
    case Kind::network:
      return false;  // two downloads do not disturb each other
  }
  return true;
}

bool conflicts(const Effects& a, const Effects& b) {
  return any_overlap(a.writes, b.writes) || any_overlap(a.writes, b.reads) || any_overlap(a.reads, b.writes);
}

void add_effects(Step& step) { std::visit(Effect{step.effects}, step.operation); }

}  // namespace boxwright::ir
