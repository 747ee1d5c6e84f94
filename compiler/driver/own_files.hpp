#pragma once

#include <string>

#include "compiler/base/file_system.hpp"

/// What an earlier compile left behind, known by its mark.
namespace boxwright::driver {

/// Who a file says it was made from: `source` is empty where it was not made here at all.
struct OwnFile {
  std::string source;   ///< the spec, and behind ` for ` the image where it is one of several
  bool intact = false;  ///< it is as it was written
};

OwnFile read_own_file(const std::string& path, const FileSystem& files);

/// A file that was made here, edited since or not; or a folder that holds such files and nothing else.
bool is_own(const std::string& path, const FileSystem& files);

}  // namespace boxwright::driver
