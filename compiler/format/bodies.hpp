#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace boxwright::format {

/// A text from fence to fence, of a row that had one indentation and gets another. Its closing fence, from which its
/// lines are counted, stands below the row or by one step deeper. What the text says stays byte for byte.
std::string moved_text(std::string_view written, std::size_t from, std::size_t to);

/// A raw command of such a row: its continued lines move with it.
std::string moved_command(std::string_view written, std::size_t from, std::size_t to);

}  // namespace boxwright::format
