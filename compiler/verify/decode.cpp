#include "compiler/verify/decode.hpp"

#include <algorithm>

#include "compiler/base/code_point.hpp"
#include "compiler/verify/reference.hpp"

namespace boxwright::verify {

namespace {

bool is_blank(char c) { return std::string_view(" \t\v\f\r\n").find(c) != std::string_view::npos; }

/// Reads one word as BuildKit's lexer does.
class WordReader {
 public:
  explicit WordReader(std::string_view text) : text_(text) {}

  std::optional<Text> read() {
    while (place_ < text_.size()) {
      const char c = text_[place_];
      bool good = true;
      if (c == '\'') {
        good = single_quoted();
      } else if (c == '"') {
        good = double_quoted();
      } else if (c == '$') {
        good = take_reference(text_, place_, result_);
      } else {
        // A backslash at the end is nothing.
        if (c == '\\') ++place_;
        if (place_ < text_.size()) take();
      }
      if (!good) return std::nullopt;
    }
    return result_;
  }

 private:
  void take() { result_.append(text_.substr(place_++, 1)); }

  bool single_quoted() {
    const std::size_t end = text_.find('\'', place_ + 1);
    if (end == std::string_view::npos) return false;
    result_.append(text_.substr(place_ + 1, end - place_ - 1));
    place_ = end + 1;
    return true;
  }

  bool double_quoted() {
    for (++place_; place_ < text_.size() && text_[place_] != '"';) {
      if (text_[place_] == '$') {
        if (!take_reference(text_, place_, result_)) return false;
        continue;
      }
      const char next = place_ + 1 < text_.size() ? text_[place_ + 1] : '\0';
      if (text_[place_] == '\\' && (next == '"' || next == '$' || next == '\\')) ++place_;
      take();
    }
    return place_++ < text_.size();
  }

  std::string_view text_;
  std::size_t place_ = 0;
  Text result_;
};

/// Reads an array of strings, and nothing else, as strictly as JSON is meant.
class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : text_(text) {}

  std::optional<std::vector<std::string>> read() {
    std::vector<std::string> result;
    if (!take('[')) return std::nullopt;
    if (!take(']')) {
      do {
        auto word = string();
        if (!word) return std::nullopt;
        result.push_back(std::move(*word));
      } while (take(','));
      if (!take(']')) return std::nullopt;
    }
    skip_blanks();
    return text_.empty() ? std::optional(result) : std::nullopt;
  }

 private:
  void skip_blanks() { text_.remove_prefix(std::min(text_.find_first_not_of(" \t\r\n"), text_.size())); }

  bool take(char c) {
    skip_blanks();
    if (!text_.starts_with(c)) return false;
    text_.remove_prefix(1);
    return true;
  }

  std::optional<std::string> string() {
    if (!take('"')) return std::nullopt;
    std::string result;
    while (!text_.empty() && text_.front() != '"') {
      if (static_cast<unsigned char>(text_.front()) < 0x20) return std::nullopt;
      if (text_.front() == '\\') {
        if (!escape(result)) return std::nullopt;
        continue;
      }
      result += text_.front();
      text_.remove_prefix(1);
    }
    return take('"') ? std::optional(result) : std::nullopt;
  }

  bool escape(std::string& result) {
    constexpr std::string_view letters = "\"\\/bfnrt", means = "\"\\/\b\f\n\r\t";
    if (text_.size() < 2) return false;
    const std::size_t letter = letters.find(text_[1]);
    if (letter != std::string_view::npos) {
      result += means[letter];
      text_.remove_prefix(2);
      return true;
    }
    const auto unit = code_unit();
    if (!unit || (*unit >= 0xDC00 && *unit < 0xE000)) return false;
    std::uint32_t code = *unit;
    if (code >= 0xD800 && code < 0xDC00) {
      const auto low = code_unit();
      if (!low || *low < 0xDC00 || *low > 0xDFFF) return false;
      code = 0x10000 + ((code - 0xD800) << 10U) + (*low - 0xDC00);
    }
    append_utf8(result, code);
    return true;
  }

  std::optional<std::uint32_t> code_unit() {
    if (text_.size() < 6 || !text_.starts_with("\\u")) return std::nullopt;
    std::uint32_t code = 0;
    for (const char c : text_.substr(2, 4)) {
      const std::size_t digit = std::string_view("0123456789abcdefABCDEF").find(c);
      if (digit == std::string_view::npos) return std::nullopt;
      code = code * 16 + static_cast<std::uint32_t>(digit < 16 ? digit : digit - 6);
    }
    text_.remove_prefix(6);
    return code;
  }

  std::string_view text_;
};

}  // namespace

std::optional<Text> docker_word(std::string_view word) {
  // The lexer takes a byte-order mark at the beginning for none of the text's own.
  if (word.starts_with("\xEF\xBB\xBF")) word.remove_prefix(3);
  return WordReader(word).read();
}

std::vector<std::string> bare_words(std::string_view text) {
  std::vector<std::string> result;
  for (std::size_t place = 0; place < text.size();) {
    const std::size_t begin = place;
    while (place < text.size() && !is_blank(text[place])) ++place;
    if (place > begin) result.emplace_back(text.substr(begin, place - begin));
    while (place < text.size() && is_blank(text[place])) ++place;
  }
  return result;
}

std::vector<std::pair<std::string, std::optional<std::string>>> assignments(std::string_view text) {
  std::vector<std::pair<std::string, std::optional<std::string>>> result;
  std::string word;
  char quote = '\0';
  const auto finish = [&] {
    const std::size_t equals = word.find('=');
    if (equals != std::string::npos) {
      result.emplace_back(word.substr(0, equals), word.substr(equals + 1));
    } else if (!word.empty()) {
      result.emplace_back(word, std::nullopt);
    }
    word.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote == '\0' && is_blank(c)) {
      finish();
      continue;
    }
    if (c == '\\' && quote != '\'' && i + 1 < text.size()) {
      word += text.substr(i++, 2);
      continue;
    }
    if (quote == c) {
      quote = '\0';
    } else if (quote == '\0' && (c == '\'' || c == '"')) {
      quote = c;
    }
    word += c;
  }
  finish();
  return result;
}

std::optional<std::vector<std::string>> json_strings(std::string_view text) { return JsonReader(text).read(); }

std::optional<std::string> exact_path(std::string_view pattern) {
  std::string result;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '*' || c == '?' || c == '\\') return std::nullopt;
    if (c != '[') {
      result += c;
      continue;
    }
    // A set of one character that stands for itself.
    if (i + 2 >= pattern.size() || pattern[i + 2] != ']') return std::nullopt;
    if (std::string_view("]^!-\\").find(pattern[i + 1]) != std::string_view::npos) return std::nullopt;
    result += pattern[i + 1];
    i += 2;
  }
  return result;
}

}  // namespace boxwright::verify
