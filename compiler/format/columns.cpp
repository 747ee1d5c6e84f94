// Words are aligned first. A column of words is where words of one role in neighbouring lines, such as their arrows or
// what follows these, begin at one place in the source and one of them has several blanks before it; it moves to the
// left until one of its words has just one. Columns are gone through from the left to the right, so that what stands
// before a word has its place already.
//
// That this changes no words the second time: the words of a column then begin at one place again, and one of them has
// one blank before it, so the column is found where it is; a word that has come to stand below it by chance has its
// place already.

#include "compiler/format/columns.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace boxwright::format {

namespace {

constexpr std::size_t before_comment = 2;

/// A line of the file as it will be: its tokens, and where they end.
struct Line {
  std::size_t begin = 0, end = 0;
  bool below_blank = false;
  bool whole = true;  ///< begins and ends where a line of the source does, and is not kept
  bool only_comment = false;
  std::size_t placed = 0, column = 0;  ///< how many tokens have their place for good, and where they end
};

class Aligner {
 public:
  explicit Aligner(std::vector<Placed>& placed) : placed_(placed) { find_lines(); }

  void run() {
    align_words();
    align_comments();
  }

 private:
  void find_lines() {
    for (std::size_t i = 0; i < placed_.size(); ++i) {
      if (placed_[i].breaks || i == 0) lines_.push_back({i, i, placed_[i].below_blank});
      Line& line = lines_.back();
      line.end = i + 1;
      const Token& token = placed_[i].token;
      if (placed_[i].stays || token.kind == TokenKind::kept) line.whole = false;
      if (i == line.begin) line.only_comment = token.kind == TokenKind::comment;
    }
    for (std::size_t i = 1; i < lines_.size(); ++i)
      if (first_of(lines_[i]).line == last_of(lines_[i - 1]).last_line)
        lines_[i].whole = lines_[i - 1].whole = false;  // one line of the source is now two
  }

  [[nodiscard]] const Token& first_of(const Line& line) const { return placed_[line.begin].token; }
  [[nodiscard]] const Token& last_of(const Line& line) const { return placed_[line.end - 1].token; }

  /// The column at which the token before this one ends. Asked from the left to the right.
  std::size_t end_before(Line& line, std::size_t token) {
    for (; line.begin + line.placed < token; ++line.placed) {
      const Placed& one = placed_[line.begin + line.placed];
      line.column += one.blanks + one.token.width;
    }
    return line.column;
  }

  // ---- words ----

  struct Word {
    std::size_t line = 0, token = 0;
  };

  /// What a word is in its row: the third one, the second behind the arrow, the brace of its block.
  struct Role {
    TokenKind kind = TokenKind::word;
    bool behind_arrow = false;
    std::size_t number = 0;

    friend auto operator<=>(const Role&, const Role&) = default;
    void follow(const Token& token) {
      if (token.starts_row) *this = {};
      kind = token.kind;
      if (kind == TokenKind::arrow) behind_arrow = true;
      number = kind == TokenKind::word || kind == TokenKind::open ? number + 1 : 0;
    }
  };
  using Column = std::pair<std::size_t, Role>;  ///< where it is in the source

  [[nodiscard]] bool can_align(std::size_t i) const { return !placed_[i].breaks && placed_[i].blanks == 1; }
  [[nodiscard]] bool has_blanks_in_source(std::size_t i) const {
    const Token& before = placed_[i - 1].token;
    return placed_[i].token.column > before.column + before.width + 1;
  }

  void align_words() {
    std::map<Column, std::vector<Word>> open;  // what the line above is in
    for (std::size_t n = 0; n < lines_.size(); ++n) {
      const Line& line = lines_[n];
      if (line.only_comment && !line.below_blank) continue;
      if (line.below_blank) finish(open);
      std::map<Column, std::vector<Word>> here = words_of(n);
      for (auto& [column, words] : here) {
        const auto above = open.find(column);
        if (above == open.end()) continue;
        above->second.insert(above->second.end(), words.begin(), words.end());  // the longer of the two stays in place
        words = std::move(above->second);
        open.erase(above);
      }
      finish(open);
      open = std::move(here);
      if (last_of(line).line != last_of(line).last_line) finish(open);  // below a text nothing is its neighbour
    }
    finish(open);
    for (const auto& [column, all] : columns_)
      for (const std::vector<Word>& words : all) align_column(words);
  }

