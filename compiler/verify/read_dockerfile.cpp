#include "compiler/verify/read_dockerfile.hpp"

#include <algorithm>

#include "compiler/base/blanks.hpp"
#include "compiler/verify/here_documents.hpp"

namespace boxwright::verify {

namespace {

constexpr std::string_view blanks = " \t\v\f\r";
constexpr std::size_t longest_line = 65'535;  // what BuildKit's scanner takes, the line feed with it

bool is_blank(char c) { return blanks.find(c) != std::string_view::npos; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_comment(std::string_view line) { return without_blanks_before(line).starts_with('#'); }

/// Takes the backslash of a line that goes on off its end. One behind another backslash is no such sign.
bool take_continuation(std::string_view& line) {
  const std::size_t last = line.find_last_not_of(" \t");
  if (last == std::string_view::npos || line[last] != '\\') return false;
  if (last > 0 && line[last - 1] == '\\') return false;
  line = line.substr(0, last);
  return true;
}

std::string in_letters(std::string_view word, char from, char to) {
  std::string result(word);
  for (char& c : result)
    if (c >= from && c <= from + 25) c = static_cast<char>(c - from + to);
  return result;
}

/// `# name=value`.
std::optional<std::pair<std::string, std::string>> directive(std::string_view line) {
  line = without_blanks_before(line);
  if (!line.starts_with('#')) return std::nullopt;
  line = without_blanks_before(line.substr(1));
  std::size_t end = 0;
  while (end < line.size() && (is_letter(line[end]) || (end > 0 && line[end] >= '0' && line[end] <= '9'))) ++end;
  const std::string_view rest = without_blanks_before(line.substr(end));
  if (end == 0 || !rest.starts_with('=')) return std::nullopt;
  const std::string_view value = trimmed(rest.substr(1));
  if (value.empty()) return std::nullopt;
  return std::pair(in_letters(line.substr(0, end), 'A', 'a'), std::string(value));
}

/// One word of flags: quotes and backslashes are taken away.
std::string take_flag(std::string_view& text) {
  std::string word;
  char quote = '\0';
  std::size_t place = 0;
  for (; place < text.size(); ++place) {
    char c = text[place];
    if (quote == '\0' && is_blank(c)) break;
    if (quote == '\0' && (c == '\'' || c == '"')) {
      quote = c;
    } else if (quote != '\0' && c == quote) {
      quote = '\0';
    } else {
      if (c == '\\' && place + 1 < text.size()) c = text[++place];
      word += c;
    }
  }
  text.remove_prefix(place);
  return word;
}

/// Splits a joined line into the instruction's parts.
void take_apart(std::string_view line, Instruction& instruction) {
  line = trimmed(line);
  const std::size_t end = std::min(line.find_first_of(blanks), line.size());
  instruction.keyword = in_letters(line.substr(0, end), 'a', 'A');
  line = without_blanks_before(line.substr(end));
  while (line.starts_with("--")) {
    const std::string flag = take_flag(line).substr(2);
    line = without_blanks_before(line);
    if (flag.empty()) break;
    const std::size_t equals = std::min(flag.find('='), flag.size());
    instruction.flags.emplace_back(flag.substr(0, equals), flag.substr(std::min(equals + 1, flag.size())));
  }
  instruction.rest = std::string(trimmed(line));
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {
    if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
  }

  DockerfileText read() {
    bool directives = true;
    while (has_line() && result_.problem.empty()) {
      const std::string_view line = peek();
      const auto found = directives ? directive(line) : std::nullopt;
      directives = directives && found.has_value();
      if (found) result_.directives.push_back(*found);
      if (is_comment(line) || without_blanks_before(line).empty()) {
        take();
      } else {
        read_instruction();
      }
    }
    return std::move(result_);
  }

 private:
  void fail(std::string problem) {
    if (!result_.problem.empty()) return;
    result_.problem = std::move(problem);
    result_.problem_line = line_;
  }

  [[nodiscard]] bool has_line() const { return !text_.empty(); }
  /// The next line, without its end.
  [[nodiscard]] std::string_view peek() const {
    std::string_view line = text_.substr(0, text_.find('\n'));
    return line.substr(0, line.find_last_not_of('\r') + 1);
  }

  std::string_view take() {
    const std::string_view line = peek();
    const std::size_t size = std::min(text_.find('\n'), text_.size() - 1) + 1;
    ++line_;
    if (size > longest_line) fail("a line is longer than builders read");
    text_.remove_prefix(size);
    return line;
  }

  void read_instruction() {
    const std::string_view whole = text_;
    Instruction instruction;
    instruction.first_line = line_ + 1;
    std::string joined;
    std::string_view part = without_blanks_before(take());
    bool goes_on = take_continuation(part);
    joined += part;
    while (goes_on && has_line()) {
      part = take();
      if (is_comment(part) || without_blanks_before(part).empty()) continue;
      goes_on = take_continuation(part);
      joined += part;
    }
    take_apart(joined, instruction);
    const bool may_hold = instruction.keyword == "RUN" || instruction.keyword == "COPY" || instruction.keyword == "ADD";
    if (may_hold && joined.find("<<") != std::string::npos)
      for (HereDocument& document : announced_documents(joined)) read_document(document, instruction);
    instruction.source = std::string(whole.substr(0, whole.size() - text_.size()));
    while (instruction.source.ends_with('\n')) instruction.source.pop_back();
    result_.instructions.push_back(std::move(instruction));
  }

  void read_document(HereDocument& document, Instruction& instruction) {
    const bool without_tabs = document.text == "-";
    document.text.clear();
    while (has_line()) {
      const std::string_view whole = text_;
      std::string_view line = take();
      if (without_tabs) line.remove_prefix(std::min(line.find_first_not_of('\t'), line.size()));
      if (line == document.end) {
        instruction.documents.push_back(std::move(document));
        return;
      }
      document.text += whole.substr(0, whole.size() - text_.size());
    }
    fail("a here-document has no end");
  }

  std::string_view text_;
  std::size_t line_ = 0;  ///< the number of the last line taken
  DockerfileText result_;
};

}  // namespace

DockerfileText read_dockerfile(std::string_view text) { return Reader(text).read(); }

}  // namespace boxwright::verify
