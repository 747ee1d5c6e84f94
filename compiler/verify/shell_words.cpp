#include "compiler/verify/shell_words.hpp"

#include <algorithm>

#include "compiler/verify/reference.hpp"

namespace boxwright::verify {

namespace {

/// Stands for itself outside of quotes, wherever it stands in a word.
bool is_plain(char c) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return letter || std::string_view("_./:=@%+,-").find(c) != std::string_view::npos;
}

bool ends_word(std::string_view rest) {
  return rest.empty() || std::string_view(" \t\n;)").find(rest.front()) != std::string_view::npos;
}

/// A command's output as a word: line feeds at its end are lost.
void strip_line_feeds(std::vector<Text>& lines) {
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
}

}  // namespace

void ShellReader::skip_blanks() { place_ = std::min(text_.find_first_not_of(" \t", place_), text_.size()); }

bool ShellReader::take(std::string_view expected) {
  if (!rest().starts_with(expected)) return false;
  place_ += expected.size();
  return true;
}

std::optional<Text> ShellReader::word() {
  const std::size_t begin = place_;
  for (const std::string_view sign : {"{}", "!"}) {
    if (rest().starts_with(sign) && ends_word(rest().substr(sign.size()))) {
      place_ += sign.size();
      return Text(sign);
    }
  }
  Text result;
  while (!ends_word(rest())) {
    const char c = text_[place_];
    if (is_plain(c)) {
      result.append(text_.substr(place_++, 1));
    } else if (c == '\'') {
      const std::size_t end = text_.find('\'', place_ + 1);
      if (end == std::string_view::npos) return std::nullopt;
      result.append(text_.substr(place_ + 1, end - place_ - 1));
      place_ = end + 1;
    } else if (c == '"') {
      if (!double_quoted(result)) return std::nullopt;
    } else {
      return std::nullopt;
    }
  }
  return place_ > begin ? std::optional(result) : std::nullopt;
}

bool ShellReader::double_quoted(Text& result) {
  for (++place_; place_ < text_.size() && text_[place_] != '"';) {
    const char c = text_[place_];
    if (c == '`') return false;
    if (c == '$') {
      const bool good = rest().starts_with("$(") ? printed_lines(result) : take_reference(text_, place_, result);
      if (!good) return false;
      continue;
    }
    const char next = place_ + 1 < text_.size() ? text_[place_ + 1] : '\0';
    if (c == '\\' && next == '\n') {
      place_ += 2;
      continue;
    }
    if (c == '\\' && (next == '"' || next == '$' || next == '\\' || next == '`')) ++place_;
    result.append(text_.substr(place_++, 1));
  }
  return take("\"");
}

bool ShellReader::printed_lines(Text& result) {
  if (!take("$(")) return false;
  const std::optional<Call> call = this->call();
  if (!call || !take(")")) return false;
  if (call->words.size() < 2 || !call->variables.empty() || call->into) return false;
  if (call->words[0] != Text("printf") || call->words[1] != Text("%s\\n")) return false;
  std::vector<Text> lines(call->words.begin() + 2, call->words.end());
  strip_line_feeds(lines);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i > 0) result.append("\n");
    result.append(lines[i]);
  }
  return true;
}

std::vector<std::pair<std::string, Text>> ShellReader::variables() {
  std::vector<std::pair<std::string, Text>> result;
  while (true) {
    skip_blanks();
    const std::size_t size = name_size(rest());
    if (size == 0 || !rest().substr(size).starts_with('=')) return result;
    const std::size_t begin = place_;
    const std::string name(rest().substr(0, size));
    place_ += size + 1;
    std::optional<Text> value = ends_word(rest()) ? Text() : word();
    if (!value) {
      place_ = begin;
      return result;
    }
    result.emplace_back(name, std::move(*value));
  }
}

std::optional<Call> ShellReader::call() {
  Call result;
  result.variables = variables();
  for (skip_blanks(); !ends_word(rest()) && !rest().starts_with("&&"); skip_blanks()) {
    if (take(">")) {
      skip_blanks();
      result.into = word();
      if (!result.into) return std::nullopt;
      continue;
    }
    // A word behind the redirection would be one of the command's all the same; it is not written so.
    std::optional<Text> next = result.into ? std::nullopt : word();
    if (!next) return std::nullopt;
    result.words.push_back(std::move(*next));
  }
  return result.words.empty() ? std::nullopt : std::optional(result);
}

}  // namespace boxwright::verify
