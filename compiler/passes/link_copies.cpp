// A copied layer that stands on no other one is kept whatever changes below it:
//
//     COPY model /app/model   →   COPY --link model /app/model
//
// Only where the dialect has that and the layer cannot disturb what the base has: a linked layer brings its parent
// folders with it, owned by root and with mode 0755. Relies on nothing.
#include <algorithm>
#include <array>

#include "compiler/ir/paths.hpp"
#include "compiler/passes/passes.hpp"

namespace boxwright::passes {

namespace {

/// Folders that every system has, some of them symbolic links or with other modes.
bool is_system_folder(std::string_view path) {
  constexpr std::array<std::string_view, 19> folders{"bin",   "boot",   "dev", "etc",   "home", "lib",  "lib32",
                                                     "lib64", "libx32", "mnt", "media", "proc", "root", "run",
                                                     "sbin",  "sys",    "tmp", "usr",   "var"};
  path.remove_prefix(std::min<std::size_t>(1, path.size()));
  const std::string_view top = path.substr(0, path.find('/'));
  return top.empty() || std::find(folders.begin(), folders.end(), top) != folders.end();
}

bool may_link(const ir::Copy& copy, const ir::Stage& stage) {
  // `X` would leave a file executable that the spec wants closed, and an octal mode closes the folders of the layer.
  if (copy.exact_mode && ir::is_closed_to_folders(copy)) return false;
  if (is_system_folder(copy.destination)) return false;
  return std::none_of(stage.writable.begin(), stage.writable.end(), [&](const std::string& folder) {
    return ir::is_inside(copy.destination, folder) || ir::is_inside(folder, ir::destination_of(copy));
  });
}

}  // namespace

void link_copies(ir::Module& module, Context&) {
  if (module.dialect != ir::Dialect::buildkit) return;
  for (ir::Stage& stage : module.stages)
    for (ir::Step& step : stage.steps)
      if (auto* copy = std::get_if<ir::Copy>(&step.operation)) copy->link = may_link(*copy, stage);
}

}  // namespace boxwright::passes
