#include "compiler/base/pattern_matcher.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "compiler/base/blanks.hpp"
#include "compiler/base/code_point.hpp"
#include "compiler/base/paths.hpp"

namespace boxwright {

namespace {

using Token = PatternToken;

/// Code points of a text; a byte that is not UTF-8 stands for itself.
std::u32string code_points(std::string_view text) {
  std::u32string result;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    std::size_t length = 1;
    if (lead >= 0xF0) {
      length = 4;
    } else if (lead >= 0xE0) {
      length = 3;
    } else if (lead >= 0xC0) {
      length = 2;
    }
    char32_t point = length == 1 ? lead : lead & (0xFFU >> (length + 1));
    for (std::size_t k = 1; k < length && i + k < text.size(); ++k)
      point = (point << 6U) | (static_cast<unsigned char>(text[i + k]) & 0x3FU);
    result += point;
    i += length;
  }
  return result;
}

/// A line as the engines see it, who first read the file and then each line again.
std::string twice_cleaned(std::string_view line) {
  const bool taken_back = line.starts_with('!');
  if (taken_back) line = trimmed(line.substr(1));
  std::string path = line.empty() ? std::string() : paths::normal(std::string(line));
  if (path.size() > 1 && path.front() == '/') path.erase(0, 1);
  if (taken_back) path.insert(0, 1, '!');
  return paths::normal(std::string(trimmed(path)));
}

/// Turns a pattern into tokens.
class Tokenizer {
 public:
  explicit Tokenizer(std::string_view pattern) : pattern_(code_points(pattern)) {}

  std::optional<std::vector<Token>> tokens() {
    std::vector<Token> result;
    while (!at_end()) {
      const char32_t c = next();
      if (c == U'*' && peek(U'*')) {
        next();
        stars(result);
      } else if (c == U'*') {
        result.push_back({Token::Kind::star, 0, false, {}});
      } else if (c == U'?') {
        result.push_back({Token::Kind::one, 0, false, {}});
      } else if (c == U'[') {
        if (!set(result)) return std::nullopt;
      } else if (c == U'\\') {
        if (!may_escape()) return std::nullopt;
        result.push_back({Token::Kind::character, next(), false, {}});
      } else {
        result.push_back({Token::Kind::character, c, false, {}});
      }
    }
    return result;
  }

 private:
  [[nodiscard]] bool at_end() const { return place_ == pattern_.size(); }
  [[nodiscard]] bool peek(char32_t c) const { return !at_end() && pattern_[place_] == c; }
  char32_t next() { return pattern_[place_++]; }

  /// A backslash before a letter or a digit means something else to the engines, or nothing.
  [[nodiscard]] bool may_escape() const {
    if (at_end()) return false;
    const char32_t c = pattern_[place_];
    const bool letter = (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z');
    return !letter && (c < U'0' || c > U'9') && c < 0x80;
  }

  /// Behind `**`: everything at the end, else any number of folders. At the very front and without a slash after it,
  /// what follows may end any name (`**b` matches `ab`), a habit of the engines.
  void stars(std::vector<Token>& result) {
    const bool first = place_ == 2;
    const bool slash = peek(U'/');
    if (slash) next();
    if (at_end() || (first && !slash && is_literal_rest())) {
      result.push_back({Token::Kind::rest, 0, false, {}});
    } else {
      result.push_back({Token::Kind::folders, 0, false, {}});
    }
  }

  [[nodiscard]] bool is_literal_rest() const {
    return pattern_.find_first_of(U"*?[]\\", place_) == std::u32string::npos;
  }

  bool set(std::vector<Token>& result) {
    Token token{Token::Kind::set, 0, peek(U'^'), {}};
    if (token.negated) next();
    while (!peek(U']') || token.ranges.empty()) {
      char32_t low = 0;
      if (!member(low)) return false;
      char32_t high = low;
      if (peek(U'-')) {
        next();
        if (!member(high) || high < low) return false;
      }
      token.ranges.emplace_back(low, high);
    }
    next();
    result.push_back(std::move(token));
    return true;
  }

  bool member(char32_t& c) {
    if (at_end() || peek(U'-') || peek(U']')) return false;
    c = next();
    if (c == U'\\') {
      if (!may_escape()) return false;
      c = next();
    }
    return !at_end();
  }

  std::u32string pattern_;
  std::size_t place_ = 0;
};

bool in_set(const Token& token, char32_t c) {
  const bool found = std::any_of(token.ranges.begin(), token.ranges.end(),
                                 [c](const auto& range) { return range.first <= c && c <= range.second; });
  return found != token.negated;
}

/// Do the tokens from `t` on match all of `path` from `p` on? Remembers for every pair where it failed, so that a
/// pattern of many stars stays quick.
class Match {
 public:
  Match(const std::vector<Token>& tokens, const std::u32string& path)
      : tokens_(tokens), path_(path), failed_((tokens.size() + 1) * (path.size() + 1)) {}

  bool from(std::size_t t, std::size_t p) {
    if (t == tokens_.size()) return p == path_.size();
    auto&& failed = failed_[t * (path_.size() + 1) + p];
    if (failed) return false;
    const bool result = step(t, p);
    failed = !result;
    return result;
  }

