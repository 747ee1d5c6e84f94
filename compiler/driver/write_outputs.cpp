#include "compiler/driver/write_outputs.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "compiler/backends/mark.hpp"
#include "compiler/base/display.hpp"
#include "compiler/base/path_text.hpp"
#include "compiler/base/paths.hpp"
#include "compiler/driver/own_files.hpp"
#include "compiler/driver/session.hpp"

namespace boxwright::driver {

namespace {

using Kind = Change::Kind;

Change refusal(const Output& output, std::string reason) { return {Kind::refuse, output, std::move(reason)}; }

Change change_for(const Output& output, bool force, const FileSystem& files) {
  switch (files.kind(output.path)) {
    case FileSystem::Kind::missing:
      return {Kind::create, output, {}};
    case FileSystem::Kind::directory:
      return refusal(output, "a folder has this name; move it away");
    case FileSystem::Kind::other:
      return refusal(output, "something that is no file has this name; move it away");
    case FileSystem::Kind::file:
      break;
  }
  const std::optional<std::string> content = files.read(output.path);
  if (!content) return refusal(output, "it cannot be read");
  if (*content == output.content) {
    const bool usable = !output.executable || files.executable(output.path);
    return {usable ? Kind::keep : Kind::replace, output, {}};
  }
  if (force) return {Kind::replace, output, {}};
  switch (backends::check_mark(*content)) {
    case backends::Mark::intact:
      return {Kind::replace, output, {}};
    case backends::Mark::none:
      return refusal(output, "it was not written by boxwright; move it away, or replace it with --force");
    case backends::Mark::edited:
      return refusal(output,
                     "it was edited since boxwright wrote it; change the spec instead, and replace it with --force");
  }
  return refusal(output, "it cannot be read");
}

/// A folder that is written to must be one, and lie where it seems to.
std::optional<Change> change_for_folder(const std::string& folder, const FileSystem& files) {
  if (files.link(folder))
    return refusal({folder, {}, false}, "it is a link, and links are not followed; put a folder in its place");
  const FileSystem::Kind kind = files.kind(folder);
  if (kind == FileSystem::Kind::missing || kind == FileSystem::Kind::directory) return std::nullopt;
  return refusal({folder, {}, false}, "it is no folder; move it away");
}

/// Finds our files that are in nobody's list.
class Sweep {
 public:
  Sweep(std::set<std::string> wanted, bool force, const FileSystem& files)
      : known_(std::move(wanted)), force_(force), files_(files) {}

  void add(const SweptFolder& folder, std::vector<Change>& changes) {
    add(folder.path, folder, changes);
    const std::string launch = paths::join(folder.path, "launch");
    if (!files_.link(launch)) add(launch, folder, changes);
  }

 private:
  void add(const std::string& path, const SweptFolder& folder, std::vector<Change>& changes) {
    for (const std::string& name : files_.list(path)) {
      const std::string file = paths::join(path, name);
      const OwnFile own = read_own_file(file, files_);
      const bool is_meant = (!folder.source.empty() && own.source == folder.source) ||
                            (!folder.beginning.empty() && own.source.starts_with(folder.beginning));
      if (!is_meant || !known_.insert(files_.canonical(file)).second) continue;
      changes.push_back({own.intact || force_ ? Kind::remove : Kind::leave, {file, {}, false}, {}});
    }
  }

  std::set<std::string> known_;
  bool force_;
  const FileSystem& files_;
};

/// The folder of a file that was removed, and where that was `launch` the one around it, go when they are empty.
void remove_empty_folders(const std::string& file, FileSystem& files) {
  const std::string folder = paths::parent(file);
  if (!files.list(folder).empty() || files.remove_folder(folder)) return;
  const std::string outer = paths::parent(folder);
  if (file_name(folder) == "launch" && files.list(outer).empty()) files.remove_folder(outer);
}

std::string line(std::string_view verb, const Change& change) {
  return fmt::format("{} {}\n", verb, display::escaped(change.output.path));
}

int report_refusals(const std::vector<Change>& changes, std::string& report) {
  bool refused = false;
  for (const Change& change : changes) {
    if (change.kind != Kind::refuse) continue;
    refused = true;
    report += fmt::format("boxwright: `{}` stays as it is: {}\n", display::escaped(change.output.path), change.reason);
  }
  if (refused) report += "boxwright: nothing was written\n";
  return refused ? status::unable : status::done;
}

/// The verb for what was done at a path, or the error's text.
std::pair<std::string_view, std::optional<std::string>> make(const Change& change, FileSystem& files) {
  const Output& output = change.output;
  switch (change.kind) {
    case Kind::create:
    case Kind::replace:
      return {"wrote", files.write(output.path, output.content, output.executable)};
    case Kind::remove:
      return {"removed", files.remove(output.path)};
    case Kind::leave:
      return {"left as it is, edited by hand:", std::nullopt};
    case Kind::keep:
    case Kind::refuse:
      break;
  }
  return {"", std::nullopt};
}

}  // namespace

std::vector<Change> plan_outputs(const std::vector<Output>& outputs, const std::vector<std::string>& folders,
                                 const std::vector<SweptFolder>& swept, bool force, const FileSystem& files) {
  std::vector<Change> changes;
  for (const std::string& folder : folders) {
    if (auto change = change_for_folder(folder, files)) changes.push_back(std::move(*change));
  }
  if (!changes.empty()) return changes;
  std::set<std::string> wanted;
  for (const Output& output : outputs) {
    wanted.insert(files.canonical(output.path));
    changes.push_back(change_for(output, force, files));
  }
  Sweep sweep(std::move(wanted), force, files);
  for (const SweptFolder& folder : swept) sweep.add(folder, changes);
  return changes;
}

int write_outputs(const std::vector<Change>& changes, FileSystem& files, std::string& report) {
  if (const int refused = report_refusals(changes, report); refused != status::done) return refused;
  for (const Change& change : changes) {
    const auto [verb, error] = make(change, files);
    if (error) {
      report += fmt::format("boxwright: cannot write `{}`: {}\n", display::escaped(change.output.path), *error);
      return status::unable;
    }
    if (!verb.empty()) report += line(verb, change);
  }
  for (const Change& change : changes)
    if (change.kind == Kind::remove) remove_empty_folders(change.output.path, files);
  return status::done;
}

int check_outputs(const std::vector<Change>& changes, std::string& report) {
  const std::string before = report;
  for (const Change& change : changes) {
    switch (change.kind) {
      case Kind::create:
        report += line("missing", change);
        break;
      case Kind::replace:
      case Kind::refuse:
        report += line("differs", change);
        break;
      case Kind::remove:
        report += line("stale", change);
        break;
      case Kind::keep:
      case Kind::leave:
        break;
    }
  }
  return report == before ? status::done : status::wrong;
}

}  // namespace boxwright::driver
