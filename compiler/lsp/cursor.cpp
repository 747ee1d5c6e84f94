#include "compiler/lsp/cursor.hpp"

#include <algorithm>
#include <vector>

namespace boxwright::lsp {

namespace {

using Part = Cursor::Part;

bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool is_space(char c) { return is_blank(c) || c == '\n'; }

/// Reads rows up to the cursor, which ends everything.
class Reader {
 public:
  Reader(std::string_view text, std::size_t offset) : text_(text.substr(0, std::min(offset, text.size()))) {}

  Cursor read() {
    blocks_.push_back({keywords::FILE, nullptr});
    while (!at_end()) {
      const char c = text_[at_];
      if (is_space(c) || c == ';') {
        ++at_;
        if (!is_blank(c)) {
          begin_row();
        } else if (row_.head.empty()) {
          word_start_ = at_;
        }
      } else if (c == '#') {
        skip_comment();
      } else if (c == '}') {
        ++at_;
        if (blocks_.size() > 1) blocks_.pop_back();
        begin_row();
      } else if (c == '{' && row_.part != Part::option_value && row_.part != Part::option_name) {
        ++at_;
        blocks_.push_back({inside(), row_.statement});
        begin_row();
      } else {
        read_part();
      }
    }
    row_.scope = blocks_.back().scope;
    row_.block = blocks_.back().keyword;
    if (row_.part != Part::raw && row_.part != Part::comment) row_.word = std::max(row_.word, word_start_);
    find_reference();
    return row_;
  }

 private:
  struct Block {
    unsigned scope;
    const keywords::Keyword* keyword;
  };

  [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
  [[nodiscard]] bool sees(std::string_view what) const { return text_.substr(at_).starts_with(what); }

  void begin_row() {
    row_ = Cursor{};
    word_start_ = at_;
  }

  [[nodiscard]] unsigned inside() const {
    return row_.statement == nullptr ? blocks_.back().scope
                                     : keywords::scope_inside(*row_.statement, blocks_.back().scope);
  }

  void skip_comment() {
    const std::size_t end = text_.find('\n', at_);
    if (end == std::string_view::npos) row_.part = Part::comment;
    at_ = std::min(end, text_.size());
  }

  /// The next thing of a row. Blanks behind it are read by the caller, but those on its line.
  void read_part() {
    if (row_.head.empty()) return read_head();
    if (sees("\"\"\"")) return read_fence();
    if (text_[at_] == ':' && (at_ + 1 == text_.size() || is_space(text_[at_ + 1]))) return read_raw();
    if (sees("->")) {
      at_ += 2;
      row_.part = Part::target;
    } else {
      const std::size_t begin = at_;
      read_word("");
      if (!at_end() && row_.part == Part::argument && row_.arguments++ == 0)
        row_.first = text_.substr(begin, at_ - begin);
    }
    skip_blanks();
  }

  void read_head() {
    word_start_ = at_;
    while (!at_end() && !is_space(text_[at_]) && std::string_view("(){};:").find(text_[at_]) == std::string_view::npos)
      ++at_;
    if (at_ == word_start_ && !at_end()) ++at_;  // no word at all
    row_.head = text_.substr(word_start_, at_ - word_start_);
    row_.statement = keywords::find(row_.head, blocks_.back().scope);
    if (at_end()) return;
    row_.part = Part::argument;
    if (text_[at_] == '(') read_options();
    skip_blanks();
  }

  void read_options() {
    ++at_;
    row_.part = Part::option_name;
    word_start_ = at_;
    while (!at_end()) {
      const char c = text_[at_];
      if (c == ')') {
        ++at_;
        row_.part = Part::argument;
        row_.option.clear();
        word_start_ = at_;
        return;
      }
      if (is_space(c) || c == ',') {
        ++at_;
        row_.part = Part::option_name;
        row_.option.clear();
        word_start_ = at_;
      } else if (c == '#' && at_ > 0 && is_space(text_[at_ - 1])) {
        skip_comment();
        if (at_end()) return;
      } else if (c == '=' && row_.part == Part::option_name) {
        row_.option = text_.substr(word_start_, at_ - word_start_);
        row_.part = Part::option_value;
        word_start_ = ++at_;
      } else if (row_.part == Part::option_value) {
        const std::size_t before = at_;
        read_word("),");
        if (at_ == before) ++at_;  // what stands in no value
      } else {
        ++at_;
      }
    }
  }

  /// Touching pieces: bare text, strings, lists.
  void read_word(std::string_view stops) {
    word_start_ = at_;
    unsigned lists = 0;
    while (!at_end()) {
      const char c = text_[at_];
      if (lists == 0 && (is_space(c) || c == ';' || stops.find(c) != std::string_view::npos)) return;
      if (lists == 0 && (c == '{' || c == '}') && (at_ == 0 || text_[at_ - 1] != '$') && !in_reference()) return;
      if (c == '"') {
        read_string();
        continue;
      }
      if (c == '\'' && (at_ == word_start_ || text_[at_ - 1] == '=' || is_space(text_[at_ - 1]))) {
        const std::size_t end = text_.find_first_of("'\n", at_ + 1);
        at_ = end == std::string_view::npos ? text_.size() : end + 1;
        continue;
      }
      if (c == '[') ++lists;
      if (c == ']' && lists > 0) --lists;
      ++at_;
      if (lists > 0 && is_space(c)) word_start_ = at_;
      if (c == '[') word_start_ = at_;
    }
  }

  /// Is a `${` open in this word?
  [[nodiscard]] bool in_reference() const {
    const std::size_t open = text_.substr(0, at_).rfind("${");
    return open != std::string_view::npos && open >= word_start_ &&
           text_.substr(open, at_ - open).find_first_of("} \t\n") == std::string_view::npos;
  }

  void read_string() {
    ++at_;
    while (!at_end() && text_[at_] != '"' && text_[at_] != '\n') at_ += text_[at_] == '\\' ? 2 : 1;
    at_ = std::min(at_ + 1, text_.size());
  }

  void read_fence() {
    std::size_t quotes = 0;
    while (!at_end() && text_[at_] == '"') ++at_, ++quotes;
    const std::size_t end = text_.find(std::string(quotes, '"'), at_);
    if (end != std::string_view::npos) {
      at_ = end + quotes;
      return;
    }
    row_.part = Part::raw;
    row_.word = at_;
    at_ = text_.size();
  }

  void read_raw() {
    ++at_;
    const std::size_t begin = at_;
    while (!at_end()) {
      const std::size_t end = std::min(text_.find('\n', at_), text_.size());
      std::string_view line = text_.substr(at_, end - at_);
      at_ = end;
      if (at_end()) {
        row_.part = Part::raw;
        row_.word = begin;
        return;
      }
      while (!line.empty() && is_blank(line.back())) line.remove_suffix(1);
      if (!line.ends_with('\\')) return;
      ++at_;
    }
    row_.part = Part::raw;
    row_.word = begin;
  }

  void skip_blanks() {
    while (!at_end() && is_blank(text_[at_])) word_start_ = ++at_;
  }

  void find_reference() {
    const std::size_t open = text_.rfind("${");
    if (open == std::string_view::npos || (open > 0 && text_[open - 1] == '$')) return;
    if (text_.find_first_of("}: \t\n\"", open + 2) == std::string_view::npos) row_.reference = open + 2;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t word_start_ = 0;
  Cursor row_;
  std::vector<Block> blocks_;
};

}  // namespace

Cursor cursor_at(std::string_view text, std::size_t offset) { return Reader(text, offset).read(); }

}  // namespace boxwright::lsp
