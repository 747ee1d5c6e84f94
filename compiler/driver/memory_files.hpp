#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "compiler/base/file_system.hpp"

namespace boxwright::driver {

/// Files that exist only here: what tests run on. The current folder is `/project`.
class MemoryFiles final : public FileSystem {
 public:
  struct File {
    std::string content;
    bool executable = false;

    friend bool operator==(const File&, const File&) = default;
  };

  [[nodiscard]] Kind kind(const std::string& path) const override;
  [[nodiscard]] std::optional<std::string> link(const std::string& path) const override;
  [[nodiscard]] std::optional<std::string> read(const std::string& path) const override;
  [[nodiscard]] std::optional<std::uint64_t> size(const std::string& path) const override;
  [[nodiscard]] std::string canonical(const std::string& path) const override;
  [[nodiscard]] bool executable(const std::string& path) const override;
  [[nodiscard]] std::vector<std::string> list(const std::string& path) const override;

  std::optional<std::string> write(const std::string& path, const std::string& content, bool executable) override;
  std::optional<std::string> replace(const std::string& path, const std::string& content) override;
  std::optional<std::string> remove(const std::string& path) override;
  std::optional<std::string> remove_folder(const std::string& path) override;

  /// Makes an empty folder; the folders of files are there without it.
  void make_directory(const std::string& path);
  /// Makes a symbolic link, and what stood in its place is gone.
  void link_to(const std::string& path, const std::string& target);
  /// From now on nothing at or below this path can be written or removed.
  void protect(const std::string& path);

  /// All files, by path; those below the current folder without its name.
  [[nodiscard]] std::map<std::string, File> all() const;
  /// The paths of the files that were read, from the root, in the order of reading.
  [[nodiscard]] const std::vector<std::string>& read_paths() const { return read_paths_; }
  /// How many times a file was written or removed.
  [[nodiscard]] std::size_t changes() const { return changes_; }

 private:
  /// The path from the root with the links on the way followed, and one at its end where that is asked for.
  [[nodiscard]] std::string place(const std::string& path, bool follow_last) const;
  [[nodiscard]] bool is_protected(const std::string& place) const;
  [[nodiscard]] std::optional<std::string> refusal(const std::string& path) const;

  std::map<std::string, File> files_;         // by canonical path
  std::map<std::string, std::string> links_;  // where they lead, by the path of the link
  std::set<std::string> directories_;
  std::set<std::string> protected_;
  mutable std::vector<std::string> read_paths_;
  std::size_t changes_ = 0;
};

}  // namespace boxwright::driver
