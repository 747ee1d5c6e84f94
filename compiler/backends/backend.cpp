#include "compiler/backends/backend.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace boxwright::backends {

const std::vector<Backend>& backends() {
  static const std::vector<Backend> rows{
#define BACKEND(name, by_default, whole, doc) {#name, doc, by_default, whole, emit_##name},
#include "compiler/backends/backends.def"
#undef BACKEND
  };
  return rows;
}

const Backend* find_backend(std::string_view name) {
  const auto& all = backends();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Backend& backend) { return backend.name == name; });
  return found == all.end() ? nullptr : &*found;
}

std::vector<OutputFile> emit(const ir::Module& module, const ir::Image& image, const Layout& layout,
                             const std::set<std::string, std::less<>>& further) {
  std::vector<OutputFile> files;
  for (const Backend& backend : backends()) {
    if (backend.whole || (!backend.by_default && !further.contains(backend.name))) continue;
    std::vector<OutputFile> more = backend.emit(module, image, layout);
    std::move(more.begin(), more.end(), std::back_inserter(files));
  }
  return files;
}

std::vector<OutputFile> emit_whole(const ir::Module& module, const Layout& layout,
                                   const std::set<std::string, std::less<>>& further) {
  std::vector<OutputFile> files;
  if (module.images.empty()) return files;
  for (const Backend& backend : backends()) {
    if (!backend.whole || !further.contains(backend.name)) continue;
    std::vector<OutputFile> more = backend.emit(module, module.images.front(), layout);
    std::move(more.begin(), more.end(), std::back_inserter(files));
  }
  return files;
}

}  // namespace boxwright::backends
