#pragma once

#include <cstdint>
#include <limits>

#include "compiler/base/file_system.hpp"

namespace boxwright::driver {

/// The files of the machine. A write puts a whole new file in the place of the old one, so that whoever looks, and
/// whatever interrupts it, finds the one or the other.
class DiskFiles final : public FileSystem {
 public:
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
};

/// Writes all of a text to an open file or stream: the system's error text, or nothing.
std::optional<std::string> write_all(int descriptor, const std::string& text);
/// Reads an open file or stream to its end, or somewhat beyond `most` bytes; nothing if that fails.
std::optional<std::string> read_all(int descriptor, std::uint64_t most = std::numeric_limits<std::uint64_t>::max());

}  // namespace boxwright::driver
