// Rule `weights-in-code`: weights in a folder of code that is copied. Each edit of the code stores and ships the
// weights anew; `weights` gives them a layer of their own.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>

#include "compiler/base/paths.hpp"
#include "compiler/lint/rules.hpp"
#include "compiler/lint/subject.hpp"

namespace boxwright::lint {

namespace {

bool is_weights_name(std::string_view name) {
  constexpr std::array<std::string_view, 13> endings{".pt",    ".pth",  ".ckpt",  ".safetensors", ".h5",
                                                     ".keras", ".onnx", ".gguf",  ".ggml",        ".tflite",
                                                     ".pb",    ".npz",  ".joblib"};
  return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) { return name.ends_with(ending); });
}

constexpr std::uint64_t much = 4U << 20U;  ///< bytes: below, nobody waits for them

struct Folder {
  std::optional<std::string> weights;  ///< the largest file of weights
  std::uint64_t bytes = 0;
  bool code = false;
};

void look(const FileSystem& files, const std::string& place, const std::string& path, unsigned depth, Folder& found) {
  if (depth > 16) return;
  for (const std::string& name : files.list(paths::join(place, path))) {
    const std::string inner = path + "/" + name;
    const auto kind = files.kind(paths::join(place, inner));
    if (kind == FileSystem::Kind::directory) {
      if (name != ".git") look(files, place, inner, depth + 1, found);
    } else if (kind == FileSystem::Kind::file) {
      const std::uint64_t bytes =
          is_weights_name(name) ? files.size(paths::join(place, inner)).value_or(0) : 0;  // asked for few files only
      if (bytes >= much && bytes > found.bytes) {
        found.weights = inner;
        found.bytes = bytes;
      }
      found.code = found.code || name.ends_with(".py") || name.ends_with(".sh") || name.ends_with(".js") ||
                   name.ends_with(".R") || name.ends_with(".ipynb");
    }
  }
}

}  // namespace

void weights_in_code(Subject& subject) {
  for (const spec::Stage& stage : subject.spec().stages) {
    for (const spec::Statement& statement : stage.statements) {
      const auto* copy = std::get_if<spec::Copy>(&statement.fact);
      if (copy == nullptr || copy->from != spec::Copy::From::context || copy->weights) continue;
      for (const spec::ContextEntry& entry : copy->entries) {
        if (!entry.directory) continue;
        Folder found;
        look(subject.files(), subject.directory(), entry.path, 0, found);
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
