#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/backends/backend.hpp"
#include "compiler/base/file_system.hpp"
#include "compiler/driver/messages.hpp"

namespace boxwright::driver {

/// An image that was compiled, and where its files go.
struct ImageTarget {
  const Compiled* compiled = nullptr;
  const ir::Image* image = nullptr;
  std::string folder;
  backends::Layout layout;

  [[nodiscard]] const ir::Module& module() const { return compiled->result.module; }
};

/// Every image of every spec. They go beside their spec, or below `output`; several images of a spec have a folder
/// each.
std::vector<ImageTarget> image_targets(const std::vector<Compiled>& compiled, const std::optional<std::string>& output,
                                       const FileSystem& files);

/// The images a name means: `acme/app:1.0`, `acme/app`, `app` or the folder of its files.
std::vector<ImageTarget> named(const std::vector<ImageTarget>& targets, const std::string& name);

/// The names to choose from, for a message.
std::string choices(const std::vector<ImageTarget>& targets);

/// The folders in which a compile of these images leaves nothing of an earlier one.
std::vector<std::string> swept_folders(const std::vector<ImageTarget>& targets, const FileSystem& files);

}  // namespace boxwright::driver
