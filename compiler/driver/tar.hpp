#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace boxwright::driver {

/// What an archive holds at a path.
struct TarEntry {
  enum class Kind { file, folder, link };
  std::string path;  ///< relative, without a `/` at its end
  Kind kind = Kind::file;
  std::string content;  ///< of a file; of a link, where it leads
  bool executable = false;
};

/// A tar archive in the POSIX format, which every tar reads. The entries are sorted, belong to root and have the same
/// time, so that the same entries give the same bytes.
std::string tar_archive(std::vector<TarEntry> entries, std::uint64_t time);

}  // namespace boxwright::driver