 private:
  bool step(std::size_t t, std::size_t p) {
    const Token& token = tokens_[t];
    const bool more = p < path_.size();
    switch (token.kind) {
      case Token::Kind::character:
        return more && path_[p] == token.character && from(t + 1, p + 1);
      case Token::Kind::one:
        return more && path_[p] != U'/' && from(t + 1, p + 1);
      case Token::Kind::set:
        return more && in_set(token, path_[p]) && from(t + 1, p + 1);
      case Token::Kind::star:
        return from(t + 1, p) || (more && path_[p] != U'/' && from(t, p + 1));
      case Token::Kind::rest:
        return from(t + 1, p) || (more && from(t, p + 1));
      case Token::Kind::folders:
        return folders(t, p);
    }
    return false;
  }

  bool folders(std::size_t t, std::size_t p) {
    if (from(t + 1, p)) return true;
    for (std::size_t i = p; i < path_.size(); ++i)
      if (path_[i] == U'/' && from(t + 1, i + 1)) return true;
    return false;
  }

  const std::vector<Token>& tokens_;
  const std::u32string& path_;
  std::vector<bool> failed_;
};

/// Does the engines' expression of a pattern say something that the pattern does not? They make one of every pattern
/// but those that are a path, or one with `**` at its end or its beginning, and leave some signs in it as they are.
bool is_misread(std::string_view pattern) {
  std::string_view rest = pattern;
  if (rest.starts_with("**")) {
    rest.remove_prefix(2);
  } else if (rest.ends_with("**")) {
    rest.remove_suffix(2);
  }
  if (rest.find_first_of("*?[]\\") == std::string_view::npos) return false;
  if (pattern.starts_with("\xEF\xBB\xBF")) return true;  // which they drop
  bool in_set = false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    const char next = i + 1 < pattern.size() ? pattern[i + 1] : ' ';
    if (c == '\\') {
      ++i;
    } else if (c == '[') {
      in_set = true;
      if (next == '^') ++i;
    } else if (c == ']') {
      in_set = false;
    } else if (!in_set && (c == '^' || c == '|' || (c == '{' && next >= '0' && next <= '9'))) {
      return true;
    }
  }
  return false;
}

/// A line without what does not count; nothing for a comment or a blank one.
std::string_view significant(std::string_view line) {
  return line.starts_with('#') ? std::string_view{} : trimmed(line);
}

}  // namespace

std::optional<PatternMatcher> PatternMatcher::read(std::string_view file) {
  PatternMatcher result;
  if (file.starts_with("\xEF\xBB\xBF")) file.remove_prefix(3);
  while (!file.empty()) {
    const std::size_t end = std::min(file.find('\n'), file.size());
    std::string_view line = significant(file.substr(0, end));
    file.remove_prefix(std::min(end + 1, file.size()));
    if (line.empty()) continue;
    std::string path = twice_cleaned(line);
    const bool taken_back = path.starts_with('!');
    if (taken_back) path.erase(0, 1);
    if (path.empty() || is_misread(path)) return std::nullopt;
    std::optional<std::vector<Token>> tokens = Tokenizer(path).tokens();
    if (!tokens) return std::nullopt;
    result.add(taken_back, std::move(*tokens));
  }
  return result;
}

void PatternMatcher::add(bool taken_back, std::vector<Token> tokens) {
  const std::size_t line = taken_back_.size();
  taken_back_.push_back(taken_back);
  const bool exact = std::all_of(tokens.begin(), tokens.end(),
                                 [](const Token& token) { return token.kind == Token::Kind::character; });
  if (!exact) {
    wild_.push_back({line, std::move(tokens)});
    return;
  }
  std::u32string path;
  for (const Token& token : tokens) path += token.character;
  exact_[std::move(path)] = line;
}

bool PatternMatcher::ignores(std::string_view path) const {
  // What takes a folder takes what is in it, so that a path counts together with all its parents.
  std::vector<std::u32string> places;
  for (std::size_t end = path.find('/');; end = path.find('/', end + 1)) {
    places.push_back(code_points(path.substr(0, end)));
    if (end == std::string_view::npos) break;
  }
  std::optional<std::size_t> last;  // the last line that matches
  for (const std::u32string& place : places)
    if (const auto line = exact_.find(place); line != exact_.end()) last = std::max(last.value_or(0), line->second);
  for (auto wild = wild_.rbegin(); wild != wild_.rend() && (!last || wild->line > *last); ++wild) {
    if (std::any_of(places.begin(), places.end(),
                    [&](const std::u32string& place) { return Match(wild->tokens, place).from(0, 0); }))
      last = wild->line;
  }
  return last && !taken_back_[*last];
}

bool is_pattern(std::string_view line) {
  return line.find('\n') == std::string_view::npos && PatternMatcher::read(line).has_value();
}

std::string escape_pattern(std::string_view path) {
  // Blanks at a line's ends are dropped: the outermost stand in a set.
  const std::size_t front = without_blanks_before(path) == path ? 0 : utf8_length(path);
  std::size_t back = path.size();
  if (without_blanks_behind(path) != path) {
    do --back;
    while (back > front && (static_cast<unsigned char>(path[back]) & 0xC0U) == 0x80U);
    back = std::max(back, front);
  }
  const bool is_sign = path.starts_with('#') || path.starts_with('!');
  // Where nothing needs an escape, the engines take the line as it is; else they misread some signs more.
  const bool plain =
      front == 0 && back == path.size() && !is_sign && path.find_first_of("*?[]\\^") == std::string::npos;
  std::string result = is_sign ? "\\" : "";
  if (front > 0) result += "[" + std::string(path.substr(0, front)) + "]";
  for (const char c : path.substr(front, back - front)) {
    if (!plain && std::string_view("*?[\\^|{}").find(c) != std::string_view::npos) result += '\\';
    result += c;
  }
  return back < path.size() ? result + "[" + std::string(path.substr(back)) + "]" : result;
}

}  // namespace boxwright
