#include "compiler/format/lines.hpp"

#include <algorithm>

#include "compiler/format/format.hpp"

namespace boxwright::format {

namespace {

using Kind = TokenKind;

constexpr std::size_t none = std::string_view::npos;
constexpr std::size_t before_comment = 2;

bool opens(Kind kind) { return kind == Kind::open || kind == Kind::open_block; }
bool closes(Kind kind) { return kind == Kind::close || kind == Kind::close_block; }

/// The blanks between two tokens on a line.
std::size_t blanks_between(const Token& left, const Token& right) {
  const bool touch = left.end == right.begin;
  switch (right.kind) {
    case Kind::comment:
      return before_comment;
    case Kind::comma:
    case Kind::semicolon:
    case Kind::colon:
    case Kind::close:
      return 0;
    case Kind::open:  // of options, or of a list, which may be a word of its own
      return touch || left.kind == Kind::open ? 0 : 1;
    case Kind::close_block:
      return left.kind == Kind::open_block ? 0 : 1;
    default:
      return left.kind == Kind::open ? 0 : 1;
  }
}

/// A block of which all stands on one line of the source, or not.
struct Block {
  std::size_t open = none, close = none;
  bool on_one_line = false;
  bool opened = false;  ///< it has become too long for that
};

class Breaker {
 public:
  Breaker(std::string_view text, std::vector<Token> tokens, const Kept& kept)
      : text_(text),
        tokens_(std::move(tokens)),
        kept_(kept),
        block_of_(tokens_.size(), none),
        of_brace_(tokens_.size(), none) {
    find_blocks();
  }

  std::vector<Placed> run() {
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      Placed one = placed(i);
      if (one.breaks) begin_line(i, one);
      one.indentation = indentation_;
      if (i > 0 && drops(i - 1, tokens_[i].kind, one.breaks)) result_.pop_back();
      follow_brackets(tokens_[i]);
      result_.push_back(std::move(one));
    }
    if (!tokens_.empty() && drops(tokens_.size() - 1, Kind::word, true)) result_.pop_back();
    return std::move(result_);
  }

 private:
  [[nodiscard]] bool keeps(std::size_t line) const { return kept_.line(line); }

  /// The block around each token; a brace is in the block outside of it.
  void find_blocks() {
    std::vector<std::size_t> around{none};
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (tokens_[i].kind == Kind::close_block && around.size() > 1) {
        Block& block = blocks_[around.back()];
        block.close = i;
        of_brace_[i] = around.back();
        block.on_one_line = tokens_[block.open].line == tokens_[i].line;
        around.pop_back();
      }
      block_of_[i] = around.back();
      if (tokens_[i].kind != Kind::open_block) continue;
      around.push_back(blocks_.size());
      of_brace_[i] = blocks_.size();
      blocks_.push_back({i, none, false, false});
    }
  }

  [[nodiscard]] bool stays_on_line(std::size_t block) const {
    return block != none && blocks_[block].on_one_line && !blocks_[block].opened;
  }

  // ---- where lines begin ----

  [[nodiscard]] bool breaks(std::size_t i) const {
    if (i == 0 || tokens_[i - 1].last_line < tokens_[i].line) return true;
    if (keeps(tokens_[i].line) || held_by(i) != 0) return false;
    const Token& token = tokens_[i];
    if (token.kind == Kind::close_block) return !stays_on_line(of_brace_[i]);
    if (!token.starts_row || stays_on_line(block_of_[i])) return false;
    const std::size_t before = tokens_[i - 1].kind == Kind::semicolon ? i - 2 : i - 1;
    return tokens_[before].kind != Kind::close_block;
  }

  /// Behind a word that ends with `:` or `\\` a line's end, or with `:` a blank, would mean another thing.
  [[nodiscard]] char held_by(std::size_t i) const {
    const Kind kind = tokens_[i].kind;
    if (i == 0 || tokens_[i - 1].kind != Kind::word || (kind != Kind::close_block && kind != Kind::semicolon)) return 0;
    const char last = text_[tokens_[i - 1].end - 1];
    return last == ':' || last == '\\' ? last : '\0';
  }

