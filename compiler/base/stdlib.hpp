#pragma once

#include <span>
#include <string>
#include <string_view>

namespace boxwright::stdlib {

/// One file of the standard library, as it is embedded in the program.
struct File {
  std::string_view name;  ///< its path below stdlib/, such as `bases.json`
  std::string_view text;
};

/// Every file of stdlib/, sorted by name.
std::span<const File> files();

/// How messages name one of these files, as a source.
inline constexpr std::string_view source_prefix = "<standard library>/";
inline std::string source_name(std::string_view file) { return std::string(source_prefix).append(file); }
inline bool is_source_name(std::string_view name) { return name.starts_with(source_prefix); }

/// The text of the file of this name, which there must be.
std::string_view text(std::string_view name);

}  // namespace boxwright::stdlib
