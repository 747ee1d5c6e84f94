#include <cstdint>

#include "compiler/base/code_point.hpp"
#include "compiler/shell/build.hpp"

namespace boxwright::shell {

namespace {

/// The characters that `$'\n'` and the like mean. Reads the escape behind the backslash at `at` and goes behind it.
class AnsiEscapes {
 public:
  explicit AnsiEscapes(std::string_view text) : text_(text) {}

  std::string decoded() {
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '\\' && at_ < text_.size()) {
        read_escape(text_[at_++]);
      } else {
        result_ += c;
      }
    }
    return std::move(result_);
  }

 private:
  void read_escape(char c) {
    constexpr std::string_view names = "abefnrtvE";
    constexpr std::string_view values = "\a\b\x1b\f\n\r\t\v\x1b";
    if (const std::size_t known = names.find(c); known != std::string_view::npos) {
      result_ += values[known];
    } else if (c >= '0' && c <= '7') {
      --at_;
      result_ += static_cast<char>(number(8, 3));
    } else if (c == 'x') {
      result_ += static_cast<char>(number(16, 2));
    } else if (c == 'u' || c == 'U') {
      append_utf8(result_, number(16, c == 'u' ? 4 : 8));
    } else {
      if (c != '\\' && c != '\'' && c != '"' && c != '?') result_ += '\\';
      result_ += c;
    }
  }

  std::uint32_t number(unsigned base, std::size_t most) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < most && at_ < text_.size(); ++i, ++at_) {
      const char c = text_[at_];
      const std::size_t digit = digits.find(c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c);
      if (digit >= base) break;
      value = value * base + static_cast<std::uint32_t>(digit);
    }
    return value;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string result_;
};

/// What stands between an opening sign and a closing quote, which may be missing.
std::string_view between(std::string_view text, std::size_t opener) {
  const char quote = text[opener - 1];
  text.remove_prefix(opener);
  if (text.ends_with(quote)) text.remove_suffix(1);
  return text;
}

void append(const Node& node, Word& word) {
  switch (node.kind) {
    case NodeKind::plain:
      word.pattern = word.pattern || node.text().find_first_of("*?[") != std::string_view::npos;
      word.text += node.text();
      return;
    case NodeKind::quoted_text:
    case NodeKind::quoted_character:
    case NodeKind::lone_dollar:
      word.text += node.text();
      return;
    case NodeKind::escape:
    case NodeKind::quoted_escape:
      word.text += node.text().size() > 1 ? node.text().substr(1) : node.text();
      return;
    case NodeKind::single_quoted:
      word.text += between(node.text(), 1);
      return;
    case NodeKind::ansi_quoted:
      word.text += AnsiEscapes(between(node.text(), 2)).decoded();
      return;
    case NodeKind::double_quoted:
      for (const Node& piece : node.children()) append(piece, word);
      return;
    case NodeKind::continuation:
      return;
    default:
      word.literal = false;
      word.text += node.text();
  }
}

}  // namespace

/// Of a copy that left characters out, the end is where its last character ends.
std::size_t end_of(const Node& node, const State& state) {
  return node.begin == node.end ? state.offset(node.begin) : state.offset(node.end - 1) + 1;
}

Word build_word(const Node& node, const State& state) {
  Word word;
  word.begin = state.offset(node.begin);
  word.end = end_of(node, state);
  for (const Node& piece : node.children()) append(piece, word);
  return word;
}

}  // namespace boxwright::shell