  [[nodiscard]] std::map<Column, std::vector<Word>> words_of(std::size_t line) const {
    std::map<Column, std::vector<Word>> result;
    Role role;
    for (std::size_t i = lines_[line].begin; lines_[line].whole && i < lines_[line].end; ++i) {
      role.follow(placed_[i].token);
      if (can_align(i)) result[{placed_[i].token.column, role}].push_back({line, i});
    }
    return result;
  }

  /// Columns that go on no further.
  void finish(std::map<Column, std::vector<Word>>& open) {
    for (auto& [column, words] : open)
      if (words.size() > 1 &&
          std::any_of(words.begin(), words.end(), [&](const Word& word) { return has_blanks_in_source(word.token); }))
        columns_[column.first].push_back(std::move(words));
    open.clear();
  }

  void align_column(const std::vector<Word>& words) {
    std::size_t column = 0;
    for (const Word& word : words) column = std::max(column, end_before(lines_[word.line], word.token) + 1);
    for (const Word& word : words) placed_[word.token].blanks = column - end_before(lines_[word.line], word.token);
  }

  // ---- comments ----

  /// Comments on neighbouring lines, and the column at which they are placed.
  struct Comments {
    std::vector<Word> all;
    std::size_t column = 0;
  };

  void align_comments() {
    std::vector<Comments> groups = comments();
    for (std::size_t i = 0; i < groups.size(); ++i) {
      const bool shares = (i > 0 && groups[i - 1].column == groups[i].column) ||
                          (i + 1 < groups.size() && groups[i + 1].column == groups[i].column);
      const bool alone = groups[i].all.size() == 1;
      for (const Word& one : groups[i].all)
        placed_[one.token].blanks = std::max(groups[i].column, least_column(one)) - end_of(one);
      if (alone && !shares) placed_[groups[i].all[0].token].blanks = before_comment;
    }
  }

  std::vector<Comments> comments() {
    std::vector<Comments> groups;
    for (std::size_t n = 0; n < lines_.size(); ++n) {
      const std::size_t last = lines_[n].end - 1;
      const Placed& one = placed_[last];
      if (one.token.kind != TokenKind::comment || one.breaks || one.stays) continue;
      const bool goes_on = !groups.empty() && groups.back().all.back().line + 1 == n && !lines_[n].below_blank;
      if (!goes_on) groups.emplace_back();
      groups.back().all.push_back({n, last});
    }
    for (Comments& group : groups) group.column = column_of(group.all);
    return groups;
  }

  std::size_t end_of(const Word& word) { return end_before(lines_[word.line], word.token); }
  std::size_t least_column(const Word& comment) { return end_of(comment) + before_comment; }

  /// The one that two or more of them have, with room for both: who has no room there stands by itself. Else as far to
  /// the left as all have room. A single comment has its own.
  std::size_t column_of(const std::vector<Word>& group) {
    std::size_t column = 0;
    std::map<std::size_t, std::size_t> counts;
    for (const Word& one : group) {
      column = std::max(column, least_column(one));
      if (const std::size_t written = placed_[one.token].token.column; written >= least_column(one)) ++counts[written];
    }
    const std::size_t enough = group.size() == 1 ? 1 : 2;
    const auto shared =
        std::find_if(counts.begin(), counts.end(), [&](const auto& count) { return count.second >= enough; });
    return shared == counts.end() ? column : shared->first;
  }

  std::vector<Placed>& placed_;
  std::vector<Line> lines_;
  std::map<std::size_t, std::vector<std::vector<Word>>> columns_;  ///< by place in the source
};

}  // namespace

void align(std::vector<Placed>& placed) { Aligner(placed).run(); }

}  // namespace boxwright::format