  Placed placed(std::size_t i) {
    Placed one{tokens_[i]};
    one.breaks = breaks(i);
    one.stays = keeps(tokens_[i].line);
    if (!one.breaks) {
      one.blanks = one.stays || held_by(i) == ':' ? 0 : blanks_between(tokens_[i - 1], tokens_[i]);
    } else if (i > 0) {
      const bool must = tokens_[i - 1].kind == Kind::raw && ends_continued(text_, tokens_[i - 1]);
      one.below_blank = must || (tokens_[i].line > tokens_[i - 1].last_line + 1 && may_have_blank_line(i));
    }
    return one;
  }

  /// Not at the beginning or the end of what braces or brackets hold.
  [[nodiscard]] bool may_have_blank_line(std::size_t i) const {
    std::size_t above = i - 1;
    const bool behind_row =
        tokens_[above].kind == Kind::comment && above > 0 && tokens_[above - 1].last_line == tokens_[above].line;
    if (behind_row) --above;
    return !opens(tokens_[above].kind) && !closes(tokens_[i].kind);
  }

  void begin_line(std::size_t i, Placed& one) {
    if (tokens_[i].kind == Kind::close_block && !brackets_.empty()) brackets_.clear();
    const std::size_t depth = depth_ - (tokens_[i].kind == Kind::close_block && depth_ > 0 ? 1 : 0);
    one.blanks = depth * indentation;
    if (!brackets_.empty()) one.blanks = brackets_.back() + (tokens_[i].kind == Kind::close ? 0 : indentation);
    indentation_ = one.stays ? tokens_[i].column : one.blanks;
    if (!one.stays && width_of_line(i) > widest_line) open_blocks_on_line(i);
  }

  void follow_brackets(const Token& token) {
    if (token.kind == Kind::open_block) ++depth_;
    if (token.kind == Kind::close_block && depth_ > 0) --depth_;
    if (token.kind == Kind::open) brackets_.push_back(indentation_);
    if (token.kind == Kind::close && !brackets_.empty()) brackets_.pop_back();
  }

  // ---- lines that are too wide ----

  /// Without a comment, which would not get shorter.
  [[nodiscard]] std::size_t width_of_line(std::size_t i) const {
    std::size_t width = indentation_ + tokens_[i].width;
    for (++i; i < tokens_.size() && !breaks(i) && tokens_[i].kind != Kind::comment; ++i)
      width += blanks_between(tokens_[i - 1], tokens_[i]) + tokens_[i].width;
    return width;
  }

  /// The outermost blocks on a line are broken up, and with them what may be too wide in them.
  void open_blocks_on_line(std::size_t i) {
    for (const std::size_t first = i; i < tokens_.size() && (i == first || !breaks(i)); ++i) {
      if (tokens_[i].kind != Kind::open_block) continue;
      Block& block = blocks_[of_brace_[i]];
      if (!block.on_one_line || block.close == i + 1) continue;
      i = block.close;
      block.opened = true;
    }
  }

  // ---- what is not needed ----

  /// Is a token of no use before one of this kind, or at a line's end?
  [[nodiscard]] bool drops(std::size_t i, Kind next, bool at_line_end) const {
    if (keeps(tokens_[i].line) || held_by(i) != 0) return false;
    if (tokens_[i].kind == Kind::comma) return next == Kind::close && !at_line_end && !breaks(i);
    return tokens_[i].kind == Kind::semicolon && (at_line_end || next == Kind::comment || next == Kind::close_block);
  }

  std::string_view text_;
  std::vector<Token> tokens_;
  const Kept& kept_;
  std::vector<Block> blocks_;
  std::vector<std::size_t> block_of_, of_brace_;  ///< by token
  std::vector<Placed> result_;
  std::vector<std::size_t> brackets_;  ///< the indentation of the lines on which they open
  std::size_t depth_ = 0;
  std::size_t indentation_ = 0;  ///< of this line
};

}  // namespace

std::vector<Placed> lines(std::string_view text, std::vector<Token> tokens, const Kept& kept) {
  return Breaker(text, std::move(tokens), kept).run();
}

bool ends_continued(std::string_view text, const Token& raw) {
  const std::string_view command = text.substr(raw.begin, raw.end - raw.begin);
  const std::size_t behind = command.find_last_not_of('\\') + 1;
  return (command.size() - behind) % 2 == 1;
}

}  // namespace boxwright::format
