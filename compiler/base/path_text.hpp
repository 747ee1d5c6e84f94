#pragma once

#include <string>

namespace boxwright {

/// A path without the `/` at its end that says folder; `/` stays.
inline std::string without_last_slash(std::string path) {
  if (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

}  // namespace boxwright
