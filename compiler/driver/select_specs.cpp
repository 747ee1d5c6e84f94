#include "compiler/driver/select_specs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <utility>

#include "compiler/base/display.hpp"
#include "compiler/base/paths.hpp"

namespace boxwright::driver {

namespace {

using Kind = FileSystem::Kind;

constexpr std::string_view extension = ".box";
constexpr std::string_view too_large = " is too large for a spec: 16 MiB are the most";

std::string quoted(const std::string& path) { return "`" + display::escaped(path) + "`"; }

/// Names of specs in one folder, sorted.
std::vector<std::string> specs_in(const std::string& folder, const FileSystem& files) {
  std::vector<std::string> result;
  for (const std::string& name : files.list(folder))
    if (name.ends_with(extension) && files.kind(paths::join(folder, name)) == Kind::file) result.push_back(name);
  return result;
}

class Selector {
 public:
  Selector(const FileSystem& files, const Terminal& terminal) : files_(files), terminal_(terminal) {}

  Selection select(const std::vector<std::string>& operands) {
    if (operands.empty()) select_default();
    for (const std::string& operand : operands) select_operand(operand);
    return std::move(selection_);
  }

 private:
  void fail(std::string error) {
    if (selection_.error.empty()) selection_.error = std::move(error);
  }

  void select_default() {
    if (files_.kind("model.box") == Kind::file) return add_file("model.box", ".");
    if (files_.kind("model.box") == Kind::directory)
      return fail("`model.box` is a folder, and no spec; name a file, or a folder that holds some");
    const std::vector<std::string> names = specs_in(".", files_);
    if (names.size() == 1) return add_file(names[0], ".");
    if (names.empty()) return fail("there is no .box file here; name one, or write one with `boxwright init`");
    fail(fmt::format("there are several .box files here, and none is model.box; name one: {}", fmt::join(names, ", ")));
  }

  void select_operand(const std::string& operand) {
    if (operand == "-") return add_input();
    switch (files_.kind(operand)) {
      case Kind::missing:
        return fail(fmt::format("there is no file {}", quoted(operand)));
      case Kind::other:
        return fail(fmt::format("{} is neither a file nor a folder, or may not be read", quoted(operand)));
      case Kind::file:
        return add_file(operand, paths::relative(files_.canonical("."), files_.canonical(paths::parent(operand))));
      case Kind::directory:
        return add_folder(operand);
    }
  }

  void add_folder(const std::string& folder) {
    std::vector<std::string> found;
    std::set<std::string> visited;
    find_below(paths::normal(folder), found, visited);
    if (found.empty()) return fail(fmt::format("there is no .box file in {} or below it", quoted(folder)));
    std::sort(found.begin(), found.end());
    for (const std::string& path : found)
      add_file(path, paths::relative(paths::normal(folder), paths::normal(paths::parent(path))), false);
  }

  /// Links can lead in circles, so a folder is visited once.
  void find_below(const std::string& folder, std::vector<std::string>& found, std::set<std::string>& visited) const {
    if (!visited.insert(files_.canonical(folder)).second) return;
    for (const std::string& name : files_.list(folder)) {
      const std::string path = paths::join(folder, name);
      const bool hidden = name.starts_with('.') || name == "node_modules";
      const Kind kind = files_.kind(path);
      if (kind == Kind::file && name.ends_with(extension)) found.push_back(path);
      if (kind == Kind::directory && !hidden) find_below(path, found, visited);
    }
  }

  void add_file(const std::string& path, const std::string& place, bool was_named = true) {
    if (!known_.insert(files_.canonical(path)).second) return;
    if (files_.size(path).value_or(0) > largest_spec) return fail(quoted(path) + std::string(too_large));
    std::optional<std::string> text = files_.read(path);
    if (!text) return fail(fmt::format("{} cannot be read", quoted(path)));
    selection_.specs.push_back({path, paths::parent(path), std::move(*text), place, was_named});
  }

  void add_input() {
    if (!known_.insert("-").second) return;
    std::optional<std::string> text = terminal_.input ? terminal_.input() : std::nullopt;
    if (!text) return fail("standard input cannot be read");
    if (text->size() > largest_spec) return fail("standard input" + std::string(too_large));
    selection_.specs.push_back({"<stdin>", ".", std::move(*text), ".", true});
  }

  const FileSystem& files_;
  const Terminal& terminal_;
  std::set<std::string> known_;
  Selection selection_;
};

}  // namespace

Selection select_specs(const std::vector<std::string>& operands, const FileSystem& files, const Terminal& terminal) {
  return Selector(files, terminal).select(operands);
}

}  // namespace boxwright::driver
