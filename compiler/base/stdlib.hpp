#pragma once

#include <span>
#include <string_view>

namespace boxwright::stdlib {

/// One file of the standard library, as it is embedded in the program.
struct File {
  std::string_view name;  ///< its path below stdlib/, such as `bases.json`
  std::string_view text;
};

/// Every file of stdlib/, sorted by name.
std::span<const File> files();

/// The text of the file of this name, which there must be.
std::string_view text(std::string_view name);

}  // namespace boxwright::stdlib
