// The ignore file: an allow-list of exactly what is copied, so that the build context holds nothing else. What must
// never be sent is kept back even where it lies in a folder that is, unless it is named by itself; what a compile
// writes is kept back wherever it lies. The last line that matches wins, so that the lines stand in the order of their
// rank.

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/backends/backend.hpp"
#include "compiler/backends/mark.hpp"
#include "compiler/base/kept_back.hpp"
#include "compiler/base/pattern_matcher.hpp"
#include "compiler/ir/paths.hpp"

namespace boxwright::backends {

namespace {

bool is_whole(const ir::Image& image) {
  return std::find(image.context_sources.begin(), image.context_sources.end(), ".") != image.context_sources.end();
}

bool ignores(const std::optional<PatternMatcher>& matcher, const std::string& path) {
  return matcher && matcher->ignores(path);
}

/// Would the line keep back a folder that is named? Then it is not for this image, since what is in the folder is
/// wanted.
bool keeps_back_a_folder(const std::string& line, const ir::Image& image) {
  const auto matcher = PatternMatcher::read(line);
  return std::any_of(image.context_folders.begin(), image.context_folders.end(),
                     [&](const std::string& folder) { return ignores(matcher, folder); });
}

/// What a context that is taken whole must not hold.
std::vector<std::string> generated(const ir::Module& module) {
  std::vector<std::string> lines{"Dockerfile",     "*.dockerignore",   "launch",           "*.box",
                                 "compose.yaml",   "docker-bake.json", "kubernetes*.yaml", "Dockerfile.map",
                                 ".hadolint.yaml", ".checkov.yaml",    ".trivyignore"};
  for (const std::string& folder : module.image_folders) lines.push_back(escape_pattern(folder));
  return lines;
}

/// A line, and a path that it is there for.
struct OutputLine {
  std::string pattern, path;
};

/// The lines for what is written to one folder of the context. Where the project has files of its own among the
/// scripts, these are named one by one.
std::vector<OutputLine> output_lines(const ir::Module& module, const ir::Image& image, const std::string& folder) {
  const std::string prefix = folder == "." ? "" : folder + "/";
  const std::string launch = prefix + "launch";
  std::vector<OutputLine> lines;
  const auto add = [&](const std::string& path) { lines.push_back({escape_pattern(path), path}); };
  add(prefix + "Dockerfile");
  add(prefix + (folder == "." ? "" : "Dockerfile") + ".dockerignore");
  const std::vector<std::string> sources = ir::named_sources(image);
  if (std::none_of(sources.begin(), sources.end(), [&](const auto& s) { return ir::is_inside(s, launch); })) {
    lines.push_back({escape_pattern(launch), launch + "/run.sh"});
    return lines;
  }
  for (const OutputFile& script : emit_scripts(module, image, {}))
    if (!script.path.starts_with("launch/run-")) add(prefix + script.path);
  lines.push_back({escape_pattern(launch) + "/run-*.sh", launch + "/run-name.sh"});
  return lines;
}

/// The lines that the spec asks for, and those for what is never sent: what may keep back what is admitted.
std::string denied_lines(const ir::Module& module, const ir::Image& image, bool whole) {
  std::string text;
  for (const auto& pattern : image.ignored) text += pattern.value + "\n";
  std::vector<std::string> lines;
  if (!image.context_folders.empty())
    for (const KeptBack& row : kept_back()) lines.emplace_back(row.pattern);
  if (whole)
    for (std::string& line : generated(module)) lines.push_back(std::move(line));
  for (const std::string& line : lines)
    if (!keeps_back_a_folder(line, image)) text += line + "\n";
  return text;
}

/// The lines that take back what rows name and `denied` keeps back.
std::string taken_back_lines(const ir::Image& image, const std::string& denied) {
  const auto matcher = PatternMatcher::read(denied);
  std::string text;
  std::set<std::string> taken_back;
  for (const std::string& source : ir::named_sources(image)) {
    if (!ignores(matcher, source) || ir::lies_in_one_of(source, taken_back)) continue;
    taken_back.insert(source);
    text += "!" + escape_pattern(source) + "\n";
  }
  return text;
}

/// The lines for what a compile writes and `text` does not keep back.
std::string own_lines(const ir::Module& module, const ir::Image& image, const std::string& text) {
  const auto matcher = PatternMatcher::read(text);
  std::string own;
  for (const std::string& folder : module.output_folders)
    for (const OutputLine& line : output_lines(module, image, folder))
      if (!ignores(matcher, line.path) && !ignores(PatternMatcher::read(own), line.path)) own += line.pattern + "\n";
  return own;
}

}  // namespace

std::vector<OutputFile> emit_dockerignore(const ir::Module& module, const ir::Image& image, const Layout& layout) {
  const bool whole = is_whole(image);
  std::string text;
  if (!whole) {
    text += "**\n";
    for (const std::string& source : image.context_sources) text += "!" + escape_pattern(source) + "\n";
  }
  // What is admitted has a line of its own above, so that only the lines from here on may keep it back.
  const std::string denied = denied_lines(module, image, whole);
  text += denied;
  text += taken_back_lines(image, denied);
  text += own_lines(module, image, text);
  return {{layout.ignore_file(), with_mark(text, layout.spec, 1), false}};
}

}  // namespace boxwright::backends
