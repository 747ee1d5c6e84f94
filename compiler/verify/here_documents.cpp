#include "compiler/verify/here_documents.hpp"

#include <algorithm>
#include <optional>

namespace boxwright::verify {

namespace {

bool is_blank(char c) { return std::string_view(" \t\v\f\r\n").find(c) != std::string_view::npos; }
bool is_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

/// Reads words as BuildKit's lexer does where it looks for here-documents: quotes and escapes stay. A text that it
/// cannot read has no words at all.
class Words {
 public:
  explicit Words(std::string_view text) : text_(text) {}

  std::vector<std::string> read() {
    while (place_ < text_.size() && !failed_) step();
    finish();
    return failed_ ? std::vector<std::string>{} : std::move(words_);
  }

 private:
  [[nodiscard]] bool at_end() const { return place_ >= text_.size(); }
  void keep() { word_ += text_[place_++]; }

  void finish() {
    if (!word_.empty()) words_.push_back(word_);
    word_.clear();
  }

  void step() {
    const char c = text_[place_];
    if (is_blank(c)) {
      finish();
      ++place_;
    } else if (c == '\\') {
      keep();
      if (!at_end()) keep();
    } else if (c == '\'' || c == '"') {
      quoted(c);
    } else if (c == '$') {
      expansion();
    } else if (text_.substr(place_).starts_with("<<")) {
      keep();
      keep();
      while (!at_end() && is_blank(text_[place_])) keep();
    } else {
      keep();
    }
  }

  void quoted(char quote) {
    keep();
    while (!at_end() && text_[place_] != quote) {
      if (quote == '"' && text_[place_] == '\\') keep();
      if (at_end()) break;
      if (quote == '"' && text_[place_] == '$' && text_[place_ - 1] != '\\') {
        expansion();
      } else {
        keep();
      }
    }
    if (at_end()) {
      failed_ = true;
    } else {
      keep();
    }
  }

  void expansion() {
    keep();
    if (at_end() || text_[place_] != '{') return;
    keep();
    while (!at_end() && is_name(text_[place_])) keep();
    if (at_end() || std::string_view("}:+-?#%/").find(text_[place_]) == std::string_view::npos) {
      failed_ = true;
      return;
    }
    while (!at_end() && text_[place_] != '}' && !failed_) {
      const char c = text_[place_];
      if (c == '\'' || c == '"') {
        quoted(c);
      } else if (c == '$') {
        expansion();
      } else {
        if (c == '\\') keep();
        if (!at_end()) keep();
      }
    }
    failed_ = failed_ || at_end();
    if (!failed_) keep();
  }

  std::string_view text_;
  std::size_t place_ = 0;
  std::string word_;
  std::vector<std::string> words_;
  bool failed_ = false;
};

/// `2<<-'END'`.
std::optional<HereDocument> announced(std::string_view word) {
  word.remove_prefix(std::min(word.find_first_not_of("0123456789"), word.size()));
  if (!word.starts_with("<<")) return std::nullopt;
  word.remove_prefix(2);
  HereDocument result;
  if (word.starts_with('-')) {
    result.text = "-";
    word.remove_prefix(1);
  }
  while (!word.empty() && is_blank(word.front())) word.remove_prefix(1);
  if (word.empty() || word.find('<') != std::string_view::npos) return std::nullopt;
  result.expands = word.find_first_of("'\"") == std::string_view::npos;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (word[i] == '\'' || word[i] == '"') continue;
    if (word[i] == '\\' && i + 1 < word.size()) ++i;
    result.end += word[i];
  }
  return result;
}

}  // namespace

std::vector<HereDocument> announced_documents(std::string_view line) {
  std::vector<HereDocument> result;
  for (const std::string& word : Words(line).read())
    if (auto document = announced(word)) result.push_back(std::move(*document));
  return result;
}

}  // namespace boxwright::verify
