#include "compiler/driver/tar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace boxwright::driver {

namespace {

constexpr std::size_t block = 512;
constexpr std::size_t name_size = 100;
constexpr std::uint64_t largest_octal = 077777777777;  // what eleven digits hold

class Header {
 public:
  Header(std::string_view path, char type, std::uint64_t size, unsigned mode, std::uint64_t time) {
    put(0, path.substr(0, name_size));
    put(100, fmt::format("{:07o}", mode));
    put(108, "0000000");
    put(116, "0000000");
    put(124, fmt::format("{:011o}", std::min(size, largest_octal)));
    put(136, fmt::format("{:011o}", std::min(time, largest_octal)));
    bytes_[156] = type;
    put(257, std::string_view("ustar\00000", 8));
    put(265, "root");
    put(297, "root");
  }

  Header& link(std::string_view target) {
    put(157, target.substr(0, name_size));
    return *this;
  }

  /// The bytes with their sum, which is taken with blanks in its own place.
  [[nodiscard]] std::string text() {
    put(148, "        ");
    unsigned sum = 0;
    for (const char byte : bytes_) sum += static_cast<unsigned char>(byte);
    put(148, fmt::format("{:06o}", sum));
    bytes_[154] = '\0';
    return {bytes_.begin(), bytes_.end()};
  }

 private:
  void put(std::size_t at, std::string_view text) {
    std::copy(text.begin(), text.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(at));
  }

  std::array<char, block> bytes_{};
};

void append_padded(std::string& archive, std::string_view content) {
  archive += content;
  archive.append((block - content.size() % block) % block, '\0');
}

/// `LENGTH key=value` and a line feed, where the length counts itself.
std::string record(std::string_view key, std::string_view value) {
  const std::size_t rest = key.size() + value.size() + 3;
  std::size_t length = rest + 1;
  while (std::to_string(length).size() + rest != length) length = std::to_string(length).size() + rest;
  return fmt::format("{} {}={}\n", length, key, value);
}

/// What does not fit into a header goes before it.
void append_long(std::string& archive, const TarEntry& entry, const std::string& path, std::uint64_t time) {
  std::string records;
  if (path.size() > name_size) records += record("path", path);
  if (entry.kind == TarEntry::Kind::link && entry.content.size() > name_size)
    records += record("linkpath", entry.content);
  if (entry.kind == TarEntry::Kind::file && entry.content.size() > largest_octal)
    records += record("size", std::to_string(entry.content.size()));
  if (records.empty()) return;
  archive += Header("PaxHeader", 'x', records.size(), 0644, time).text();
  append_padded(archive, records);
}

}  // namespace

std::string tar_archive(std::vector<TarEntry> entries, std::uint64_t time) {
  std::sort(entries.begin(), entries.end(), [](const TarEntry& a, const TarEntry& b) { return a.path < b.path; });
  std::string archive;
  for (const TarEntry& entry : entries) {
    const bool folder = entry.kind == TarEntry::Kind::folder;
    const std::string path = folder ? entry.path + "/" : entry.path;
    append_long(archive, entry, path, time);
    switch (entry.kind) {
      case TarEntry::Kind::folder:
        archive += Header(path, '5', 0, 0755, time).text();
        break;
      case TarEntry::Kind::link:
        archive += Header(path, '2', 0, 0777, time).link(entry.content).text();
        break;
      case TarEntry::Kind::file:
        archive += Header(path, '0', entry.content.size(), entry.executable ? 0755 : 0644, time).text();
        append_padded(archive, entry.content);
        break;
    }
  }
  return archive.append(2 * block, '\0');
}

}  // namespace boxwright::driver
