#include "compiler/resolve/image_reference.hpp"

#include <algorithm>

namespace boxwright {

namespace {

bool is_lower_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool is_alphanumeric(char c) { return is_lower_or_digit(c) || (c >= 'A' && c <= 'Z'); }
bool is_hexadecimal(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

/// Lower-case letters and digits, with one of `.`, `_`, `__` or any number of `-` between them.
bool is_path_component(std::string_view text) {
  if (text.empty() || !is_lower_or_digit(text.front()) || !is_lower_or_digit(text.back())) return false;
  for (std::size_t i = 0; i < text.size();) {
    if (is_lower_or_digit(text[i])) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && !is_lower_or_digit(text[end])) ++end;
    const std::string_view separator = text.substr(i, end - i);
    const bool dashes = std::all_of(separator.begin(), separator.end(), [](char c) { return c == '-'; });
    if (!dashes && separator != "." && separator != "_" && separator != "__") return false;
    i = end;
  }
  return true;
}

bool is_host(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  const std::string_view host = text.substr(0, colon);
  if (colon != std::string_view::npos) {
    const std::string_view port = text.substr(colon + 1);
    if (port.empty() || !std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; }))
      return false;
  }
  return !host.empty() && host.front() != '.' && host.front() != '-' && host.back() != '.' && host.back() != '-' &&
         std::all_of(host.begin(), host.end(), [](char c) { return is_alphanumeric(c) || c == '.' || c == '-'; });
}

bool is_tag(std::string_view text) {
  const auto is_word = [](char c) { return is_alphanumeric(c) || c == '_'; };
  return !text.empty() && text.size() <= 128 && is_word(text.front()) &&
         std::all_of(text.begin(), text.end(), [&](char c) { return is_word(c) || c == '.' || c == '-'; });
}

bool is_digest(std::string_view text) {
  constexpr std::string_view algorithm = "sha256:";
  return text.starts_with(algorithm) && text.size() == algorithm.size() + 64 &&
         std::all_of(text.begin() + algorithm.size(), text.end(), is_hexadecimal);
}

bool is_name(std::string_view name) {
  if (name.empty() || name.size() > 255) return false;
  bool first = true;
  while (true) {
    const std::size_t slash = name.find('/');
    const std::string_view part = name.substr(0, slash);
    const bool host = first && slash != std::string_view::npos &&
                      (part.find_first_of(".:") != std::string_view::npos || part == "localhost") && is_host(part);
    if (!host && !is_path_component(part)) return false;
    if (slash == std::string_view::npos) return true;
    name.remove_prefix(slash + 1);
    first = false;
  }
}

}  // namespace

std::string ImageReference::short_name() const {
  const std::size_t slash = name.rfind('/');
  return slash == std::string::npos ? name : name.substr(slash + 1);
}

std::optional<ImageReference> parse_image_reference(std::string_view text) {
  ImageReference result;
  if (const std::size_t at = text.find('@'); at != std::string_view::npos) {
    result.digest = text.substr(at + 1);
    if (!is_digest(result.digest)) return std::nullopt;
    text = text.substr(0, at);
  }
  const std::size_t colon = text.rfind(':');
  const std::size_t slash = text.rfind('/');
  if (colon != std::string_view::npos && (slash == std::string_view::npos || slash < colon)) {
    result.tag = text.substr(colon + 1);
    if (!is_tag(result.tag)) return std::nullopt;
    text = text.substr(0, colon);
  }
  result.name = text;
  if (!is_name(result.name)) return std::nullopt;
  return result;
}

}  // namespace boxwright
