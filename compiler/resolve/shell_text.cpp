#include "compiler/resolve/shell_text.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace boxwright::resolve {

namespace {

/// Calls `visit(index)` for each character that the shell reads outside of quotes; false where a quote stays open.
template <class Visit>
bool each_unquoted(std::string_view text, Visit visit) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '\'') {
      i = text.find('\'', i + 1);
      if (i == std::string_view::npos) return false;
    } else if (text[i] == '"') {
      for (++i; i < text.size() && text[i] != '"'; ++i) {
        if (text[i] == '`' || text.substr(i, 2) == "$(") visit(i);
        if (text[i] == '\\') ++i;
      }
      if (i >= text.size()) return false;
    } else {
      visit(i);
    }
  }
  return true;
}

}  // namespace

bool is_simple_command(std::string_view text) {
  // Words that begin a compound command, or change the shell itself.
  constexpr std::array<std::string_view, 28> reserved{
      "if",     "for",      "while", "until",  "case",  "{",       "!",     "set",     "function", "export",
      "cd",     ".",        "exit",  "return", "umask", "ulimit",  "trap",  "unset",   "alias",    "eval",
      "source", "readonly", "local", "shift",  ":",     "declare", "break", "continue"};
  const std::string_view first = text.substr(0, text.find_first_of(" \t\n"));
  if (first.empty() || std::find(reserved.begin(), reserved.end(), first) != reserved.end()) return false;
  bool simple = true;
  const bool closed = each_unquoted(text, [&](std::size_t i) {
    if (std::string_view(";&|()`\n").find(text[i]) != std::string_view::npos || text.substr(i, 2) == "$(")
      simple = false;
  });
  return simple && closed;
}

std::string shell_quoted(std::string_view text) {
  const bool bare = !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || std::string_view("_./:=@%+,-").find(static_cast<char>(c)) != std::string_view::npos;
  });
  if (bare) return std::string(text);
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

bool has_pipe(std::string_view text) {
  bool found = false;
  each_unquoted(text, [&](std::size_t i) {
    const bool pipe = text[i] == '|' && (i == 0 || text[i - 1] != '|') && text.substr(i, 2) != "||";
    found = found || pipe;
  });
  return found;
}

}  // namespace boxwright::resolve
