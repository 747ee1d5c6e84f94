#pragma once

#include <map>
#include <set>
#include <string>

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
  [[nodiscard]] std::optional<std::string> read(const std::string& path) const override;
  [[nodiscard]] std::optional<std::uint64_t> size(const std::string& path) const override;
  [[nodiscard]] std::string canonical(const std::string& path) const override;
  [[nodiscard]] bool executable(const std::string& path) const override;
  [[nodiscard]] std::vector<std::string> list(const std::string& path) const override;

  std::optional<std::string> write(const std::string& path, const std::string& content, bool executable) override;
  std::optional<std::string> remove(const std::string& path) override;

  /// Makes an empty folder; the folders of files are there without it.
  void make_directory(const std::string& path);
  /// From now on nothing at or below this path can be written or removed.
  void protect(const std::string& path);

  /// All files, by path; those below the current folder without its name.
  [[nodiscard]] std::map<std::string, File> all() const;
  /// How many times a file was written or removed.
  [[nodiscard]] std::size_t changes() const { return changes_; }

 private:
  [[nodiscard]] std::optional<std::string> refusal(const std::string& path) const;

  std::map<std::string, File> files_;  // by canonical path
  std::set<std::string> directories_;
  std::set<std::string> protected_;
  std::size_t changes_ = 0;
};

}  // namespace boxwright::driver
