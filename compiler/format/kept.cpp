#include "compiler/format/kept.hpp"

#include <algorithm>
#include <array>

#include "compiler/format/format.hpp"
#include "compiler/format/tokens.hpp"

namespace boxwright::format {

namespace {

using Rows = std::vector<ast::Row>;

/// Errors behind which nobody knows which block a row is in, or whether it is one.
bool loses_the_shape(const Diagnostic& diagnostic) {
  static constexpr std::array names{diag::StrayBrace.name, diag::UnclosedBlock.name, diag::TooDeep.name,
                                    diag::UnclosedText.name, diag::TooManyErrors.name};
  return std::find(names.begin(), names.end(), diagnostic.name) != names.end();
}

/// The row around a place that lies in no row of its block; null where it is in none.
const ast::Row* row_at(const Rows& rows, std::size_t place) {
  const auto behind = std::upper_bound(rows.begin(), rows.end(), place,
                                       [](std::size_t offset, const ast::Row& row) { return offset < row.span.begin; });
  if (behind == rows.begin()) return nullptr;
  const ast::Row& row = *std::prev(behind);
  if (place > row.span.end) return nullptr;
  const ast::Block* const block = row.block();
  const ast::Row* const inner = block == nullptr ? nullptr : row_at(block->rows, place);
  return inner == nullptr ? &row : inner;
}

class Marker {
 public:
  Marker(std::string_view text, std::vector<bool>& lines) : text_(text), lines_(lines) {
    for (std::size_t i = text.find('\n'); i != std::string_view::npos; i = text.find('\n', i + 1))
      starts_.push_back(i + 1);
    lines_.assign(starts_.size(), false);
  }

  [[nodiscard]] std::size_t line_of(std::size_t offset) const {
    return static_cast<std::size_t>(std::upper_bound(starts_.begin(), starts_.end(), offset) - starts_.begin()) - 1;
  }
  [[nodiscard]] std::size_t start_of_line_at(std::size_t offset) const { return starts_[line_of(offset)]; }

  void mark(std::size_t begin, std::size_t end) {
    const std::size_t last = line_of(std::max(begin, end));
    for (std::size_t line = line_of(begin); line <= last; ++line) lines_[line] = true;
  }

  /// `behind` is the line on which the block of these rows ends.
  void mark_broken(const Rows& rows, std::size_t depth, std::size_t behind) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const ast::Row& row = rows[i];
      if (row.broken) {
        mark(row.span.begin, row.span.end);
        i = mark_deeper(rows, i, depth, behind);
      } else if (const ast::Block* const block = row.block()) {
        mark_broken(block->rows, depth + 1, line_of(block->span.end - 1));
      }
    }
  }
  void mark_broken(const Rows& rows) { mark_broken(rows, 0, starts_.size()); }

  /// The row an error is in, up to its block.
  void mark_error(const Rows& rows, std::size_t place) {
    mark(place, place);
    const ast::Row* const row = row_at(rows, place);
    if (row == nullptr) return;
    const ast::Block* const block = row->block();
    mark(row->span.begin, block == nullptr ? row->span.end : block->span.begin);
  }

 private:
  /// What stands deeper below a broken row was most likely meant as a part of it. Returns the last row of that. Rows
  /// that are where they belong are not deeper, even if the broken one is further to the left.
  std::size_t mark_deeper(const Rows& rows, std::size_t i, std::size_t depth, std::size_t behind) {
    const std::size_t column = std::max(indentation_of(line_of(rows[i].span.begin)), depth * indentation);
    const std::size_t begin = rows[i].span.end;
    while (i + 1 < rows.size() && indentation_of(line_of(rows[i + 1].span.begin)) > column) ++i;
    if (i + 1 < rows.size()) behind = line_of(rows[i + 1].span.begin);
    std::size_t end = rows[i].span.end;
    for (std::size_t line = line_of(end) + 1; line < behind; ++line) {  // comments
      const std::size_t first = starts_[line] + indentation_bytes(line);
      if (first == text_.size() || text_[first] == '\n') continue;
      if (indentation_of(line) <= column) break;
      end = first;
    }
    mark(begin, end);
    return i;
  }

  [[nodiscard]] std::size_t indentation_bytes(std::size_t line) const {
    return std::min(text_.find_first_not_of(" \t", starts_[line]), text_.size()) - starts_[line];
  }
  [[nodiscard]] std::size_t indentation_of(std::size_t line) const {
    return column_behind(text_.substr(starts_[line], indentation_bytes(line)), 0);
  }

  std::string_view text_;
  std::vector<bool>& lines_;
  std::vector<std::size_t> starts_{0};
};

/// The beginning of the line on which the row at or before a place begins, and no row goes on from above.
std::size_t rest_from(const Rows& rows, std::size_t place, const Marker& marker) {
  const ast::Row* first = nullptr;
  for (const ast::Row& row : rows)
    if (row.span.begin <= place) first = &row;
  std::size_t rest = marker.start_of_line_at(first == nullptr ? place : first->span.begin);
  for (auto row = rows.rbegin(); row != rows.rend(); ++row)
    if (row->span.begin < rest && row->span.end > rest) rest = marker.start_of_line_at(row->span.begin);
  return rest;
}

}  // namespace

Kept kept(std::string_view text, const ast::File& tree, const Diagnostics& diagnostics, FileId file) {
  Kept result;
  Marker marker(text, result.lines_);
  result.rest_ = text.size();
  marker.mark_broken(tree.rows);
  for (const Diagnostic& one : diagnostics.all()) {
    if (one.span.file != file) continue;
    if (loses_the_shape(one)) result.rest_ = std::min(result.rest_, rest_from(tree.rows, one.span.begin, marker));
    if (one.severity == Severity::error) marker.mark_error(tree.rows, one.span.begin);
  }
  const bool not_all_told = diagnostics.count(Severity::error) > Diagnostics::most_errors;
  const bool not_read = tree.rows.empty() && diagnostics.has_errors();
  if (not_all_told || not_read) result.rest_ = 0;
  if (result.rest_ < text.size()) marker.mark(result.rest_, text.size());
  return result;
}

}  // namespace boxwright::format
