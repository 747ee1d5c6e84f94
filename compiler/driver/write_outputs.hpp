#pragma once

#include <string>
#include <vector>

#include "compiler/base/file_system.hpp"

namespace boxwright::driver {

/// A file that stands at a path after a compile.
struct Output {
  std::string path;
  std::string content;
  bool executable = false;
};

/// What has to happen at one path so that everything is as a compile says.
struct Change {
  enum class Kind {
    create,   ///< nothing is there
    replace,  ///< our file, or any other with `--force`
    keep,     ///< already as it should be
    remove,   ///< our file, and nothing writes it any more
    leave,    ///< no longer written either, but edited by hand
    refuse,   ///< not ours to replace
  };
  Kind kind = Kind::keep;
  Output output;       ///< of a removal, only its path
  std::string reason;  ///< of a refusal
};

/// A folder in which, and in `launch` below, our files are removed that nobody writes any more. They are known by their
/// mark, which names what they were made from.
struct SweptFolder {
  std::string path;
  std::string source;     ///< exactly this,
  std::string beginning;  ///< or what begins with this; each counts only if it is not empty
};

/// Compares what should stand with what stands. `folders` are those that a compile makes itself: where a link stands in
/// the place of one, nothing is written.
std::vector<Change> plan_outputs(const std::vector<Output>& outputs, const std::vector<std::string>& folders,
                                 const std::vector<SweptFolder>& swept, bool force, const FileSystem& files);

/// Makes the changes, unless one is refused: then none is made. Folders that are empty then go. Says what was done, a
/// line each.
int write_outputs(const std::vector<Change>& changes, FileSystem& files, std::string& report);

/// For `--check`: says what differs, a line each, and changes nothing.
int check_outputs(const std::vector<Change>& changes, std::string& report);

}  // namespace boxwright::driver
