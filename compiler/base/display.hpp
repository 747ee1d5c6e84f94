#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// How a terminal shows text: columns, and nothing that could move its cursor.
namespace boxwright::display {

/// A code point as it is shown.
struct Glyph {
  std::string_view text;    ///< its bytes; U+FFFD for one that must not reach a terminal, a blank for a tab
  std::size_t bytes = 0;    ///< how many bytes of the input it stands for
  std::size_t columns = 0;  ///< 2 for wide characters, 0 for those that combine with the one before
};

/// The first code point of a text that is not empty. A byte that is no UTF-8 is a glyph of its own.
Glyph first_glyph(std::string_view text);

/// A code point as it stands in a text that is not empty.
struct CodePoint {
  std::uint32_t code = 0;
  std::size_t bytes = 1;
  bool harmful = false;  ///< a terminal would act on it or be misled by it
};

/// The first code point; a byte that is no UTF-8 counts as one that does no harm.
CodePoint first_code_point(std::string_view text);

/// The columns of a line.
std::size_t columns(std::string_view line);

/// A line made safe to show: as `first_glyph` says, one glyph after the other.
std::string shown(std::string_view line);

/// A name or a message on one line: control characters are written as the language's escapes, `\n` or `\u{1B}`.
std::string escaped(std::string_view text);

/// The same for a text of several lines, which stay lines.
std::string escaped_lines(std::string_view text);

/// `12.4 kB`
std::string human_size(std::uint64_t bytes);

}  // namespace boxwright::display
