#include "compiler/base/code_point.hpp"

#include <array>
#include <charconv>

namespace boxwright {

namespace {

constexpr std::uint32_t last_code_point = 0x10FFFF;

bool is_surrogate(std::uint32_t value) { return value >= 0xD800 && value <= 0xDFFF; }

std::uint32_t byte(std::string_view text, std::size_t index) { return static_cast<unsigned char>(text[index]); }

}  // namespace

std::optional<std::uint32_t> code_point(std::string_view digits) {
  std::uint32_t value = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, value, 16);
  if (error != std::errc() || stop != end || value == 0 || value > last_code_point || is_surrogate(value)) return {};
  return value;
}

void append_utf8(std::string& text, std::uint32_t code_point) {
  const auto add = [&](std::uint32_t value) { text += static_cast<char>(static_cast<unsigned char>(value)); };
  const auto add_rest = [&](unsigned shift) { add(0x80U | ((code_point >> shift) & 0x3FU)); };
  if (code_point < 0x80) {
    add(code_point);
  } else if (code_point < 0x800) {
    add(0xC0U | (code_point >> 6U));
    add_rest(0);
  } else if (code_point < 0x10000) {
    add(0xE0U | (code_point >> 12U));
    add_rest(6);
    add_rest(0);
  } else {
    add(0xF0U | (code_point >> 18U));
    add_rest(12);
    add_rest(6);
    add_rest(0);
  }
}

std::size_t utf8_length(std::string_view text) {
  if (text.empty()) return 0;
  const std::uint32_t first = byte(text, 0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 0;
  if (length == 0 || first >= 0xF8 || text.size() < length) return 0;
  std::uint32_t value = first & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(text, i) & 0xC0U) != 0x80U) return 0;
    value = (value << 6U) | (byte(text, i) & 0x3FU);
  }
  constexpr std::array<std::uint32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};  // a longer sequence than needed is none
  return value < smallest[length] || value > last_code_point || is_surrogate(value) ? 0 : length;
}

}  // namespace boxwright
