#include "compiler/format/tokens.hpp"

#include <algorithm>

#include "compiler/base/display.hpp"

namespace boxwright::format {

namespace {

using Kind = TokenKind;

constexpr std::size_t tab_stop = 4;
constexpr std::string_view white = " \t\n";

/// Walks through the tree for what stands in the text with its own bytes, and finds the signs between these in the
/// text.
class Reader {
 public:
  Reader(std::string_view text, const ast::File& tree, const Kept& kept)
      : text_(text), comments_(tree.comments), rest_(kept.rest()) {
    rows(tree.rows);
  }

  std::vector<Token> read() {
    comments_before(rest_);
    signs_before(rest_);
    if (rest_ < text_.size()) {
      const std::size_t begin = std::min(text_.find_first_not_of(white, rest_), text_.size());
      const std::size_t end = text_.find_last_not_of(white) + 1;
      if (begin < end) tokens_.push_back({Kind::kept, begin, end});
    }
    return std::move(tokens_);
  }

 private:
  // ---- what the tree knows ----

  void rows(const std::vector<ast::Row>& rows) {
    for (const ast::Row& row : rows) {
      row_starts_.push_back(row.span.begin);
      if (row.broken) {
        add(Kind::kept, row.span.begin, row.span.end);
        continue;
      }
      if (row.head) add(Kind::word, row.head->span.begin, row.head->span.end);
      for (const ast::Option& option : row.options) add_option(option);
      for (const ast::Argument& argument : row.arguments) add_argument(argument.span.begin, argument);
      for (const ast::Argument& target : row.targets) add_argument(target.span.begin, target);
      if (const ast::Raw* const raw = row.raw()) add(Kind::raw, raw->span.begin, raw->span.end);
      if (const ast::Fence* const fence = row.fence()) add(Kind::fence, fence->span.begin, fence->span.end);
      if (const ast::Block* const block = row.block()) this->rows(block->rows);
    }
  }

  void add_option(const ast::Option& option) {
    if (option.value)
      add_argument(option.span.begin, *option.value);
    else
      add(Kind::word, option.span.begin, option.span.end);
  }

  void add_argument(std::size_t begin, const ast::Argument& argument) {
    const ast::Piece* const last = argument.pieces.empty() ? nullptr : &argument.pieces.back();
    if (last == nullptr || last->kind != ast::Piece::Kind::list) return add(Kind::word, begin, argument.span.end);
    if (begin < last->span.begin) add(Kind::word, begin, last->span.begin);
    for (const ast::Argument& item : last->items) add_argument(item.span.begin, item);
  }

  void add(Kind kind, std::size_t begin, std::size_t end) {
    if (begin >= rest_) return;
    comments_before(begin);
    signs_before(begin);
    while (end > begin && white.find(text_[end - 1]) != std::string_view::npos) --end;  // behind a fence
    push(kind, begin, end);
  }

  /// Comments within a row that is kept are a part of it.
  void comments_before(std::size_t place) {
    for (; next_comment_ < comments_.size() && comments_[next_comment_].span.begin < place; ++next_comment_) {
      const Span span = comments_[next_comment_].span;
      if (span.begin < done_) continue;
      signs_before(span.begin);
      push(Kind::comment, span.begin, text_.find_last_not_of(white, span.end - 1) + 1);
    }
  }

  // ---- what is found between ----

  void signs_before(std::size_t place) {
    while ((done_ = std::min(text_.find_first_not_of(white, done_), text_.size())) < place) {
      const Kind kind = sign_at(done_);
      push(kind, done_, done_ + (kind == Kind::arrow ? 2 : 1));
    }
  }

  [[nodiscard]] Kind sign_at(std::size_t place) const {
    switch (text_[place]) {
      case '(':
      case '[':
        return Kind::open;
      case ')':
      case ']':
        return Kind::close;
      case '{':
        return Kind::open_block;
      case '}':
        return Kind::close_block;
      case ',':
        return Kind::comma;
      case ';':
        return Kind::semicolon;
      case ':':
        return Kind::colon;
      default:
        return Kind::arrow;
    }
  }

  void push(Kind kind, std::size_t begin, std::size_t end) {
    while (next_row_ < row_starts_.size() && row_starts_[next_row_] < begin) ++next_row_;
    const bool starts_row = next_row_ < row_starts_.size() && row_starts_[next_row_] == begin;
    tokens_.push_back({kind, begin, end, starts_row});
    done_ = end;
  }

  std::string_view text_;
  const std::vector<ast::Comment>& comments_;
  std::size_t rest_;
  std::vector<Token> tokens_;
  std::vector<std::size_t> row_starts_;
  std::size_t next_row_ = 0, next_comment_ = 0;
  std::size_t done_ = 0;
};

/// Fills in where tokens stand.
void place(std::vector<Token>& tokens, std::string_view text) {
  std::size_t done = 0;
  std::size_t line = 0;
  std::size_t column = 0;
  std::size_t line_column = 0;
  for (Token& token : tokens) {
    const std::string_view space = text.substr(done, token.begin - done);
    const std::size_t last_break = space.rfind('\n');
    const bool is_first = done == 0 || last_break != std::string_view::npos;
    line += static_cast<std::size_t>(std::count(space.begin(), space.end(), '\n'));
    column = last_break == std::string_view::npos ? column_behind(space, column)
                                                  : column_behind(space.substr(last_break + 1), 0);
    if (is_first) line_column = column;
    const std::string_view written = text.substr(token.begin, token.end - token.begin);
    token.line = line;
    token.column = column;
    token.line_column = line_column;
    line += static_cast<std::size_t>(std::count(written.begin(), written.end(), '\n'));
    token.last_line = line;
    token.width = display::columns(written.substr(0, written.find('\n')));
    column += token.width;
    done = token.end;
  }
}

}  // namespace

std::size_t column_behind(std::string_view text, std::size_t column) {
  for (const char c : text) column += c == '\t' ? tab_stop - column % tab_stop : 1;
  return column;
}

std::vector<Token> tokens(std::string_view text, const ast::File& tree, const Kept& kept) {
  std::vector<Token> result = Reader(text, tree, kept).read();
  place(result, text);
  return result;
}

}  // namespace boxwright::format
