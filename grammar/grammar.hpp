#pragma once

#include <tao/pegtl.hpp>

#include "grammar/by_hand.hpp"
#include "grammar/messages.hpp"

/// The shape of a `.box` file, in reading order from the small to the whole. There is no keyword here: what a row's
/// first word means is said in keywords.def.
///
/// A row is read as long as it has a good shape. Where it has not, `refuse` names the error and the row is given up:
/// `some_row` catches that, and `bad_row` finds where reading goes on. From a block's `{` on nothing of its row is
/// given up any more (`report` only tells), so that no text is read over and over.
namespace boxwright::grammar {

using tao::pegtl::alnum;
using tao::pegtl::alpha;
using tao::pegtl::any;
using tao::pegtl::at;
using tao::pegtl::eof;
using tao::pegtl::not_at;
using tao::pegtl::not_one;
using tao::pegtl::one;
using tao::pegtl::opt;
using tao::pegtl::plus;
using tao::pegtl::raise;
using tao::pegtl::seq;
using tao::pegtl::sor;
using tao::pegtl::star;
using tao::pegtl::success;
using tao::pegtl::try_catch_type;
using tao::pegtl::two;
using tao::pegtl::xdigit;

// ---- what the rules are written with ----

/// Thrown by `refuse` and caught by `some_row`.
struct row_given_up {};

/// What the parser's control turns into the message of `Error` and the end of the row.
template <class Error>
struct refusal {
  using rule_t = refusal;
  using subs_t = tao::pegtl::empty_list;
};
template <class Error>
using fail = raise<refusal<Error>>;

/// Gives the row up when the shape comes next.
template <class Error, class... Shape>
struct refuse : opt<at<Shape...>, fail<Error>> {};

/// Says the error and goes on.
template <class Error>
struct report : by_hand<report<Error>> {
  template <class Input, class State>
  static bool read(Input& in, State& state) {
    state.template report<Error>(in.byte());
    return true;
  }
};

/// Remembers that what comes next begins here.
template <Place place>
struct remember : by_hand<remember<place>> {
  template <class Input, class State>
  static bool read(Input& in, State& state) {
    state.places[place] = in.byte();
    return true;
  }
};
template <Place place>
struct forget : by_hand<forget<place>> {
  template <class Input, class State>
  static bool read(Input& /*unused*/, State& state) {
    state.places[place].reset();
    return true;
  }
};

// ---- characters, blanks, comments ----

struct blank : one<' ', '\t'> {};
struct blanks : plus<blank> {};
struct some_blanks : star<blank> {};
struct line_end : sor<one<'\n'>, eof> {};
struct space : sor<blank, line_end> {};
struct comment : seq<behind<' ', '\t', '\n'>, one<'#'>, star<not_one<'\n'>>> {};
/// Between the parts of options and lists, and between rows.
struct gap : star<sor<plus<one<' ', '\t', '\n'>>, comment>> {};

struct fence : seq<two<'"'>, one<'"'>> {};                                      // opens a text
struct colon : seq<one<':'>, at<space>> {};                                     // opens raw, and is in no word
struct arrow : seq<one<'-'>, one<'>'>, at<sor<space, one<';', '{', '}'>>>> {};  // in options and lists a word
struct last_backslash : seq<one<'\\'>, some_blanks, line_end> {};               // no word ends with it
struct semicolon : seq<one<';'>, at<sor<space, one<';', '}'>>>> {};

struct name : seq<alpha, star<sor<alnum, one<'-', '_'>>>> {};

// ---- arguments: touching pieces ----

/// `$$`, and the braces behind it: `$${x}` is the text `${x}`.
struct two_dollars : two<'$'> {};
struct plain_braces : seq<one<'{'>, star<not_one<' ', '\t', '\n', '"', '{', '}'>>, one<'}'>> {};

/// `Stops` end a bare word where it stands in options or a list.
template <char... Stops>
struct bare_character : sor<not_one<' ', '\t', '\n', '"', '{', '}', '(', ')', ';', '$', ':', '\\', Stops...>,  //
                            seq<not_at<colon>, one<':'>>,                                                      //
                            seq<not_at<last_backslash>, one<'\\'>>,                                            //
                            seq<two_dollars, opt<plain_braces>>> {};

/// Behind `=`, `'` and `[` open what they open at the start of an argument.
template <char... Stops>
struct bare : plus<not_at<behind<'='>, one<'\'', '['>>, bare_character<Stops...>> {};

struct reference_name : name {};
struct form : name {};
struct reference
    : seq<at<one<'$'>>, not_at<two_dollars>,
          sor<seq<one<'$'>, one<'{'>, reference_name, opt<one<':'>, form>, one<'}'>>, fail<bad_reference>>> {};

struct code_point : by_hand<code_point, plus<xdigit>> {
  template <class Input, class State>
  static bool read(Input& in, State& state) {
    const std::size_t digits = state.code_point_digits(in.byte());
    in.bump_in_this_line(digits);
    return digits > 0;
  }
};
struct escape
    : seq<at<one<'\\'>>, refuse<unclosed_string, one<'\\'>, line_end>,
          sor<seq<one<'\\'>, one<'"', '\\', 'n', 't'>>, seq<one<'\\'>, one<'u'>, one<'{'>, code_point, one<'}'>>,  //
              fail<unknown_escape>>> {};
struct string_text : plus<sor<not_one<'"', '\\', '\n', '$'>, two_dollars>> {};
struct may_close : by_hand<may_close> {
  template <class Input, class State>
  static bool read(Input& in, State& state) {
    return state.string_may_close(in.byte());
  }
};
struct string : seq<at<one<'"'>>, refuse<misplaced_fence, fence>, remember<Place::quote>, one<'"'>,
                    sor<may_close, fail<unclosed_string>>, star<sor<string_text, reference, escape>>,
                    sor<one<'"'>, fail<unclosed_string>>, forget<Place::quote>> {};

struct literal_text : star<not_one<'\'', '\n'>> {};
struct literal : seq<at<one<'\''>>, remember<Place::quote>, one<'\''>, literal_text,
                     sor<one<'\''>, fail<unclosed_literal>>, forget<Place::quote>> {};

template <char... Stops>
struct piece : sor<string, reference, seq<behind<'='>, literal>, bare<Stops...>> {};
template <char... Stops>
struct pieces : seq<sor<literal, piece<Stops...>>, star<piece<Stops...>>> {};

// ---- lists ----

struct item : pieces<',', ']', '['> {};
struct no_item : seq<refuse<glued_comment, one<'#'>>, refuse<nothing_before_comma, one<','>>,
                     refuse<bracket_in_list, one<'['>>, refuse<line_continuation, last_backslash>, fail<not_in_list>> {
};
struct list_item : seq<not_at<one<'#'>>, item> {};
struct item_end : sor<at<one<',', ']', ' ', '\t', '\n'>>, no_item> {};
struct list : seq<at<one<'['>>, remember<Place::bracket>, one<'['>, gap,
                  star<not_at<one<']'>>, sor<list_item, no_item>, item_end, gap, opt<one<','>>, gap>,  //
                  one<']'>, forget<Place::bracket>> {};

// ---- options ----

struct option_name : name {};
struct value : sor<list, seq<pieces<','>, opt<behind<'='>, list>>> {};
struct equals : one<'='> {};
struct option : seq<option_name, opt<equals, opt<value>>> {};
struct no_option_here : seq<refuse<glued_comment, one<'#'>>, refuse<nothing_before_comma, one<','>>,
                            refuse<line_continuation, last_backslash>, fail<no_option>> {};
struct option_end
    : sor<seq<one<','>, gap>, at<one<')'>>,
          seq<refuse<glued_comment, one<'#'>>, refuse<line_continuation, last_backslash>, fail<between_options>>> {};
struct options : seq<at<one<'('>>, remember<Place::parenthesis>, one<'('>, gap,
                     star<not_at<one<')'>>, sor<option, no_option_here>, gap, option_end>,  //
                     one<')'>, forget<Place::parenthesis>> {};

// ---- the words of a row ----

/// What may come behind a word without a blank; behind options, a block's `{` too.
struct word_end : sor<space, one<'}'>, colon, semicolon> {};

/// Called where nothing fits any more: says why.
struct misplaced : seq<refuse<parenthesis, one<'('>>, refuse<stray_parenthesis, one<')'>>,
                       refuse<glued_brace, one<'{'>>, refuse<glued_semicolon, one<';'>>, refuse<second_arrow, arrow>,
                       refuse<line_continuation, last_backslash>, refuse<glued_comment, one<'#'>>, fail<touching>> {};

struct argument : sor<list, seq<pieces<>, opt<behind<'='>, list>>> {};
struct word : seq<refuse<glued_arrow, seq<not_at<arrow>, one<'-'>, one<'>'>>>,  //
                  not_at<sor<one<'#'>, fence, arrow>>, argument, sor<at<word_end>, misplaced>> {};

/// A plain name; `torch==2`, `./x` and `"when"` are arguments.
struct head : seq<name, not_at<sor<bare_character<>, one<'"', '$'>>>> {};
struct behind_options : sor<at<sor<word_end, one<'{'>>>, misplaced> {};
struct first_word : sor<seq<head, sor<seq<options, behind_options>, at<word_end>, misplaced>>,  //
                        word,                                                                   //
                        seq<refuse<starts_no_row, sor<one<'{'>, arrow, colon, fence>>, misplaced>> {};

struct targets : seq<arrow, sor<seq<blanks, word>, fail<nothing_behind_arrow>>, star<blanks, word>> {};

// ---- what a row ends with: raw, text, block or nothing ----

/// In a block that opened on this line raw would eat the `}`.
struct in_line_block : by_hand<in_line_block> {
  template <class Input, class State>
  static bool read(Input& in, State& state) {
    return state.block_opened_on_line_of(in.byte());
  }
};

/// Backslashes come in pairs: only a last odd one continues the line.
struct raw_line : star<sor<two<'\\'>, seq<not_at<last_backslash>, not_one<'\n'>>>> {};
struct comment_in_raw : seq<one<'#'>, star<not_one<'\n'>>, one<'\n'>, some_blanks, not_at<sor<one<'}'>, line_end>>> {};
struct raw_join : seq<one<'\\'>, some_blanks, sor<one<'\n'>, seq<eof, report<continued_at_end>>>, some_blanks,
                      opt<at<one<'#'>>, report<continued_comment>>, star<comment_in_raw>> {};
struct command : seq<raw_line, star<raw_join, raw_line>> {};
struct no_command : seq<star<sor<blank, seq<one<'\\'>, some_blanks, one<'\n'>>>>, sor<line_end, one<'#'>>> {};
struct raw : seq<at<colon>, refuse<raw_in_line_block, in_line_block>, refuse<empty_raw, one<':'>, no_command>, one<':'>,
                 some_blanks, refuse<colon_before_text, fence>, command> {};

struct open_fence : by_hand<open_fence, plus<one<'"'>>> {
  template <class Input, class State>
  static bool read(Input& in, State& state) {
    in.bump_in_this_line(state.open_fence(in.byte()));
    return true;
  }
};
/// As many quotes as opened the text, on a line of their own.
struct close_fence : by_hand<close_fence, plus<one<'"'>>> {
  template <class Input, class State>
  static bool read(Input& in, State& state) {
    const std::size_t length = state.close_fence(in.byte());
    in.bump_in_this_line(length);
    return length > 0;
  }
};
struct text_line : sor<one<'\n'>, seq<plus<not_one<'\n'>>, line_end>> {};
struct text : seq<at<fence>, open_fence, some_blanks, refuse<text_on_fence_line, not_at<line_end>>, opt<one<'\n'>>,
                  star<not_at<close_fence>, text_line>, sor<close_fence, report<unclosed_text>>> {};
/// `run: """` is read as the text it is meant to be.
struct text_behind_colon : seq<at<colon>, one<':'>, some_blanks, at<plus<one<'"'>>, some_blanks, line_end>, at<fence>,
                               report<colon_before_text>, text> {};

/// Where blocks nest too deeply the rest of the file is skipped.
struct open_block : by_hand<open_block, any> {
  template <class Input, class State>
  static bool read(Input& in, State& state) {
    if (in.empty() || in.peek_char() != '{') return false;
    in.bump(state.open_block(in.byte()));
    return true;
  }
};
struct leave_block : by_hand<leave_block> {
  template <class Input, class State>
  static bool read(Input& /*unused*/, State& state) {
    state.leave_block();
    return true;
  }
};
struct rows;
struct block : seq<open_block, rows, sor<one<'}'>, report<unclosed_block>>, leave_block> {};
struct behind_block
    : seq<opt<not_at<sor<space, one<'}', ';', ')', '#'>>>, report<glued_closing_brace>>,
          opt<some_blanks, one<';'>, opt<not_at<sor<space, one<'}', ';'>>>, report<glued_closing_brace>>>> {};
struct block_of_row : seq<refuse<glued_brace, one<'{'>, not_at<sor<space, one<'}', '#'>>>>, block, behind_block> {};

/// A `;` of a shell: it ends none of its commands' rows.
struct in_shell_row : by_hand<in_shell_row> {
  template <class Input, class State>
  static bool read(Input& in, State& state) {
    return state.is_shell_row(in.byte());
  }
};
struct shell_semicolon : seq<at<semicolon>, in_shell_row, fail<shell_row>> {};

struct end_of_row
    : sor<shell_semicolon, semicolon, at<sor<one<'}'>, line_end, seq<behind<' ', '\t'>, one<'#'>>>>, misplaced> {};

// ---- rows ----

struct row : seq<first_word, star<blanks, word>, opt<blanks, targets>, some_blanks,  //
                 sor<text_behind_colon, raw, text, block_of_row, end_of_row>> {};

/// What is left of a row that was given up, up to where reading goes on: its block, the next row, its line's end.
struct skipped : by_hand<skipped, any> {
  template <class Input, class State>
  static bool read(Input& in, State& state) {
    const std::size_t length = state.skip_bad_row(in.byte());
    in.bump(length);
    return length > 0;
  }
};
struct bad_row : sor<seq<skipped, opt<block, behind_block>>, seq<block, behind_block>> {};

struct begin_row : by_hand<begin_row> {
  template <class Input, class State>
  static bool read(Input& in, State& state) {
    state.begin_row(in.byte());
    return true;
  }
};
struct some_row : seq<not_at<sor<one<'}'>, eof>>, begin_row, sor<try_catch_type<row_given_up, row>, bad_row>> {};
struct lone_semicolon : seq<at<one<';'>>, report<nothing_to_end>, one<';'>> {};
struct rows : star<sor<plus<one<' ', '\t', '\n'>>, comment, lone_semicolon, some_row>> {};

struct lone_brace : seq<at<one<'}'>>, report<stray_brace>, one<'}'>> {};
struct file : seq<rows, star<lone_brace, rows>, eof> {};

}  // namespace boxwright::grammar
