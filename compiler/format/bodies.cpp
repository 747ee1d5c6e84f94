#include "compiler/format/bodies.hpp"

#include <algorithm>

#include "compiler/format/format.hpp"
#include "compiler/format/tokens.hpp"

namespace boxwright::format {

namespace {

constexpr std::string_view blank = " \t";

std::string_view without_blanks_behind(std::string_view line) {
  return line.substr(0, line.find_last_not_of(blank) + 1);
}

}  // namespace

std::string moved_text(std::string_view written, std::size_t from, std::size_t to) {
  const std::size_t last = written.rfind('\n') + 1;
  const std::size_t quotes = written.find('"', last);
  const std::string_view before = written.substr(last, quotes - last);  // is taken off each line
  const std::string blanks(to + (column_behind(before, 0) > from ? indentation : 0), ' ');
  std::string result(without_blanks_behind(written.substr(0, written.find('\n'))));
  for (std::size_t begin = written.find('\n') + 1; begin < last;) {
    const std::size_t end = written.find('\n', begin);
    std::string_view line = written.substr(begin, end - begin);
    // A line that is blank may be shorter, and stands for an empty one then.
    line.remove_prefix(line.starts_with(before) ? before.size() : line.size());
    result += line.empty() ? "\n" : "\n" + blanks + std::string(line);
    begin = end + 1;
  }
  return result + "\n" + blanks + std::string(written.substr(quotes));
}

std::string moved_command(std::string_view written, std::size_t from, std::size_t to) {
  std::string result;
  while (true) {
    const std::size_t end = std::min(written.find('\n'), written.size());
    result += without_blanks_behind(written.substr(0, end));
    if (end == written.size()) return result;
    written.remove_prefix(end + 1);
    const std::size_t blanks = std::min(written.find_first_not_of(blank), written.size());
    const std::size_t column = column_behind(written.substr(0, blanks), 0) + to;
    result += "\n" + std::string(column - std::min(from, column), ' ');
    written.remove_prefix(blanks);
  }
}

}  // namespace boxwright::format
