// The ignore file: an allow-list of exactly what is copied, so that the build context holds nothing else, and what must
// never be sent even where it lies in a folder that is.

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/backends/backend.hpp"
#include "compiler/backends/mark.hpp"
#include "compiler/backends/pattern_matcher.hpp"

namespace boxwright::backends {

namespace {

/// Secrets, and what belongs to a desk and not into an image. Files that are copied by their own name are not kept
/// back.
constexpr std::array<std::string_view, 31> never_sent{
    "**/.git",
    "**/.gitconfig",
    "**/.hg",
    "**/.svn",
    "**/.env",
    "**/.env.*",
    "**/.aws",
    "**/.azure",
    "**/.config/gcloud",
    "**/.docker/config.json",
    "**/.kube",
    "**/.ssh",
    "**/.netrc",
    "**/.npmrc",
    "**/.pypirc",
    "**/.pgpass",
    "**/credentials",
    "**/credentials.json",
    "**/id_rsa*",
    "**/id_ed25519*",
    "**/id_ecdsa*",
    "**/*.pem",
    "**/*.p12",
    "**/*.jks",
    "**/*.keychain",
    "**/.DS_Store",
    "**/.idea",
    "**/.vscode",
    "**/.venv",
    "**/__pycache__",
    "**/node_modules",
};

bool is_file(const ir::Image& image, const std::string& source) {
  return std::binary_search(image.context_files.begin(), image.context_files.end(), source);
}

/// Would the pattern keep back a file that is named as a source itself?
bool keeps_back_a_source(std::string_view pattern, const ir::Image& image) {
  const std::optional<PatternMatcher> matcher = PatternMatcher::read(pattern);
  return std::any_of(image.context_sources.begin(), image.context_sources.end(),
                     [&](const std::string& source) { return matcher->ignores(source); });
}

/// Our own files, which a context that is taken whole would hold.
std::vector<std::string> generated(const ir::Module& module) {
  std::vector<std::string> lines{"Dockerfile", "*.dockerignore", "launch", "*.box"};
  for (const ir::Image& image : module.images)
    if (!image.folder.empty()) lines.push_back(escape_pattern(image.folder));
  return lines;
}

}  // namespace

std::vector<OutputFile> emit_dockerignore(const ir::Module& module, const ir::Image& image, const Layout& layout) {
  const bool whole =
      std::find(image.context_sources.begin(), image.context_sources.end(), ".") != image.context_sources.end();
  std::string text;
  if (!whole) {
    text += "**\n";
    for (const std::string& source : image.context_sources) text += "!" + escape_pattern(source) + "\n";
  }
  for (const std::string& pattern : image.ignored) text += pattern + "\n";
  const bool has_folder = whole || !std::all_of(image.context_sources.begin(), image.context_sources.end(),
                                                [&](const std::string& source) { return is_file(image, source); });
  if (has_folder) {
    for (const std::string_view pattern : never_sent)
      if (!keeps_back_a_source(pattern, image)) text += std::string(pattern) + "\n";
  }
  if (whole)
    for (const std::string& line : generated(module)) text += line + "\n";
  return {{layout.ignore_file(), with_mark(text, layout.spec, 1), false}};
}

}  // namespace boxwright::backends
