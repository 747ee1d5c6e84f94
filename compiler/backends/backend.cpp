#include "compiler/backends/backend.hpp"

#include <iterator>
#include <utility>

namespace boxwright::backends {

const std::vector<Backend>& backends() {
  static const std::vector<Backend> rows{
#define BACKEND(name, by_default, doc) {#name, doc, by_default, emit_##name},
#include "compiler/backends/backends.def"
#undef BACKEND
  };
  return rows;
}

std::vector<OutputFile> emit(const ir::Module& module, const ir::Image& image, const Layout& layout) {
  std::vector<OutputFile> files;
  for (const Backend& backend : backends()) {
    if (!backend.by_default) continue;
    std::vector<OutputFile> more = backend.emit(module, image, layout);
    std::move(more.begin(), more.end(), std::back_inserter(files));
  }
  return files;
}

}  // namespace boxwright::backends
