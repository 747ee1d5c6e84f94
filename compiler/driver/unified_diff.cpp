// The shortest list of removed and added lines (Myers, "An O(ND) difference algorithm", 1986), with three lines around
// each change.

#include "compiler/driver/unified_diff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace boxwright::driver {

namespace {

using Lines = std::vector<std::string_view>;

constexpr std::size_t around = 3;
constexpr std::ptrdiff_t most_edits = 2000;  // what is kept to find the shortest list grows with their square

/// A line that stays, goes or comes: its numbers in the old and in the new file, from 0.
struct Edit {
  char sign = ' ';
  std::size_t old_line = 0, new_line = 0;
};

/// Lines with the line feeds at their ends.
Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

/// How far each diagonal (old line minus new line) reaches, before each further edit.
using Reach = std::vector<std::ptrdiff_t>;

class Comparison {
 public:
  Comparison(const Lines& before, const Lines& after)
      : before_(before),
        after_(after),
        old_count_(static_cast<std::ptrdiff_t>(before.size())),
        new_count_(static_cast<std::ptrdiff_t>(after.size())),
        most_(std::min(old_count_ + new_count_, most_edits)) {}

  std::vector<Edit> edits() {
    std::vector<Reach> history;
    Reach reach(static_cast<std::size_t>(2 * most_ + 3), 0);
    for (std::ptrdiff_t edits = 0; edits <= most_; ++edits) {
      history.push_back(reach);
      for (std::ptrdiff_t diagonal = -edits; diagonal <= edits; diagonal += 2) {
        std::ptrdiff_t line = start(reach, diagonal, edits);
        while (is_same(line, line - diagonal)) ++line;
        reach[index(diagonal)] = line;
        if (line >= old_count_ && line - diagonal >= new_count_) return walk_back(history);
      }
    }
    return replaced();
  }

 private:
  [[nodiscard]] std::size_t index(std::ptrdiff_t diagonal) const {
    return static_cast<std::size_t>(diagonal + most_ + 1);
  }
  [[nodiscard]] bool is_same(std::ptrdiff_t old_line, std::ptrdiff_t new_line) const {
    return old_line < old_count_ && new_line < new_count_ &&
           before_[static_cast<std::size_t>(old_line)] == after_[static_cast<std::size_t>(new_line)];
  }
  /// Is the last edit before a diagonal an added line?
  [[nodiscard]] bool adds(const Reach& reach, std::ptrdiff_t diagonal, std::ptrdiff_t edits) const {
    return diagonal == -edits || (diagonal != edits && reach[index(diagonal - 1)] < reach[index(diagonal + 1)]);
  }
  [[nodiscard]] std::ptrdiff_t start(const Reach& reach, std::ptrdiff_t diagonal, std::ptrdiff_t edits) const {
    if (edits == 0) return 0;
    return adds(reach, diagonal, edits) ? reach[index(diagonal + 1)] : reach[index(diagonal - 1)] + 1;
  }

  [[nodiscard]] std::vector<Edit> walk_back(const std::vector<Reach>& history) const {
    std::vector<Edit> edits;
    std::ptrdiff_t old_line = old_count_;
    std::ptrdiff_t new_line = new_count_;
    const auto add = [&](char sign) {
      edits.push_back({sign, static_cast<std::size_t>(old_line), static_cast<std::size_t>(new_line)});
    };
    for (auto left = static_cast<std::ptrdiff_t>(history.size()) - 1; left >= 0; --left) {
      const Reach& reach = history[static_cast<std::size_t>(left)];
      const std::ptrdiff_t diagonal = old_line - new_line;
      const std::ptrdiff_t begin = start(reach, diagonal, left);
      while (old_line > begin) {
        --old_line, --new_line;
        add(' ');
      }
      if (left == 0) break;
      if (adds(reach, diagonal, left)) {
        --new_line;
        add('+');
      } else {
        --old_line;
        add('-');
      }
    }
    std::reverse(edits.begin(), edits.end());
    return edits;
  }

  /// All lines between the first and the last that differ, the old ones before the new ones.
  [[nodiscard]] std::vector<Edit> replaced() const {
    std::size_t first = 0;
    while (first < before_.size() && first < after_.size() && before_[first] == after_[first]) ++first;
    std::size_t old_end = before_.size();
    std::size_t new_end = after_.size();
    for (; old_end > first && new_end > first && before_[old_end - 1] == after_[new_end - 1]; --old_end) --new_end;
    std::vector<Edit> edits;
    for (std::size_t line = 0; line < first; ++line) edits.push_back({' ', line, line});
    for (std::size_t line = first; line < old_end; ++line) edits.push_back({'-', line, first});
    for (std::size_t line = first; line < new_end; ++line) edits.push_back({'+', old_end, line});
    for (std::size_t line = old_end; line < before_.size(); ++line)
      edits.push_back({' ', line, line - old_end + new_end});
    return edits;
  }

  const Lines& before_;
  const Lines& after_;
  std::ptrdiff_t old_count_, new_count_, most_;
};

/// `12,3`, as the head of a hunk counts lines: a range without lines begins at the line before it.
std::string range(std::size_t first, std::size_t count) {
  return fmt::format("{}{}", count == 0 ? first : first + 1, count == 1 ? "" : fmt::format(",{}", count));
}

std::string hunk(const std::vector<Edit>& edits, std::size_t begin, std::size_t end, const Lines& before,
                 const Lines& after) {
  std::size_t old_count = 0;
  std::size_t new_count = 0;
  std::string text;
  for (std::size_t i = begin; i < end; ++i) {
    const Edit& edit = edits[i];
    if (edit.sign != '+') ++old_count;
    if (edit.sign != '-') ++new_count;
    const std::string_view line = edit.sign == '+' ? after[edit.new_line] : before[edit.old_line];
    text += fmt::format("{}{}", edit.sign, line);
    if (!line.ends_with('\n')) text += "\n\\ No newline at end of file\n";
  }
  return fmt::format("@@ -{} +{} @@\n{}", range(edits[begin].old_line, old_count),
                     range(edits[begin].new_line, new_count), text);
}

}  // namespace

std::string unified_diff(const std::string& path, std::string_view before, std::string_view after) {
  if (before == after) return {};
  const Lines old_lines = lines_of(before);
  const Lines new_lines = lines_of(after);
  const std::vector<Edit> edits = Comparison(old_lines, new_lines).edits();
  const std::string name = path.starts_with('/') ? path : "/" + path;
  std::string text = fmt::format("--- a{}\n+++ b{}\n", name, name);
  const auto is_change = [](const Edit& edit) { return edit.sign != ' '; };
  for (auto at = std::find_if(edits.begin(), edits.end(), is_change); at != edits.end();) {
    const auto first = static_cast<std::size_t>(at - edits.begin());
    std::size_t last = first;  // the last change of this hunk
    for (std::size_t i = first; i < edits.size() && i <= last + 2 * around + 1; ++i)
      if (is_change(edits[i])) last = i;
    const std::size_t begin = first - std::min(first, around);
    const std::size_t end = std::min(edits.size(), last + 1 + around);
    text += hunk(edits, begin, end, old_lines, new_lines);
    at = std::find_if(edits.begin() + static_cast<std::ptrdiff_t>(last + 1), edits.end(), is_change);
  }
  return text;
}

}  // namespace boxwright::driver
