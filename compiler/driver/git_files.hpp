#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "compiler/base/file_system.hpp"

namespace boxwright::driver {

/// Runs a program with its arguments and gives what it prints; nothing if it cannot be started or fails.
using RunProgram = std::function<std::optional<std::string>(const std::vector<std::string>& words)>;

/// The files of one revision of the git repository around the current folder, from the repository's own folder on. They
/// can be read and no more.
class GitFiles final : public FileSystem {
 public:
  /// Nothing if there is no such revision, no repository or no git.
  static std::unique_ptr<GitFiles> open(const std::string& revision, const RunProgram& run);

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

 private:
  /// A row of `git ls-tree`.
  struct Entry {
    std::string mode, id;
    std::uint64_t bytes = 0;
  };

  GitFiles(std::string revision, RunProgram run) : revision_(std::move(revision)), run_(std::move(run)) {}
  /// The path with the links on the way followed, and one at its end where that is asked for.
  [[nodiscard]] std::string place(const std::string& path, bool follow_last) const;
  [[nodiscard]] const Entry* find(const std::string& place) const;
  /// What a file or a link itself holds, as a checkout would have it.
  [[nodiscard]] std::optional<std::string> blob(const std::string& place) const;

  std::string revision_;
  RunProgram run_;
  std::map<std::string, Entry> entries_;                    // files and links, by path
  std::map<std::string, std::set<std::string>> folders_;    // names in each folder
  mutable std::map<std::string, std::string> known_blobs_;  // by id
};

}  // namespace boxwright::driver
