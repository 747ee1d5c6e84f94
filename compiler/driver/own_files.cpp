#include "compiler/driver/own_files.hpp"

#include <algorithm>

#include "compiler/backends/mark.hpp"
#include "compiler/base/path_text.hpp"
#include "compiler/base/paths.hpp"

namespace boxwright::driver {

namespace {

// Outputs are small. What is larger is data that lies beside a spec, and is not read to look for a mark.
constexpr std::uint64_t largest_output = 1U << 20U;

/// The names that outputs have, so that no other file needs to be read.
bool may_be_output(const std::string& path) {
  const std::string name = file_name(path);
  const bool is_kubernetes = name.starts_with("kubernetes") && name.ends_with(".yaml");
  const bool is_for_linter = name == ".hadolint.yaml" || name == ".checkov.yaml" || name == ".trivyignore";
  return is_for_linter || name == "Dockerfile" || name == "Dockerfile.map" || name == "compose.yaml" ||
         name == "docker-bake.json" || is_kubernetes || name.ends_with(".dockerignore") || name.ends_with(".sh");
}

}  // namespace

OwnFile read_own_file(const std::string& path, const FileSystem& files) {
  if (!may_be_output(path) || files.link(path) || files.kind(path) != FileSystem::Kind::file) return {};
  if (files.size(path).value_or(0) > largest_output) return {};
  const std::string text = files.read(path).value_or("");
  return {backends::marked_source(text), backends::check_mark(text) == backends::Mark::intact};
}

bool is_own(const std::string& path, const FileSystem& files) {
  if (files.link(path)) return false;
  if (files.kind(path) != FileSystem::Kind::directory) return !read_own_file(path, files).source.empty();
  const auto names = files.list(path);
  return !names.empty() && std::all_of(names.begin(), names.end(),
                                       [&](const std::string& name) { return is_own(paths::join(path, name), files); });
}

}  // namespace boxwright::driver
