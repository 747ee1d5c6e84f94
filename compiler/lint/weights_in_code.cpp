// Rule `weights-in-code`: weights in a folder of code that is copied. Each edit of the code stores and ships the
// weights anew; `weights` gives them a layer of their own.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "compiler/base/paths.hpp"
#include "compiler/base/pattern_matcher.hpp"
#include "compiler/lint/rules.hpp"
#include "compiler/lint/subject.hpp"

namespace boxwright::lint {

namespace {

template <std::size_t count>
bool has_ending(std::string_view name, const std::array<std::string_view, count>& endings) {
  return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) { return name.ends_with(ending); });
}

bool is_weights_name(std::string_view name) {
  constexpr std::array<std::string_view, 13> endings{".pt",    ".pth",  ".ckpt",  ".safetensors", ".h5",
                                                     ".keras", ".onnx", ".gguf",  ".ggml",        ".tflite",
                                                     ".pb",    ".npz",  ".joblib"};
  return has_ending(name, endings);
}

constexpr std::uint64_t much = 4U << 20U;  ///< bytes: below, nobody waits for them

bool is_code_name(std::string_view name) {
  constexpr std::array<std::string_view, 5> endings{".py", ".sh", ".js", ".R", ".ipynb"};
  return has_ending(name, endings);
}

struct Folder {
  std::optional<std::string> weights;  ///< the largest file of weights
  std::uint64_t bytes = 0;
  bool code = false;
};

class Search {
 public:
  explicit Search(const Subject& subject) : files_(subject.files()), directory_(subject.directory()) {
    for (const spec::Image& image : subject.spec().images) {
      std::string lines;
      for (const Located<std::string>& pattern : image.ignored) lines += pattern.value + "\n";
      if (const auto matcher = PatternMatcher::read(lines)) ignored_.push_back(*matcher);
    }
  }

  [[nodiscard]] Folder in(const std::string& path) const {
    Folder found;
    look(path, 0, found);
    return found;
  }

 private:
  void look(const std::string& path, unsigned depth, Folder& found) const {
    if (depth > 16) return;
    for (const std::string& name : files_.list(paths::join(directory_, path))) {
      const std::string inner = path + "/" + name;
      const auto kind = files_.kind(paths::join(directory_, inner));
      if (kind == FileSystem::Kind::directory) {
        if (name != ".git") look(inner, depth + 1, found);
      } else if (kind == FileSystem::Kind::file) {
        look_at(inner, name, found);
      }
    }
  }

  void look_at(const std::string& path, std::string_view name, Folder& found) const {
    if (is_weights_name(name)) {
      const std::uint64_t bytes = files_.size(paths::join(directory_, path)).value_or(0);
      if (bytes < much || bytes <= found.bytes || is_ignored(path)) return;
      found.weights = path;
      found.bytes = bytes;
    } else {
      found.code = found.code || is_code_name(name);
    }
  }

  /// Does no image of the spec take it in?
  [[nodiscard]] bool is_ignored(const std::string& path) const {
    const std::string place = paths::normal(path);
    return !ignored_.empty() && std::all_of(ignored_.begin(), ignored_.end(),
                                            [&](const PatternMatcher& matcher) { return matcher.ignores(place); });
  }

  const FileSystem& files_;
  const std::string& directory_;
  std::vector<PatternMatcher> ignored_;  ///< by image
};

}  // namespace

void weights_in_code(Subject& subject) {
  const Search search(subject);
  for (const spec::Stage& stage : subject.spec().stages) {
    for (const spec::Statement& statement : stage.statements) {
      const auto* copy = std::get_if<spec::Copy>(&statement.fact);
      if (copy == nullptr || copy->from != spec::Copy::From::context || copy->weights) continue;
      for (const spec::ContextEntry& entry : copy->entries) {
        if (!entry.directory) continue;
        const Folder found = search.in(entry.path);
        if (!found.weights || !found.code || subject.waived("weights-in-code", *found.weights, statement.span))
          continue;
        subject.report(diag::WeightsInCode, statement.span, *found.weights, found.bytes >> 20U, entry.path)
            .note(fmt::format("keep it in a folder of its own, such as `models`, and write `weights models/{} -> …`",
                              found.weights->substr(found.weights->rfind('/') + 1)));
      }
    }
  }
}

}  // namespace boxwright::lint
