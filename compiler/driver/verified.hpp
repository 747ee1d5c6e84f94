#pragma once

#include <string>
#include <vector>

#include "compiler/backends/backend.hpp"
#include "compiler/driver/image_outputs.hpp"

namespace boxwright::driver {

/// Reads the Dockerfile among an image's files back. Where it does not mean what the IR says, that is a fault of the
/// compiler: the text of the message, else nothing.
std::string misunderstanding(const ImageTarget& target, const std::vector<backends::OutputFile>& files);

/// The same for files that are one for all images of these modules: each Dockerfile among them is that of some image.
std::string misunderstanding(const std::vector<const ir::Module*>& modules,
                             const std::vector<backends::OutputFile>& files);

}  // namespace boxwright::driver
