#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/backends/backend.hpp"
#include "compiler/base/file_system.hpp"
#include "compiler/driver/messages.hpp"
#include "compiler/driver/write_outputs.hpp"

namespace boxwright::driver {

/// An image that was compiled, and where its files go.
struct ImageTarget {
  const Compiled* compiled = nullptr;
  const Unit* unit = nullptr;
  const ir::Image* image = nullptr;
  std::string root;    ///< of all that its spec compiles to
  std::string folder;  ///< of the image: the root, or one in it
  backends::Layout layout;
  backends::Layout whole;  ///< of what is one for all images: in the root

  [[nodiscard]] const ir::Module& module() const { return unit->module; }
};

/// The folder for all that one spec compiles to: beside it, or below `output`.
std::string root_of(const Spec& spec, const std::optional<std::string>& output, bool several_specs);

/// Every image of every spec. They go beside their spec, or below `output`; several images of a spec have a folder
/// each.
std::vector<ImageTarget> image_targets(const std::vector<Compiled>& compiled, const std::optional<std::string>& output,
                                       const FileSystem& files);

/// The images a name means: `acme/app:1.0`, `acme/app`, `app` or the folder of its files.
std::vector<ImageTarget> named(const std::vector<ImageTarget>& targets, const std::string& name);

/// The name that was most likely meant, as a question; empty where none is near.
std::string similar_image(const std::vector<ImageTarget>& targets, const std::string& name);

/// The names to choose from, for a message.
std::string choices(const std::vector<ImageTarget>& targets);

/// The folders that a compile makes itself, in the one that it was given.
std::vector<std::string> made_folders(const std::vector<ImageTarget>& targets);

/// The folders in which a compile of these images leaves nothing of an earlier one. `whole`: of all images of their
/// specs, so that folders of images that a spec no longer has are among them.
std::vector<SweptFolder> swept_folders(const std::vector<ImageTarget>& targets, bool whole, const FileSystem& files);

}  // namespace boxwright::driver
