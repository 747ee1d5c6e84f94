#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace boxwright {

/// The one door to files. The driver has a real one; tests run on one in memory.
/// Paths use `/`; a relative one starts at the current directory.
class FileSystem {
 public:
  enum class Kind { missing, file, directory, other };

  FileSystem() = default;
  FileSystem(const FileSystem&) = delete;
  FileSystem& operator=(const FileSystem&) = delete;
  virtual ~FileSystem() = default;

  /// What stands at the path, symbolic links followed.
  [[nodiscard]] virtual Kind kind(const std::string& path) const = 0;
  /// Where the symbolic link leads that stands at the path itself; nothing where none does.
  [[nodiscard]] virtual std::optional<std::string> link(const std::string& path) const = 0;
  /// The bytes of a file; nothing if it is none or cannot be read.
  [[nodiscard]] virtual std::optional<std::string> read(const std::string& path) const = 0;
  /// How many bytes a file has; nothing if there is none.
  [[nodiscard]] virtual std::optional<std::uint64_t> size(const std::string& path) const = 0;
  /// The path from the root, without `.`, `..` and, as far as it exists, symbolic links.
  [[nodiscard]] virtual std::string canonical(const std::string& path) const = 0;
  /// Its owner may execute it.
  [[nodiscard]] virtual bool executable(const std::string& path) const = 0;
  /// The names in a directory, sorted by bytes; empty if there is none.
  [[nodiscard]] virtual std::vector<std::string> list(const std::string& path) const = 0;

  /// Replaces a file as a whole, or leaves it as it was: an error's text, or nothing. Makes missing folders.
  virtual std::optional<std::string> write(const std::string& path, const std::string& content, bool executable) = 0;
  /// Gives a file that is there another content, as a whole; its rights stay. An error's text, or nothing.
  virtual std::optional<std::string> replace(const std::string& path, const std::string& content) = 0;
  /// Removes a file, and nothing else; an error's text, or nothing.
  virtual std::optional<std::string> remove(const std::string& path) = 0;
  /// Removes a folder if it is empty; an error's text, or nothing.
  virtual std::optional<std::string> remove_folder(const std::string& path) = 0;
};

}  // namespace boxwright
