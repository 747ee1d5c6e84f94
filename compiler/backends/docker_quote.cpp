#include "compiler/backends/docker_quote.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "compiler/base/invariant.hpp"

namespace boxwright::backends {

namespace {

bool is_plain(std::string_view word, std::string_view also) {
  return !word.empty() && !word.starts_with('-') && std::all_of(word.begin(), word.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_./:=@%+,~-").find(c) != std::string_view::npos || also.find(c) != std::string_view::npos;
  });
}

std::string escaped(std::string_view text, std::string_view special) {
  std::string result;
  for (const char c : text) {
    if (special.find(c) != std::string_view::npos) result += '\\';
    result += c;
  }
  return result;
}

/// A path that matches itself: of a pattern's characters only `[` can be in a name that comes this far.
std::string without_pattern(std::string_view path) {
  std::string result;
  for (const char c : path) result += c == '[' ? std::string("[[]") : std::string(1, c);
  return result;
}

/// Escapes what the lexer would take away; quotes are not used, so that both kinds of them are ordinary.
/// So is a byte-order mark at its beginning, which the lexer would pass over.
std::string lexed(std::string_view word) {
  return (word.starts_with("\xEF\xBB\xBF") ? "\\" : "") + escaped(word, "\\\"'$");
}

std::vector<std::string> json_operands(const std::vector<std::string>& words) {
  std::vector<std::string> result;
  result.reserve(words.size());
  for (std::size_t i = 0; i < words.size(); ++i)
    result.push_back((i == 0 ? "[" : "") + json_string(words[i]) + (i + 1 == words.size() ? "]" : ","));
  return result;
}

}  // namespace

std::string docker_value(const Text& text) {
  std::string result = "\"";
  for (const Text::Part& part : text.parts()) result += part.variable ? part.reference() : escaped(part.text, "\\\"$");
  return result + '"';
}

std::string docker_word(const Text& text) {
  return text.is_literal() && is_plain(text.display(), "") ? text.display() : docker_value(text);
}

std::string json_string(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      result += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      result += c;
    }
  }
  return result + '"';
}

std::string json_words(const std::vector<Text>& words) {
  std::string result;
  for (const Text& word : words) {
    if (!word.is_literal()) broken_invariant("a word of an exec form has a variable", word.display());
    result += (result.empty() ? "" : ", ") + json_string(word.display());
  }
  return "[" + result + "]";
}

std::string json_lexed_words(const std::vector<std::string>& words) {
  std::string result;
  for (const std::string& word : words) result += (result.empty() ? "" : ", ") + json_string(lexed(word));
  return "[" + result + "]";
}

std::vector<std::string> path_operands(const std::vector<std::string>& sources, std::string_view destination) {
  std::vector<std::string> words = sources;
  words.emplace_back(destination);
  if (std::all_of(words.begin(), words.end(), [](const std::string& word) { return is_plain(word, ""); })) return words;
  for (std::size_t i = 0; i < words.size(); ++i)
    words[i] = lexed(i + 1 == words.size() ? words[i] : without_pattern(words[i]));
  return json_operands(words);
}

std::vector<std::string> url_operands(std::string_view url, std::string_view destination) {
  if (is_plain(url, "?&#;") && is_plain(destination, "")) return {std::string(url), std::string(destination)};
  return json_operands({lexed(url), lexed(destination)});
}

}  // namespace boxwright::backends
