#pragma once

#include <string>

#include "compiler/base/file_system.hpp"
#include "compiler/ir/ir.hpp"

namespace boxwright::driver {

/// What a person wants to know of an image before building it: its layers, what the build context admits, and what is
/// not pinned. `directory` is the build context.
std::string summary(const ir::Module& module, const ir::Image& image, const std::string& directory,
                    const FileSystem& files);

/// How much of an image is shell text, and where it stands: `raw shell: 2 of 31 commands (6 %)`.
std::string shell_statistics(const ir::Image& image, const Sources& sources);

}  // namespace boxwright::driver
