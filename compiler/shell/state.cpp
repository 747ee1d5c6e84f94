#include "compiler/shell/state.hpp"

#include <algorithm>
#include <iterator>

namespace boxwright::shell {

void State::report(const char* place) {
  if (!error_) error_ = offset(place);
}

bool State::enter(const char* place) {
  if (open_.size() == deepest) {
    too_deep_ = true;
    report(place);
    return false;
  }
  open_.push_back(place);
  return true;
}

void State::end_try(Try& before, bool matched) {
  if (!matched) {
    error_ = before.error;
    announced_.clear();
    rules_wasted_ += rules_tried - before.rules_tried;
  }
  put_back(std::move(before.documents));
}

void State::put_back(std::vector<Announcement> announced) {
  announced.insert(announced.end(), std::make_move_iterator(announced_.begin()),
                   std::make_move_iterator(announced_.end()));
  announced_ = std::move(announced);
}

// ---- here-documents ----

void State::announce_document(std::string_view spelling) {
  Announcement announced;
  announced.place = spelling.data();
  spelling.remove_prefix(2);
  announced.strips_tabs = spelling.starts_with('-');
  if (announced.strips_tabs) spelling.remove_prefix(1);
  while (!spelling.empty()) {
    const bool continues = spelling.starts_with("\\\n");
    if (!continues && spelling.front() != ' ' && spelling.front() != '\t') break;
    spelling.remove_prefix(continues ? 2 : 1);
  }
  for (const char c : spelling) {
    const bool quotes = c == '\'' || c == '"' || c == '\\';
    if (quotes) announced.expands = false;
    if (!quotes) announced.end += c;
  }
  announced_.push_back(std::move(announced));
}

State::Document State::read_document(const Announcement& announced, std::string_view rest) {
  Document document{{}, 0, announced.expands};
  std::string content;
  while (document.size < rest.size()) {
    const std::size_t line_end = std::min(rest.find('\n', document.size), rest.size());
    std::string_view line = rest.substr(document.size, line_end - document.size);
    if (announced.strips_tabs) line.remove_prefix(std::min(line.find_first_not_of('\t'), line.size()));
    document.text = rest.substr(0, document.size);
    document.size = std::min(line_end + 1, rest.size());
    if (line == announced.end) {
      documents_[announced.place] = std::move(content);
      return document;
    }
    content += line;
    content += '\n';
  }
  report(announced.place);
  document.text = rest;
  documents_[announced.place] = std::move(content);
  return document;
}

std::optional<std::string> State::document_at(const char* place) const {
  const auto found = documents_.find(place);
  return found == documents_.end() ? std::nullopt : std::optional(found->second);
}

// ---- backquotes ----

State::Inside State::between_backquotes(std::string_view rest, bool in_quotes) {
  const std::string_view taken = in_quotes ? "$`\\\"" : "$`\\";
  auto copy = std::make_unique<Copy>();
  std::size_t at = 1;
  for (; at < rest.size() && rest[at] != '`'; ++at) {
    if (rest[at] == '\\' && at + 1 < rest.size() && taken.find(rest[at + 1]) != std::string_view::npos) ++at;
    copy->offsets.push_back(at);
    copy->text += rest[at];
  }
  const bool closed = at < rest.size();
  if (!closed) report(rest.data());
  const Inside in_place{rest.substr(1, at - 1), at + (closed ? 1U : 0U)};
  if (copy->text.size() == in_place.text.size()) return in_place;
  copy->offsets.push_back(at);
  for (std::size_t& one : copy->offsets) one = offset(rest.data() + one);
  const std::string_view text = copy->text;
  copies_[text.data()] = std::move(copy);
  return {text, in_place.size};
}

std::size_t State::offset(const char* place) const {
  constexpr std::less_equal<> at_most;
  if (at_most(text_.data(), place) && at_most(place, text_.data() + text_.size()))
    return static_cast<std::size_t>(place - text_.data());
  const Copy& copy = *std::prev(copies_.upper_bound(place))->second;
  return copy.offsets[static_cast<std::size_t>(place - copy.text.data())];
}

}  // namespace boxwright::shell
