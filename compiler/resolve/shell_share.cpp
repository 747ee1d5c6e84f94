#include "compiler/resolve/shell_share.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <utility>
#include <variant>

#include "compiler/base/stdlib.hpp"

namespace boxwright::resolve {

namespace {

/// Words of the shell's grammar that open or close something, behind which a command may begin.
bool is_reserved(std::string_view word) {
  constexpr std::array<std::string_view, 13> words{"if", "then", "elif", "else", "fi", "while", "until",
                                                   "do", "done", "{",    "}",    "!",  "esac"};
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Reads a shell text word by word, far enough to see where commands begin and end.
class CommandCounter {
 public:
  explicit CommandCounter(std::string_view text) : text_(text) {}

  unsigned count() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\n') {
        end_command();
        ++at_;
        skip_documents();
      } else if (c == ';' || c == '&' || c == '|') {
        if (!is_redirection()) end_command();
        ++at_;
      } else if (c == '(' || c == ')') {
        end_command();
        ++at_;
      } else if (c == ' ' || c == '\t') {
        ++at_;
      } else if (c == '#') {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (text_.substr(at_, 2) == "<<" && text_.substr(at_, 3) != "<<<") {
        note_document();
      } else {
        read_word();
      }
    }
    end_command();
    return commands_;
  }

 private:
  void end_command() {
    if (in_command_) ++commands_;
    in_command_ = false;
  }

  /// `2>&1` and `&>file`: no command ends at this sign.
  [[nodiscard]] bool is_redirection() const {
    if (text_[at_] == '|') return at_ > 0 && text_[at_ - 1] == '>';
    return text_[at_] == '&' && ((at_ > 0 && (text_[at_ - 1] == '>' || text_[at_ - 1] == '<')) ||
                                 (at_ + 1 < text_.size() && text_[at_ + 1] == '>'));
  }

  void read_word() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && std::string_view(" \t\n;&|()").find(text_[at_]) == std::string_view::npos) skip_one();
    const std::string_view word = text_.substr(begin, at_ - begin);
    const std::size_t operation = std::min(word.find_first_not_of("0123456789"), word.size() - 1);
    const bool redirects = word[operation] == '<' || word[operation] == '>';
    const bool is_target = std::exchange(target_follows_, redirects && operation + 1 == word.size());
    if (redirects || is_target || (!in_command_ && is_reserved(word))) return;
    in_command_ = true;
  }

  /// One character of a word, or all between quotes or the brackets of a substitution.
  void skip_one() {
    const char c = text_[at_++];
    if (c == '\\') {
      ++at_;
    } else if (c == '\'') {
      at_ = text_.find('\'', at_);
      at_ = at_ == std::string_view::npos ? text_.size() : at_ + 1;
    } else if (c == '"' || c == '`') {
      while (at_ < text_.size() && text_[at_] != c) at_ += text_[at_] == '\\' ? 2 : 1;
      ++at_;
    } else if (c == '$' && at_ < text_.size() && (text_[at_] == '(' || text_[at_] == '{')) {
      skip_substitution();
    }
    at_ = std::min(at_, text_.size());
  }

  void skip_substitution() {
    const char open = text_[at_++];
    const char close = open == '(' ? ')' : '}';
    for (unsigned depth = 1; depth > 0 && at_ < text_.size();) {
      const char c = text_[at_];
      if (c == open || c == close) {
        c == open ? ++depth : --depth;
        ++at_;
      } else {
        skip_one();
      }
    }
  }

  void note_document() {
    at_ += text_.substr(at_, 3) == "<<-" ? 3 : 2;
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    const std::size_t begin = at_;
    while (at_ < text_.size() && std::string_view(" \t\n;&|()").find(text_[at_]) == std::string_view::npos) ++at_;
    std::string end(text_.substr(begin, at_ - begin));
    std::erase_if(end, [](char c) { return c == '\'' || c == '"' || c == '\\'; });
    documents_.push_back(std::move(end));
  }

  void skip_documents() {
    for (const std::string& end : documents_) {
      while (at_ < text_.size()) {
        const std::size_t line_end = std::min(text_.find('\n', at_), text_.size());
        std::string_view line = text_.substr(at_, line_end - at_);
        line.remove_prefix(std::min(line.find_first_not_of('\t'), line.size()));
        at_ = std::min(line_end + 1, text_.size());
        if (line == end) break;
      }
    }
    documents_.clear();
  }

  std::string_view text_;
  std::size_t at_ = 0;
  unsigned commands_ = 0;
  bool in_command_ = false;
  bool target_follows_ = false;         ///< the next word is the file of a redirection
  std::vector<std::string> documents_;  ///< the words that end the here-documents of this line
};

/// The place itself, or the `use` that brought it where it stands in the standard library.
Span outside_library(Span span, const Sources& sources) {
  while (stdlib::is_source_name(sources[span.file].name())) {
    const auto place = sources.used_at(span.file);
    if (!place) break;
    span = *place;
  }
  return span;
}

bool is_shell(std::string_view keyword) { return keyword == "run" || keyword == "dockerfile"; }

}  // namespace

unsigned commands_in(std::string_view shell) { return CommandCounter(shell).count(); }

ShellShare shell_share(const spec::Stage& stage, const Sources& sources) {
  ShellShare share;
  std::set<std::pair<FileId, std::uint32_t>> uses;  // of the library's templates
  const auto is_library = [&](Span span) {
    const Span place = outside_library(span, sources);
    if (place == span) return false;
    uses.emplace(place.file, place.begin);
    return true;
  };
  const auto add_shell = [&](Span span, unsigned commands) {
    if (is_library(span)) return;
    share.raw += commands;
    share.all += commands;
    share.places.push_back(span);
  };
  for (const auto& [keyword, spans] : stage.rows)
    for (const Span& span : spans)
      if (!is_library(span) && !is_shell(keyword)) ++share.all;
  for (const spec::Statement& statement : stage.statements) {
    if (const auto* run = std::get_if<spec::Run>(&statement.fact)) {
      add_shell(statement.span, commands_in(run->text));
    } else if (const auto* verbatim = std::get_if<spec::Verbatim>(&statement.fact)) {
      add_shell(statement.span, static_cast<unsigned>(verbatim->instructions.size()));
    }
  }
  share.all += static_cast<unsigned>(uses.size());
  return share;
}

}  // namespace boxwright::resolve
