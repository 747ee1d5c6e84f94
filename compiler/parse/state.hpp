#pragma once

#include <cstddef>
#include <string_view>
#include <type_traits>
#include <vector>

#include "compiler/base/diagnostic.hpp"
#include "compiler/base/source.hpp"
#include "grammar/messages.hpp"

namespace boxwright::parse {

/// What still belongs to a row that was given up, from its error on.
enum class Leftover {
  row,              ///< up to a `;`, the line's end or the `}` of a block on this line
  line,             ///< the whole line
  semicolons,       ///< as `row`, but no `;` ends it
  continued_lines,  ///< as `row`, and the lines that a `\` at the end seems to continue
  shell_lines,      ///< the whole line, and those that a `\` at the end continues
  text,             ///< as `row`, or the lines up to the `"""` that seems to close a text
};
template <class Error>
inline constexpr Leftover leftover_of = Leftover::row;
template <>
inline constexpr Leftover leftover_of<grammar::glued_comment> = Leftover::line;
template <>
inline constexpr Leftover leftover_of<grammar::unclosed_string> = Leftover::semicolons;
template <>
inline constexpr Leftover leftover_of<grammar::raw_in_line_block> = Leftover::semicolons;
template <>
inline constexpr Leftover leftover_of<grammar::line_continuation> = Leftover::continued_lines;
template <>
inline constexpr Leftover leftover_of<grammar::text_on_fence_line> = Leftover::text;
template <>
inline constexpr Leftover leftover_of<grammar::misplaced_fence> = Leftover::text;
template <>
inline constexpr Leftover leftover_of<grammar::colon_before_text> = Leftover::text;

/// What the parser knows beside its place in the text: which blocks are open, what was refused where, and so where
/// reading goes on behind a bad row. The rules of the grammar that are matched by hand ask it.
class State {
 public:
  State(std::string_view text, FileId file, Diagnostics& diagnostics);

  grammar::Places places;
  std::size_t rules_tried = 0;
  [[nodiscard]] std::size_t bytes_read_again() const { return work_; }

  /// Reports an error that leaves the row as it is.
  template <class Error>
  void report(std::size_t offset) {
    say<Error>(std::is_same_v<Error, grammar::unclosed_block> ? blocks_.back() : offset);
    if constexpr (std::is_same_v<Error, grammar::unclosed_text>) given_up_ = true;  // the text took all the rest
  }

  /// Reports the error for which a row is given up, and decides where reading goes on. An error between brackets that
  /// nothing closes is an error of the bracket: what follows it was meant as rows.
  template <class Error>
  void refuse(std::size_t offset) {
    using namespace grammar;
    if (is_shell_row(offset)) {
      resume_ = {*places[Place::row], Leftover::shell_lines};
      return say<shell_row>(offset);
    }
    constexpr bool wants_bracket_closed = std::is_same_v<Error, not_in_list> || std::is_same_v<Error, no_option> ||
                                          std::is_same_v<Error, between_options>;
    const std::size_t begin = places[Place::quote].value_or(offset);
    if constexpr (std::is_same_v<Error, unclosed_string>) no_closing_quote_before_ = line_end(offset);
    resume_ = {begin, leftover_of<Error>};
    work_ += offset - begin;
    const auto outer = places[Place::parenthesis] ? places[Place::parenthesis] : places[Place::bracket];
    const auto inner = places[Place::bracket] ? places[Place::bracket] : places[Place::parenthesis];
    if (!outer) return say<Error>(offset);
    const bool is_closed = closing_bracket(*inner, begin) != std::string_view::npos;
    const bool blames_bracket = !is_closed && (wants_bracket_closed || line_end(*inner) < offset);
    if (const std::size_t close = closing_bracket(*outer, begin); close != std::string_view::npos) {
      resume_ = {close + 1, Leftover::row};
    } else if (blames_bracket) {
      resume_ = {*outer + 1, Leftover::row};
      work_ += offset - *outer;
    }
    if (blames_bracket) return say<unclosed_bracket>(*inner);
    say<Error>(offset);
  }

  [[nodiscard]] bool is_shell_row(std::size_t offset) const {
    return grammar::shell_row::is_it({text_, file_, offset, places, diagnostics_});
  }

  void begin_row(std::size_t offset);
  /// How far the text from `offset` on belongs to the row that was given up.
  std::size_t skip_bad_row(std::size_t offset);

  /// How much of the text belongs to the `{` that is entered here: all where blocks nest too deeply.
  std::size_t open_block(std::size_t offset);
  void leave_block();
  [[nodiscard]] bool block_opened_on_line_of(std::size_t offset) const;

  /// The length of an opening fence, which is remembered, and of a closing one with the blanks around it, or 0.
  std::size_t open_fence(std::size_t offset);
  [[nodiscard]] std::size_t close_fence(std::size_t offset) const;

  /// Not known already that no quote closes a string before the line's end.
  [[nodiscard]] bool string_may_close(std::size_t offset) const { return offset >= no_closing_quote_before_; }
  /// How many hexadecimal digits stand here, 0 when they name no code point.
  [[nodiscard]] std::size_t code_point_digits(std::size_t offset) const;

 private:
  struct Resume {
    std::size_t offset = 0;
    Leftover leftover = Leftover::row;
  };

  template <class Error>
  void say(std::size_t offset) {
    if (given_up_ || offset == last_error_) return;
    last_error_ = offset;
    const grammar::Complaint complaint{text_, file_, offset, places, diagnostics_};
    if (work_ > most_work()) {
      grammar::too_many_errors::say(complaint);
      given_up_ = true;
    } else if (++errors_ <= Diagnostics::most_errors) {
      Error::say(complaint);
    } else {
      diagnostics_.leave_out();  // to say it would mean to walk through the text around it
    }
  }

  [[nodiscard]] std::size_t most_work() const { return 2 * text_.size() + 262144; }
  [[nodiscard]] std::size_t end_of_bad_row();
  [[nodiscard]] bool continues_below(std::size_t line_end) const;
  [[nodiscard]] std::size_t behind_text(std::size_t offset);
  [[nodiscard]] std::size_t closing_bracket(std::size_t bracket, std::size_t from);
  [[nodiscard]] std::size_t behind_string(std::size_t quote);
  [[nodiscard]] std::size_t behind_reference(std::size_t dollar) const;
  [[nodiscard]] bool opens_block(std::size_t brace) const;
  [[nodiscard]] std::size_t line_end(std::size_t offset) const;
  [[nodiscard]] bool has_blank_before(std::size_t offset) const;
  [[nodiscard]] bool has_blank_behind(std::size_t offset) const;

  std::string_view text_;
  FileId file_;
  Diagnostics& diagnostics_;
  std::vector<std::size_t> line_ends_;
  std::vector<std::size_t> blocks_;  ///< the `{` of those that are open
  std::size_t fence_length_ = 0;
  Resume resume_;
  std::size_t no_closing_quote_before_ = 0;
  std::size_t last_error_ = std::string_view::npos;
  std::size_t errors_ = 0;
  std::size_t work_ = 0;  ///< bytes read again because of errors
  bool given_up_ = false;
};

}  // namespace boxwright::parse
