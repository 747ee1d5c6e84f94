#include "compiler/driver/write_outputs.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "compiler/backends/mark.hpp"
#include "compiler/base/display.hpp"
#include "compiler/driver/paths.hpp"
#include "compiler/driver/session.hpp"

namespace boxwright::driver {

namespace {

using Kind = Change::Kind;

// Outputs are small. What is larger is data that lies beside a spec, and is not read to look for a mark.
constexpr std::uint64_t largest_output = 1U << 20U;

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

/// Our files in one folder that are in nobody's list.
void add_stale(const std::string& folder, const std::set<std::string>& wanted, bool force, const FileSystem& files,
               std::vector<Change>& changes) {
  for (const std::string& name : files.list(folder)) {
    const std::string path = paths::join(folder, name);
    if (wanted.contains(files.canonical(path)) || files.kind(path) != FileSystem::Kind::file) continue;
    if (files.size(path).value_or(0) > largest_output) continue;
    const auto mark = backends::check_mark(files.read(path).value_or(""));
    if (mark == backends::Mark::none) continue;
    const bool removed = mark == backends::Mark::intact || force;
    changes.push_back({removed ? Kind::remove : Kind::leave, {path, {}, false}, {}});
  }
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
                                 bool force, const FileSystem& files) {
  std::vector<Change> changes;
  std::set<std::string> wanted;
  for (const Output& output : outputs) {
    wanted.insert(files.canonical(output.path));
    changes.push_back(change_for(output, force, files));
  }
  std::set<std::string> visited;
  for (const std::string& folder : folders) {
    if (!visited.insert(files.canonical(folder)).second) continue;
    add_stale(folder, wanted, force, files, changes);
    add_stale(paths::join(folder, "launch"), wanted, force, files, changes);
  }
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
