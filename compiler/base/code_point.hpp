#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace boxwright {

/// The code point that hexadecimal digits name; nothing for NUL, surrogates and what lies beyond Unicode.
std::optional<std::uint32_t> code_point(std::string_view digits);

/// Appends a code point as UTF-8.
void append_utf8(std::string& text, std::uint32_t code_point);

/// How many bytes the UTF-8 sequence at the begin of a text has; 0 when it is none.
std::size_t utf8_length(std::string_view text);

}  // namespace boxwright
