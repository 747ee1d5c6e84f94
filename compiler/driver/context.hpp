#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/base/diagnostic.hpp"
#include "compiler/base/file_system.hpp"
#include "compiler/driver/compile.hpp"

/// The build context of a spec's images: what may be in it, what is in it, and what it comes to.
namespace boxwright::driver {

/// Fills in what the module has to know of the context's folders: which sources are folders, and which folders this
/// compile writes to. `image_folders` are those of all images of the spec; `output` is where they lie; empty: beside
/// the spec.
void place_outputs(ir::Module& module, const std::vector<std::string>& image_folders, const FileSystem& files,
                   const std::string& directory, const std::string& output);

/// Says what cannot be: patterns that keep out what is copied, files of ours that are copied, folders of the project
/// that an image's files would go to. And what is left out of a folder that is copied.
void check_context(const ir::Module& module, const FileSystem& files, const std::string& directory,
                   Diagnostics& diagnostics);

/// Fills in every file of the context of a module's images.
void collect_context(ir::Module& module, const FileSystem& files, const std::string& directory);

}  // namespace boxwright::driver
