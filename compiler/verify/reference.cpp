#include "compiler/verify/reference.hpp"

#include <algorithm>
#include <string>

namespace boxwright::verify {

namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::size_t name_size(std::string_view text) {
  std::size_t size = 0;
  while (size < text.size() && (is_letter(text[size]) || (size > 0 && is_digit(text[size])))) ++size;
  return size;
}

bool take_reference(std::string_view text, std::size_t& place, Text& result) {
  std::string_view rest = text.substr(place + 1);
  const auto take = [&](std::size_t bytes) {
    place += bytes;
    return true;
  };
  if (!rest.starts_with('{')) {
    const std::size_t size = name_size(rest);
    if (size > 0) {
      result.append_variable(std::string(rest.substr(0, size)));
      return take(1 + size);
    }
    // A digit or a sign such as `$?` would be a parameter, and other letters than ours the beginning of a name.
    const char next = rest.empty() ? ' ' : rest.front();
    const bool special = is_digit(next) || std::string_view("@*#?-$!").find(next) != std::string_view::npos;
    if (special || (static_cast<unsigned char>(next) & 0x80U) != 0) return false;
    result.append("$");
    return take(1);
  }
  rest.remove_prefix(1);
  const std::string name(rest.substr(0, name_size(rest)));
  rest.remove_prefix(name.size());
  if (name.empty()) return false;
  if (rest.starts_with('}')) {
    result.append_variable(name);
    return take(3 + name.size());
  }
  if (!rest.starts_with(":+")) return false;
  rest.remove_prefix(2);
  const std::string inner = "${" + name + "}";
  const std::size_t middle = rest.find(inner);
  if (middle == std::string_view::npos) return false;
  const std::string_view before = rest.substr(0, middle);
  const std::string_view behind = rest.substr(middle + inner.size());
  const std::size_t end = behind.find('}');
  constexpr std::string_view quotes = "$\\\"'`{}";
  if (end == std::string_view::npos || before.find_first_of(quotes) != std::string_view::npos) return false;
  if (behind.substr(0, end).find_first_of(quotes) != std::string_view::npos) return false;
  result.append_optional_variable(name, std::string(before), std::string(behind.substr(0, end)));
  return take(4 + name.size() + middle + inner.size() + end + 1);
}

}  // namespace boxwright::verify
