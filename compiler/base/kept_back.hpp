#pragma once

#include <span>
#include <string_view>

namespace boxwright {

/// What stays out of every folder that is copied, as a pattern of the ignore file.
struct KeptBack {
  std::string_view pattern;
  bool secret;  ///< and who copies the folder is told; the others belong to a desk and not into an image
};

std::span<const KeptBack> kept_back();

/// Has this file or folder of the context the name of a secret?
bool is_secret_path(std::string_view path);

}  // namespace boxwright
