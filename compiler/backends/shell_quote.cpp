#include "compiler/backends/shell_quote.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace boxwright::backends {

namespace {

bool is_alphanumeric(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

bool is_bare(std::string_view word) {
  constexpr std::array<std::string_view, 10> keywords{"case", "do", "done", "elif", "else",
                                                      "esac", "fi", "for",  "then", "while"};
  // Legal as operands, but a reader (and ShellCheck, SC1010) takes them for what they look like.
  if (std::find(keywords.begin(), keywords.end(), word) != keywords.end()) return false;
  if (word == "!" || word == "{}") return true;  // operands of find; a program's name is quoted elsewhere
  return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
    return is_alphanumeric(c) || std::string_view("_./:=@%+,-").find(c) != std::string_view::npos;
  });
}

/// What a reader takes for an expansion is not put between single quotes: ShellCheck asks there whether it was meant.
bool looks_like_expansion(std::string_view word) {
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (word[i] == '`') return true;
    if (word[i] != '$' || i + 1 == word.size()) continue;
    const char next = word[i + 1];
    if (is_alphanumeric(next) || next == '_' || next == '{' || next == '(') return true;
  }
  return false;
}

bool fits_single_quotes(std::string_view word) {
  return word.find('\'') == std::string_view::npos && !word.ends_with('\\') && !looks_like_expansion(word);
}

void append_escaped(std::string& result, std::string_view literal) {
  for (const char c : literal) {
    if (c == '\\' || c == '"' || c == '$' || c == '`') result += '\\';
    result += c;
  }
}

}  // namespace

std::string shell_double_quoted(const Text& text) {
  std::string result = "\"";
  for (const Text::Part& part : text.parts()) {
    if (part.variable) {
      result += part.reference();
    } else {
      append_escaped(result, part.text);
    }
  }
  return result + '"';
}

std::string shell_word(const Text& text) {
  if (!text.is_literal()) return shell_double_quoted(text);
  std::string literal = text.display();
  if (is_bare(literal)) return literal;
  if (fits_single_quotes(literal)) return "'" + literal + "'";
  return shell_double_quoted(text);
}

std::string shell_program(const Text& text) {
  std::string word = shell_word(text);
  if (word.find('=') == std::string::npos || word.front() == '\'' || word.front() == '"') return word;
  return "'" + word + "'";
}

}  // namespace boxwright::backends
