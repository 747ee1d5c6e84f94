#pragma once

#include <map>
#include <string>

#include "compiler/base/file_system.hpp"

namespace boxwright::lsp {

/// The files as the editor has them: an open one has the text that is being written, all others that on disk. Nothing
/// is ever written through it.
class OpenFiles final : public FileSystem {
 public:
  explicit OpenFiles(const FileSystem& disk) : disk_(disk) {}

  void open(const std::string& path, std::string text) { open_[disk_.canonical(path)] = std::move(text); }
  void close(const std::string& path) { open_.erase(disk_.canonical(path)); }

  [[nodiscard]] Kind kind(const std::string& path) const override;
  [[nodiscard]] std::optional<std::string> link(const std::string& path) const override { return disk_.link(path); }
  [[nodiscard]] std::optional<std::string> read(const std::string& path) const override;
  [[nodiscard]] std::optional<std::uint64_t> size(const std::string& path) const override;
  [[nodiscard]] std::string canonical(const std::string& path) const override { return disk_.canonical(path); }
  [[nodiscard]] bool executable(const std::string& path) const override { return disk_.executable(path); }
  [[nodiscard]] std::vector<std::string> list(const std::string& path) const override { return disk_.list(path); }

  std::optional<std::string> write(const std::string& path, const std::string& content, bool executable) override;
  std::optional<std::string> replace(const std::string& path, const std::string& content) override;
  std::optional<std::string> remove(const std::string& path) override;
  std::optional<std::string> remove_folder(const std::string& path) override;

 private:
  [[nodiscard]] const std::string* text_of(const std::string& path) const;

  const FileSystem& disk_;
  std::map<std::string, std::string> open_;  // by canonical path
};

}  // namespace boxwright::lsp
