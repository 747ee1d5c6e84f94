#pragma once

#include <map>
#include <string>
#include <vector>

#include "compiler/base/file_system.hpp"

namespace boxwright::driver {

/// Other files with some contents changed, which only who looks through this sees.
class ChangedFiles final : public FileSystem {
 public:
  explicit ChangedFiles(const FileSystem& files) : files_(files) {}

  [[nodiscard]] Kind kind(const std::string& path) const override { return files_.kind(path); }
  [[nodiscard]] std::optional<std::string> link(const std::string& path) const override { return files_.link(path); }
  [[nodiscard]] std::optional<std::string> read(const std::string& path) const override;
  [[nodiscard]] std::optional<std::uint64_t> size(const std::string& path) const override;
  [[nodiscard]] std::string canonical(const std::string& path) const override { return files_.canonical(path); }
  [[nodiscard]] bool executable(const std::string& path) const override { return files_.executable(path); }
  [[nodiscard]] std::vector<std::string> list(const std::string& path) const override { return files_.list(path); }

  std::optional<std::string> write(const std::string& path, const std::string& content, bool executable) override;
  std::optional<std::string> replace(const std::string& path, const std::string& content) override;
  std::optional<std::string> remove(const std::string& path) override;
  std::optional<std::string> remove_folder(const std::string& path) override;

  /// The contents that were changed, by canonical path.
  [[nodiscard]] const std::map<std::string, std::string>& changed() const { return changed_; }
  /// Goes back to earlier contents.
  void set_changed(std::map<std::string, std::string> changed) { changed_ = std::move(changed); }

 private:
  const FileSystem& files_;
  std::map<std::string, std::string> changed_;
};

}  // namespace boxwright::driver
