#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "compiler/backends/dockerfile.hpp"
#include "compiler/ir/account.hpp"
#include "compiler/ir/ir.hpp"

/// The build of an image as an engine sees it: its instructions and what each of them stands on. What rebuilds what is
/// read off it before anybody builds.
///
/// Measured on BuildKit 0.31 and the one in Docker 20.10 (docs/cost.md): an instruction runs again when its own text, a
/// file that it reads or the file system below it has changed, and a RUN also when a variable, the folder or the user
/// that holds there has. A linked copy stands on nothing in its stage, and all that follows stands on it. Labels, ports
/// and the like are configuration: they make nothing. buildah compares line by line, and also runs again the copies
/// behind a line of configuration that changed.
namespace boxwright::layers {

/// One instruction, as a step of the build.
struct Layer {
  backends::Instruction instruction;
  std::string stage;                ///< name of its stage in the file
  ir::Account account;              ///< of one that is not a step: what it says, and no weight
  bool makes_files = false;         ///< it adds a layer to the image; else it is configuration, or names a stage
  bool executed = false;            ///< an engine has something to do for it, unless it has it from an earlier build
  bool linked = false;              ///< a copy that stands on nothing in its stage
  std::string identity;             ///< what it does by itself, without the names of stages and the files it reads
  std::vector<std::string> files;   ///< what it reads of the build context: files and folders
  std::vector<std::size_t> stands;  ///< the instructions it stands on directly, ascending; all others through these
};

/// All instructions of an image's Dockerfile, in its order, the checks' too.
struct Build {
  std::string image;  ///< its reference
  std::string base;   ///< what the image's own stage starts from in the end
  ir::Dialect dialect = ir::Dialect::buildkit;
  std::vector<Layer> layers;
};

Build build_of(const ir::Module& module, const ir::Image& image);

}  // namespace boxwright::layers
