#pragma once

#include "compiler/base/diagnostic.hpp"
#include "compiler/ir/ir.hpp"

namespace boxwright::lint {

/// Rule `many-layers`: an image that adds more than 120 layers to its base. The overlay file system that engines stack
/// them with takes 128 (docs.docker.com/storage/storagedriver/overlayfs-driver), the base's own among them.
void check_layers(const ir::Module& module, Diagnostics& diagnostics);

}  // namespace boxwright::lint
