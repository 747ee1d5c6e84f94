#include "compiler/parse/state.hpp"

#include <algorithm>

#include "compiler/base/code_point.hpp"

namespace boxwright::parse {

using grammar::Place;

namespace {
constexpr std::size_t none = std::string_view::npos;
}

State::State(std::string_view text, FileId file, Diagnostics& diagnostics)
    : text_(text), file_(file), diagnostics_(diagnostics) {
  for (std::size_t i = text.find('\n'); i != none; i = text.find('\n', i + 1)) line_ends_.push_back(i);
}

std::size_t State::line_end(std::size_t offset) const {
  const auto end = std::lower_bound(line_ends_.begin(), line_ends_.end(), offset);
  return end == line_ends_.end() ? text_.size() : *end;
}

bool State::has_blank_before(std::size_t offset) const {
  return offset == 0 || std::string_view(" \t\n").find(text_[offset - 1]) != none;
}

bool State::has_blank_behind(std::size_t offset) const {
  return offset + 1 >= text_.size() || std::string_view(" \t\n").find(text_[offset + 1]) != none;
}

void State::begin_row(std::size_t offset) {
  places[Place::row] = offset;
  places[Place::quote].reset();
  places[Place::parenthesis].reset();
  places[Place::bracket].reset();
  resume_ = {offset, Leftover::row};
}

// ---- blocks and texts ----

std::size_t State::open_block(std::size_t offset) {
  const bool too_deep = blocks_.size() == grammar::deepest_block;
  blocks_.push_back(offset);
  places[Place::brace] = offset;
  if (!too_deep) return 1;
  say<grammar::too_deep>(offset);
  given_up_ = true;
  return text_.size() - offset;
}

void State::leave_block() {
  blocks_.pop_back();
  places[Place::brace].reset();
  if (!blocks_.empty()) places[Place::brace] = blocks_.back();
}

bool State::block_opened_on_line_of(std::size_t offset) const {
  return !blocks_.empty() && line_end(blocks_.back()) == line_end(offset);
}

std::size_t State::open_fence(std::size_t offset) {
  places[Place::fence] = offset;
  fence_length_ = std::min(text_.find_first_not_of('"', offset), text_.size()) - offset;
  return fence_length_;
}

std::size_t State::close_fence(std::size_t offset) const {
  const auto behind = [&](std::string_view characters, std::size_t from) {
    return std::min(text_.find_first_not_of(characters, from), text_.size());
  };
  const std::size_t begin = behind(" \t", offset);
  const std::size_t quotes = behind("\"", begin);
  const std::size_t end = behind(" \t", quotes);
  return quotes - begin == fence_length_ && (end == text_.size() || text_[end] == '\n') ? end - offset : 0;
}

std::size_t State::code_point_digits(std::size_t offset) const {
  const std::string_view digits = text_.substr(offset, std::min(text_.find('}', offset), text_.size()) - offset);
  return code_point(digits) ? digits.size() : 0;
}

// ---- behind an error ----

std::size_t State::skip_bad_row(std::size_t offset) {
  const std::size_t end = given_up_ ? text_.size() : end_of_bad_row();
  work_ += end - offset;
  return end - offset;
}

std::size_t State::end_of_bad_row() {
  std::size_t i = resume_.offset;
  if (resume_.leftover == Leftover::line) return line_end(i);
  if (resume_.leftover == Leftover::shell_lines) {
    std::size_t end = line_end(i);
    while (end < text_.size() && continues_below(end)) end = line_end(end + 1);
    return end;
  }
  if (resume_.leftover == Leftover::text) {
    if (const std::size_t end = behind_text(i); end != none) return end;
  }
  const bool in_line_block = block_opened_on_line_of(i);
  std::size_t braces = 0;
  std::size_t brackets = 0;
  while (i < text_.size()) {
    switch (text_[i]) {
      case '\n':
        if (resume_.leftover != Leftover::continued_lines || !continues_below(i)) return i;
        break;
      case '"':
        i = behind_string(i);
        continue;
      case '$':
        i = behind_reference(i);
        continue;
      case '#':
        if (has_blank_before(i)) return i;
        break;
      case '{':
        if (opens_block(i)) return i;
        ++braces;
        break;
      case '}':
        if (braces == 0 && in_line_block) return i;
        if (braces > 0) --braces;
        break;
      case '(':
      case '[':
        ++brackets;
        break;
      case ')':
      case ']':
        if (brackets > 0) --brackets;
        break;
      case ';':
        if (brackets == 0 && resume_.leftover != Leftover::semicolons && has_blank_behind(i)) return i + 1;
        break;
      default:
        break;
    }
    ++i;
  }
  return text_.size();
}

/// A `\` ends the line, and there is something below that it can mean.
bool State::continues_below(std::size_t line_end) const {
  const std::size_t last = text_.find_last_not_of(" \t", line_end - 1);
  const std::size_t next = text_.find_first_not_of(" \t", line_end + 1);
  return last != none && text_[last] == '\\' && next != none && text_[next] != '\n' && text_[next] != '}';
}

/// The end of the line that closes the text which a misplaced fence at `offset` was meant to open: the next line with
/// three quotes, when it has nothing else.
std::size_t State::behind_text(std::size_t offset) {
  constexpr std::string_view fence = R"(""")";
  const std::size_t inside = std::min(text_.find_first_not_of('"', offset), text_.size());
  const std::size_t quotes = text_.find(fence, inside);
  if (quotes == none || quotes < line_end(inside)) return none;
  work_ += quotes - inside;
  const std::size_t before = text_.find_last_not_of(" \t", quotes - 1);
  const std::size_t behind = std::min(text_.find_first_not_of('"', quotes), text_.size());
  const std::size_t end = line_end(quotes);
  const bool alone = text_[before] == '\n' && text_.substr(behind, end - behind).find_first_not_of(" \t") == none;
  return alone ? end : none;
}

