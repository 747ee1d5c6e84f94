#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/base/file_system.hpp"

namespace boxwright {

/// Which symbolic links a path of the build context leads through. An engine follows them inside the context alone, and
/// only where each of them and the file itself are sent: `COPY` of a link whose target stays behind fails with
/// "not found" (BuildKit 0.31 and Docker 20.10).
struct LinkPath {
  struct Link {
    std::string path;   ///< relative to the context
    std::string leads;  ///< what it says, as it is written
  };
  std::vector<Link> links;  ///< in the order they are followed
  std::string end;          ///< what the path is without links, relative to the context
  /// The link that leads out of the context: an absolute one, or one with too many `..`. Nothing is followed behind it.
  std::optional<Link> leaving;
};

/// Follows a path, which is normal and relative to `directory`. Of what leads in a circle the end is where it began to.
LinkPath follow_links(const FileSystem& files, const std::string& directory, const std::string& path);

}  // namespace boxwright
