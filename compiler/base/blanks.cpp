#include "compiler/base/blanks.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace boxwright {

namespace {

/// White space that is more than one byte in UTF-8.
constexpr std::array<std::string_view, 19> wide{
    "\xC2\x85",     "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x81", "\xE2\x80\x82", "\xE2\x80\x83",
    "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86", "\xE2\x80\x87", "\xE2\x80\x88", "\xE2\x80\x89", "\xE2\x80\x8A",
    "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80"};

bool is_narrow(char c) { return std::string_view(" \t\v\f\r\n").find(c) != std::string_view::npos; }

}  // namespace

std::string_view without_blanks_before(std::string_view text) {
  while (!text.empty()) {
    const auto* const found =
        std::find_if(wide.begin(), wide.end(), [&](std::string_view blank) { return text.starts_with(blank); });
    if (found == wide.end() && !is_narrow(text.front())) break;
    text.remove_prefix(found == wide.end() ? 1 : found->size());
  }
  return text;
}

std::string_view without_blanks_behind(std::string_view text) {
  while (!text.empty()) {
    const auto* const found =
        std::find_if(wide.begin(), wide.end(), [&](std::string_view blank) { return text.ends_with(blank); });
    if (found == wide.end() && !is_narrow(text.back())) break;
    text.remove_suffix(found == wide.end() ? 1 : found->size());
  }
  return text;
}

std::string_view trimmed(std::string_view text) { return without_blanks_behind(without_blanks_before(text)); }

}  // namespace boxwright