bool State::opens_block(std::size_t brace) const {
  if (has_blank_behind(brace)) return true;
  if (!has_blank_before(brace) && text_[brace - 1] != ')') return false;
  if (text_[brace + 1] == '}') return true;
  const std::size_t end = text_.find_first_of("} \t\n", brace);  // `{a,b}.txt` is a word, `{libgl1 …` a block
  return end == none || text_[end] != '}';
}

std::size_t State::behind_string(std::size_t quote) {
  if (quote < no_closing_quote_before_) return quote + 1;
  for (std::size_t i = quote + 1; i < text_.size() && text_[i] != '\n'; ++i) {
    if (text_[i] == '"') return i + 1;
    if (text_[i] == '\\' && i + 1 < text_.size() && text_[i + 1] != '\n') ++i;
  }
  no_closing_quote_before_ = line_end(quote);
  return quote + 1;
}

std::size_t State::behind_reference(std::size_t dollar) const {
  if (dollar + 1 >= text_.size() || text_[dollar + 1] != '{') return dollar + 1;
  const std::size_t end = text_.find_first_of("}{$\"\n \t", dollar + 2);
  return end != none && text_[end] == '}' ? end + 1 : dollar + 2;
}

/// The bracket that closes the one at `bracket`, looking from inside. On the lines below, what can only stand in a row
/// ends the search.
std::size_t State::closing_bracket(std::size_t bracket, std::size_t from) {
  constexpr std::size_t farthest = 65536;
  const char opener = text_[bracket];
  const char closer = opener == '(' ? ')' : ']';
  const std::size_t this_line = line_end(from);
  const std::size_t limit = std::min(text_.size(), from + farthest);
  std::size_t nested = 0;
  std::size_t parentheses = 0;  // in a list
  std::size_t i = from;
  while (i < limit) {
    const char c = text_[i];
    if (c == '"') {
      i = behind_string(i);
      continue;
    }
    if (c == '$') {
      i = behind_reference(i);
      continue;
    }
    if (c == '#' && has_blank_before(i)) {
      i = line_end(i);
      continue;
    }
    if (c == closer && nested == 0) break;
    if (opener == '[' && c == ')' && parentheses == 0) break;
    if (opener == '[' && c == '(') ++parentheses;
    if (opener == '[' && c == ')') --parentheses;
    if (c == '{' && opens_block(i)) break;
    if (i > this_line && (c == opener || std::string_view("({};").find(c) != none)) break;
    if (c == opener) ++nested;
    if (c == closer) --nested;
    ++i;
  }
  work_ += i - from;
  return i < limit && text_[i] == closer ? i : none;
}

}  // namespace boxwright::parse
