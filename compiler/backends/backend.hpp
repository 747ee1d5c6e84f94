#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/ir/ir.hpp"

namespace boxwright::backends {

/// A file to write.
struct OutputFile {
  std::string path;  ///< relative to the image's output folder
  std::string content;
  bool executable = false;
  std::vector<std::string> notes{};  ///< what it cannot say, or what has to be there
  bool is_beginning = false;         ///< written where there is none, and somebody else's from then on

  friend bool operator==(const OutputFile&, const OutputFile&) = default;
};

/// Where an image's files lie, as far as their text depends on it.
struct Layout {
  std::string context = ".";       ///< the build context, seen from the output folder: `.`, `..`, `../../project`
  std::string spec = "model.box";  ///< the spec's name, for the generated-by line
  std::string folder = ".";        ///< the output folder, seen from the context
  std::vector<const ir::Module*> modules{};  ///< all of the spec, for files about all its images and their variants
  const Sources* sources = nullptr;          ///< where the spec's statements stand, for files that name lines of it

  /// The ignore file is `.dockerignore` where the output folder is the context, else `Dockerfile.dockerignore`.
  [[nodiscard]] std::string ignore_file() const { return context == "." ? ".dockerignore" : "Dockerfile.dockerignore"; }
};

/// A row of backends.def: what `--stdout=` and `--emit=` call it, and the function that writes it. It decides nothing
/// and cannot fail: the same module gives the same bytes.
struct Backend {
  std::string_view name;
  std::string_view doc;
  bool by_default = true;
  bool whole = false;  ///< one for all images of a spec
  std::vector<OutputFile> (*emit)(const ir::Module&, const ir::Image&, const Layout&) = nullptr;
};

#define BACKEND(name, by_default, whole, doc) \
  std::vector<OutputFile> emit_##name(const ir::Module& module, const ir::Image& image, const Layout& layout);
#include "compiler/backends/backends.def"
#undef BACKEND

/// All backends, in the order of backends.def.
const std::vector<Backend>& backends();

/// The row of this name; null if there is none.
const Backend* find_backend(std::string_view name);

/// All default files of an image and those of further back ends, in the order they are reported.
std::vector<OutputFile> emit(const ir::Module& module, const ir::Image& image, const Layout& layout,
                             const std::set<std::string, std::less<>>& further = {});

/// Those of further back ends that are one for all images.
std::vector<OutputFile> emit_whole(const ir::Module& module, const Layout& layout,
                                   const std::set<std::string, std::less<>>& further);

}  // namespace boxwright::backends
