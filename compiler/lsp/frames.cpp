#include "compiler/lsp/frames.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

namespace boxwright::lsp {

namespace {

constexpr std::string_view length_header = "content-length:";

struct Headers {
  std::size_t size = 0;                ///< with the empty line behind them
  std::optional<std::size_t> content;  ///< bytes of what follows
};

bool begins_with_ignoring_case(std::string_view line, std::string_view lower) {
  return line.size() >= lower.size() && std::equal(lower.begin(), lower.end(), line.begin(), [](char a, char b) {
           return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b - 'A' + 'a') : b);
         });
}

std::optional<std::size_t> length_in(std::string_view line) {
  if (!begins_with_ignoring_case(line, length_header)) return std::nullopt;
  line.remove_prefix(length_header.size());
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  std::size_t length = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), length);
  return error == std::errc() && end == line.data() + line.size() ? std::optional(length) : std::nullopt;
}

/// The headers at the beginning of a text; nothing until their empty line is there. Lines end with CRLF; a bare LF is
/// taken, too.
std::optional<Headers> headers_of(std::string_view text) {
  Headers result;
  while (true) {
    const std::size_t end = text.find('\n', result.size);
    if (end == std::string_view::npos) return std::nullopt;
    std::string_view line = text.substr(result.size, end - result.size);
    if (line.ends_with('\r')) line.remove_suffix(1);
    result.size = end + 1;
    if (line.empty()) return result;
    if (const auto length = length_in(line)) result.content = length;
  }
}

}  // namespace

std::optional<std::string> Frames::next() {
  while (true) {
    const std::size_t gone = std::min(skipped_, waiting_.size());
    waiting_.erase(0, gone);
    skipped_ -= gone;
    const auto headers = headers_of(waiting_);
    if (!headers) return std::nullopt;
    if (!headers->content || *headers->content > longest) {
      waiting_.erase(0, headers->size);
      skipped_ = headers->content.value_or(0);
      continue;
    }
    if (waiting_.size() - headers->size < *headers->content) return std::nullopt;
    std::string message = waiting_.substr(headers->size, *headers->content);
    waiting_.erase(0, headers->size + *headers->content);
    return message;
  }
}

std::string framed(std::string_view message) {
  return fmt::format("Content-Length: {}\r\n\r\n{}", message.size(), message);
}

}  // namespace boxwright::lsp
