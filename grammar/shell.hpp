#pragma once

#include <cstddef>
#include <tao/pegtl.hpp>
#include <type_traits>
#include <utility>

#include "grammar/by_hand.hpp"

/// The shape of a shell text, in reading order from the small to the whole: what POSIX says, and what bash adds where
/// sh would refuse it.
///
/// No shape is tried twice: a rule whose first sign has been read never fails any more. What is missing is reported
/// (`missing`) and taken as if it stood there, so every text is read to its end, in one go. The one exception is `((`,
/// which may open arithmetic or two parentheses; the state limits how often that is found out by trying.
namespace boxwright::grammar::shell {

using tao::pegtl::alnum;
using tao::pegtl::alpha;
using tao::pegtl::any;
using tao::pegtl::at;
using tao::pegtl::digit;
using tao::pegtl::eof;
using tao::pegtl::not_at;
using tao::pegtl::not_one;
using tao::pegtl::one;
using tao::pegtl::opt;
using tao::pegtl::plus;
using tao::pegtl::seq;
using tao::pegtl::sor;
using tao::pegtl::star;
using tao::pegtl::success;
using tao::pegtl::two;
template <char... Characters>
using text = tao::pegtl::string<Characters...>;

// ---- what the rules are written with ----

/// What has to stand here does not: the text is not complete.
struct missing : by_hand<missing> {
  template <class Input, class State>
  static bool read(Input& in, State& state) {
    state.report(in.current());
    return true;
  }
};
template <class Rule>
struct needed : sor<Rule, missing> {};

/// The end of what the innermost `nested` opened.
struct not_closed : by_hand<not_closed> {
  template <class Input, class State>
  static bool read(Input& /*unused*/, State& state) {
    state.report_open();
    return true;
  }
};
template <class Rule>
struct close : sor<Rule, not_closed> {};

/// What opens something and all of it, however deep; all cycles of the grammar go through here. Too deep, the rest of
/// the text is skipped.
template <class Opener, class... Rest>
struct nested : seq<Opener, Rest...> {
  template <tao::pegtl::apply_mode A, tao::pegtl::rewind_mode M, template <class...> class Action,
            template <class...> class Control, class Input, class State, class... Others>
  static bool match(Input& in, State& state, Others&&... others) {
    const char* const begin = in.current();
    if (!tao::pegtl::match<Opener, A, M, Action, Control>(in, state, others...)) return false;
    if (!state.enter(begin)) {
      in.bump(in.size());
      return true;
    }
    const bool matched = tao::pegtl::match<seq<Rest...>, A, M, Action, Control>(in, state, others...);
    state.leave();
    return matched;
  }
};

/// Reads a part of the text, or a copy of it, by itself.
template <class Rule, tao::pegtl::apply_mode A, template <class...> class Action, template <class...> class Control,
          class Input, class Text, class State, class... Others>
void match_alone(Text part, State& state, Others&&... others) {
  using Part = std::remove_cv_t<std::remove_reference_t<Input>>;
  Part in(part.data(), part.size(), "");
  (void)tao::pegtl::match<Rule, A, tao::pegtl::rewind_mode::required, Action, Control>(in, state, others...);
}

// ---- blanks, comments, ends of lines ----

struct continuation : text<'\\', '\n'> {};
struct blank : sor<one<' ', '\t'>, continuation> {};
struct blanks : star<blank> {};
struct comment : seq<one<'#'>, star<not_one<'\n'>>> {};

/// What a here-document holds; nothing in it is read when its end is quoted.
struct here_text;
/// The here-documents that were announced on the line that ended here.
struct here_documents : success {
  template <tao::pegtl::apply_mode A, tao::pegtl::rewind_mode, template <class...> class Action,
            template <class...> class Control, class Input, class State, class... Others>
  static bool match(Input& in, State& state, Others&&... others) {
    for (const auto& announced : state.take_documents()) {
      const auto document = state.read_document(announced, {in.current(), in.size()});
      if (document.expands && state.enter(in.current())) {
        match_alone<here_text, A, Action, Control, Input>(document.text, state, others...);
        state.leave();
      }
      in.bump(document.size);
    }
    return true;
  }
};
struct newline : one<'\n'> {};
struct line_end : seq<newline, here_documents> {};
/// Between commands.
struct gap : star<sor<blank, comment, line_end>> {};

struct word_end : sor<one<' ', '\t', '\n', ';', '&', '|', '(', ')', '<', '>'>, continuation, eof> {};
template <char... Characters>
struct keyword : seq<text<Characters...>, at<word_end>> {};

// ---- words ----

struct name : seq<sor<alpha, one<'_'>>, star<sor<alnum, one<'_'>>>> {};

struct plain : plus<not_one<' ', '\t', '\n', ';', '&', '|', '(', ')', '<', '>', '\'', '"', '`', '$', '\\'>> {};
struct escape : seq<one<'\\'>, opt<any>> {};
struct single_quoted : nested<one<'\''>, star<not_one<'\''>>, close<one<'\''>>> {};
struct ansi_quoted
    : nested<text<'$', '\''>, star<sor<not_one<'\'', '\\'>, seq<one<'\\'>, opt<any>>>>, close<one<'\''>>> {};

struct statements;
struct list;
struct double_quoted;

struct parameter : seq<one<'$'>, sor<name, digit, one<'@', '*', '#', '?', '-', '$', '!'>>> {};

template <bool in_quotes>
struct expansion;
template <bool in_quotes>
struct backquoted;

/// Between quotes, a single quote in `${x:-it's}` is nothing special.
template <bool in_quotes>
struct braced_piece
    : sor<double_quoted, expansion<in_quotes>, backquoted<in_quotes>, escape, single_quoted, not_one<'}'>> {};
template <>
struct braced_piece<true> : sor<double_quoted, expansion<true>, backquoted<true>, escape, not_one<'}'>> {};
template <bool in_quotes>
struct braced : nested<text<'$', '{'>, star<braced_piece<in_quotes>>, close<one<'}'>>> {};

struct arithmetic_text;
struct arithmetic_parentheses : nested<one<'('>, arithmetic_text, close<one<')'>>> {};
struct arithmetic_text : star<sor<arithmetic_parentheses, double_quoted, expansion<false>, backquoted<false>,
                                  single_quoted, escape, not_one<')'>>> {};

struct no_more_tries : by_hand<no_more_tries> {
  template <class Input, class State>
  static bool read(Input& /*unused*/, State& state) {
    return !state.may_try();
  }
};
struct arithmetic_end : sor<two<')'>, seq<no_more_tries, not_closed>> {};

/// Arithmetic where the text ends as arithmetic does, else nothing.
template <class Opener>
struct arithmetic : nested<Opener, arithmetic_text, arithmetic_end> {
  template <tao::pegtl::apply_mode A, tao::pegtl::rewind_mode, template <class...> class Action,
            template <class...> class Control, class Input, class State, class... Others>
  static bool match(Input& in, State& state, Others&&... others) {
    using shape = nested<Opener, arithmetic_text, arithmetic_end>;
    if (!state.may_try()) return false;
    auto before = state.begin_try();
    auto mark = in.template mark<tao::pegtl::rewind_mode::required>();
    const bool matched =
        shape::template match<A, tao::pegtl::rewind_mode::active, Action, Control>(in, state, others...);
    state.end_try(before, matched);
    return mark(matched);
  }
};

struct substitution : nested<text<'$', '('>, statements, close<one<')'>>> {};
template <bool in_quotes>
struct expansion : seq<at<one<'$'>>, sor<arithmetic<text<'$', '(', '('>>, substitution, braced<in_quotes>, parameter>> {
};

/// A backslash hides a backquote from the outer text, so what stands between them is read by itself.
template <bool in_quotes>
struct backquoted : seq<one<'`'>, star<not_one<'`'>>, one<'`'>> {
  template <tao::pegtl::apply_mode A, tao::pegtl::rewind_mode, template <class...> class Action,
            template <class...> class Control, class Input, class State, class... Others>
  static bool match(Input& in, State& state, Others&&... others);
};

struct quoted_text : plus<not_one<'"', '\\', '$', '`'>> {};
/// Before any other character a backslash between quotes is itself.
struct quoted_escape : seq<one<'\\'>, one<'$', '`', '"', '\\'>> {};
struct quoted_character : one<'\\', '$'> {};
struct double_quoted
    : nested<seq<opt<one<'$'>>, one<'"'>>,
             star<sor<quoted_text, continuation, quoted_escape, expansion<true>, backquoted<true>, quoted_character>>,
             close<one<'"'>>> {};

struct here_text : star<sor<plus<not_one<'\\', '$', '`'>>, continuation, seq<one<'\\'>, one<'$', '`', '\\'>>,
                            expansion<true>, backquoted<true>, any>> {};

struct word;
/// bash: `x=(a b)`.
struct array : seq<behind<'='>, nested<one<'('>, gap, star<word, gap>, close<one<')'>>>> {};
struct process_sign : seq<one<'<', '>'>, one<'('>> {};
/// bash: `<(a)`.
struct process : nested<process_sign, statements, close<one<')'>>> {};
struct lone_dollar : one<'$'> {};
struct piece : sor<plain, double_quoted, single_quoted, ansi_quoted, expansion<false>, backquoted<false>, continuation,
                   escape, process, array, lone_dollar> {};
struct word : seq<not_at<one<'#'>>, plus<piece>> {};

// ---- simple commands ----

struct assigned_name : name {};
struct subscript : seq<one<'['>, star<not_one<']', '\n', ' '>>, one<']'>> {};
struct assigned : seq<opt<one<'+'>>, one<'='>> {};
struct value : plus<piece> {};
struct assignment : seq<at<name, opt<subscript>, assigned>, assigned_name, opt<subscript>, assigned, opt<value>> {};

struct descriptor : seq<plus<digit>, at<one<'<', '>'>>> {};
struct direction : sor<text<'<', '<', '<'>, text<'<', '&'>, text<'<', '>'>, one<'<'>, text<'&', '>', '>'>,
                       text<'&', '>'>, text<'>', '&'>, text<'>', '>'>, text<'>', '|'>, one<'>'>> {};
struct here_direction : seq<two<'<'>, not_at<one<'<'>>, opt<one<'-'>>> {};
struct announcement : seq<here_direction, blanks, needed<word>> {
  template <tao::pegtl::apply_mode A, tao::pegtl::rewind_mode M, template <class...> class Action,
            template <class...> class Control, class Input, class State, class... Others>
  static bool match(Input& in, State& state, Others&&... others) {
    const char* const begin = in.current();
    using shape = seq<here_direction, blanks, needed<word>>;
    if (!shape::template match<A, M, Action, Control>(in, state, others...)) return false;
    state.announce_document({begin, static_cast<std::size_t>(in.current() - begin)});
    return true;
  }
};
struct redirection
    : seq<opt<descriptor>, not_at<process_sign>, sor<announcement, seq<direction, blanks, needed<word>>>> {};

struct end_of_list;
struct simple_command : seq<not_at<end_of_list>,
                            sor<seq<plus<sor<redirection, assignment>, blanks>, opt<word, blanks>>, seq<word, blanks>>,
                            star<sor<redirection, word>, blanks>> {};

// ---- compound commands ----

struct case_end : seq<one<';'>, one<';', '&'>, opt<one<'&'>>> {};
struct end_keyword
    : sor<keyword<'t', 'h', 'e', 'n'>, keyword<'e', 'l', 's', 'e'>, keyword<'e', 'l', 'i', 'f'>, keyword<'f', 'i'>,
          keyword<'d', 'o'>, keyword<'d', 'o', 'n', 'e'>, keyword<'e', 's', 'a', 'c'>, keyword<'}'>> {};
struct end_of_list : sor<one<')'>, case_end, end_keyword> {};

struct condition : seq<list> {};
struct body : seq<list> {};

struct subshell : nested<one<'('>, statements, close<one<')'>>> {};
struct braces : nested<keyword<'{'>, list, close<keyword<'}'>>> {};

struct then : seq<needed<keyword<'t', 'h', 'e', 'n'>>, body> {};
struct if_command : nested<keyword<'i', 'f'>, condition, then,                  //
                           star<keyword<'e', 'l', 'i', 'f'>, condition, then>,  //
                           opt<keyword<'e', 'l', 's', 'e'>, body>, close<keyword<'f', 'i'>>> {};

struct loop_body : sor<seq<keyword<'d', 'o'>, body, close<keyword<'d', 'o', 'n', 'e'>>>, braces, not_closed> {};
struct while_command
    : nested<sor<keyword<'w', 'h', 'i', 'l', 'e'>, keyword<'u', 'n', 't', 'i', 'l'>>, condition, loop_body> {};
struct loop_words : seq<needed<word>, gap, opt<keyword<'i', 'n'>, blanks, star<word, blanks>>> {};
/// bash: `for ((i = 0; i < 3; i++))`.
struct loop_arithmetic : arithmetic<two<'('>> {};
struct for_command : nested<sor<keyword<'f', 'o', 'r'>, keyword<'s', 'e', 'l', 'e', 'c', 't'>>, blanks,
                            sor<loop_arithmetic, loop_words>, blanks, opt<one<';'>>, gap, loop_body> {};

struct pattern : seq<word, blanks, opt<one<'|'>>, blanks> {};
struct patterns : sor<seq<one<'('>, blanks, star<pattern>>, plus<pattern>> {};
struct case_item : seq<patterns, close<one<')'>>, body, opt<case_end>, gap> {};
struct case_command : nested<keyword<'c', 'a', 's', 'e'>, blanks, needed<word>, gap, needed<keyword<'i', 'n'>>, gap,
                             star<not_at<keyword<'e', 's', 'a', 'c'>>, case_item>, close<keyword<'e', 's', 'a', 'c'>>> {
};

struct command;
struct function_head
    : sor<seq<keyword<'f', 'u', 'n', 'c', 't', 'i', 'o', 'n'>, blanks, needed<word>, blanks,
              opt<one<'('>, blanks, one<')'>>>,
          seq<at<plain, blanks, one<'('>, blanks, one<')'>>, word, blanks, one<'('>, blanks, one<')'>>> {};
struct function : nested<function_head, gap, needed<command>> {};

/// bash: `[[ a && b ]]` and `((i++))` are tests, whatever signs they hold.
struct test_sign : sor<one<'(', ')', '|', '<', '>'>, two<'&'>, line_end> {};
struct test_words : nested<seq<at<keyword<'[', '['>>, word>, blanks,
                           star<not_at<keyword<']', ']'>>, sor<word, test_sign>, blanks>,  //
                           close<seq<at<keyword<']', ']'>>, word>>> {};
struct test_command : test_words {};
struct arithmetic_command : arithmetic<two<'('>> {};

struct compound_command
    : seq<sor<if_command, while_command, for_command, case_command, braces, arithmetic_command, subshell, function>,
          blanks, star<redirection, blanks>> {};

struct command : sor<compound_command, seq<test_command, blanks, star<redirection, blanks>>, simple_command> {};

// ---- lists ----

struct negation : keyword<'!'> {};
struct pipe : seq<one<'|'>, not_at<one<'|'>>, opt<one<'&'>>> {};
struct both : two<'&'> {};
struct either : two<'|'> {};
struct background : seq<one<'&'>, not_at<one<'&'>>> {};
struct semicolon : seq<not_at<case_end>, one<';'>> {};

struct negated_command : seq<plus<negation, blanks>, needed<command>> {};
struct pipeline
    : seq<sor<negated_command, command>, blanks, star<pipe, gap, needed<sor<negated_command, command>>, blanks>> {};
struct chain : seq<pipeline, star<sor<both, either>, gap, needed<pipeline>>> {};
struct chain_end : sor<semicolon, background, at<sor<end_of_list, one<'\n', '#'>, eof>>> {};
/// A sign that no command stands before.
struct stray_sign : seq<not_at<eof>, missing, any> {};
struct item : sor<seq<chain, needed<chain_end>>, stray_sign> {};
struct list : seq<gap, star<not_at<end_of_list>, item, gap>> {};

/// A list, and what a list cannot hold.
struct stray_end : seq<at<sor<case_end, end_keyword>>, missing, sor<case_end, end_keyword>> {};
struct statements : seq<list, star<stray_end, list>> {};
struct stray_parenthesis : seq<at<one<')'>>, missing, any> {};
struct script : seq<statements, star<stray_parenthesis, statements>, eof> {};

template <bool in_quotes>
template <tao::pegtl::apply_mode A, tao::pegtl::rewind_mode, template <class...> class Action,
          template <class...> class Control, class Input, class State, class... Others>
bool backquoted<in_quotes>::match(Input& in, State& state, Others&&... others) {
  if (in.empty() || in.peek_char() != '`') return false;
  const auto inside = state.between_backquotes({in.current(), in.size()}, in_quotes);
  if (state.enter(in.current())) {
    auto outer = state.take_documents();
    match_alone<script, A, Action, Control, Input>(inside.text, state, others...);
    state.put_back(std::move(outer));
    state.leave();
  }
  in.bump(inside.size);
  return true;
}

}  // namespace boxwright::grammar::shell
