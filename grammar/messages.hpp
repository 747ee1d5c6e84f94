#pragma once

#include "grammar/complaint.hpp"

/// What each syntax error says: `grammar.hpp` names one of these types wherever it refuses a shape, and `say` is called
/// with the place. The texts themselves are rows of compiler/base/diagnostics.def.
namespace boxwright::grammar {

/// Text that is read again and again because of its errors; such a file is something else.
struct too_many_errors {
  static void say(const Complaint& c) {
    c.report(diag::TooManyErrors, c.here()).note("mend the first ones and look again; they may have one cause");
  }
};

// ---- rows ----

struct starts_no_row {
  static void say(const Complaint& c) {
    const std::size_t end = c.word_end(c.offset);
    auto entry = c.report(diag::StartsNoRow, c.span(c.offset, end), c.quote(c.offset, end));
    if (c.sees("{")) entry.note("a block stands on the line of its row: write the `{` at the end of that line");
  }
};

/// A row that a shell is meant to read, as all of a Dockerfile's are: `RUN echo $HOME && \`. None of its words is wrong
/// then.
struct shell_row {
  static bool is_it(const Complaint& c) {
    const std::size_t end = c.head_end();
    if (end >= c.offset || (c.text[end] != ' ' && c.text[end] != '\t')) return false;
    const std::size_t rest = c.text.find_first_not_of(" \t", end);
    if (rest == std::string_view::npos || std::string_view("\n\"'[{:|").find(c.text[rest]) != std::string_view::npos)
      return false;
    const std::string head = c.head();
    return head == "RUN" || head == "run";
  }

  static void say(const Complaint& c) {
    const std::size_t begin = c.at(Place::row);
    const std::size_t rest = c.text.find_first_not_of(" \t", c.head_end());
    const std::size_t end = std::min(c.text.find('\n', rest), c.text.size());
    if (c.text.substr(rest).starts_with("--")) {
      c.report(diag::DockerHabit, c.span(begin, c.head_end()), c.head(), "run: command")
          .note("flags are options, behind the name: `boxwright help run` lists them");
      return;
    }
    c.report(diag::DockerHabit, c.span(begin, c.head_end()), c.head(), "run: " + c.quote(rest, end))
        .certain_fix(c.span(begin, c.head_end()), "run:", "write", starts_its_line(c, begin));
  }

 private:
  /// Within the braces of one line a command would take what closes them.
  static bool starts_its_line(const Complaint& c, std::size_t begin) {
    while (begin > 0 && (c.text[begin - 1] == ' ' || c.text[begin - 1] == '\t')) --begin;
    return begin == 0 || c.text[begin - 1] == '\n';
  }
};

struct nothing_to_end {
  static void say(const Complaint& c) {
    c.report(diag::NothingToEnd, c.here()).certain_fix(c.here(), "", "remove the `;`");
  }
};

/// `torch;python_version<"3.8"`, and `a);b` as well.
struct glued_semicolon {
  static void say(const Complaint& c) {
    const std::size_t end = c.word_end(c.offset + 1);
    const std::size_t begin = c.word_begin(c.offset);
    const std::string_view word = c.text.substr(begin, end - begin);
    if (std::string_view(")]}").find(c.previous()) != std::string_view::npos) {
      c.report(diag::Touching, c.span(c.offset + 1, end), c.quote(c.offset + 1, end), ";")
          .certain_fix(c.span(c.offset + 1, c.offset + 1), " ", "a blank between them");
      return;
    }
    const char quote = word.find('"') == std::string_view::npos ? '"' : '\'';
    auto entry = c.report(diag::GluedSemicolon, c.here(), quote + c.quote(begin, end) + quote);
    entry.note("`;` ends a row when a blank follows it");
    if (word.find_first_of("'\\$") == std::string_view::npos)
      entry.fix(c.span(begin, end), quote + std::string(word) + quote, "quote the word");
  }
};

struct parenthesis {
  static void say(const Complaint& c) {
    const std::size_t begin = c.word_begin(c.offset);
    const std::size_t end = c.word_end(c.offset);
    auto entry = c.report(diag::Parenthesis, c.here(), c.quote(begin, end));
    const std::size_t head_end = std::min(c.head_end(), c.offset);
    const std::string_view between = c.text.substr(head_end, c.offset - head_end);
    if (!between.empty() && between.find_first_not_of(" \t") == std::string_view::npos) {
      entry.note("options touch the row's first name: `" + c.head() + "(…)`")
          .certain_fix(c.span(head_end, c.offset), "", "remove the blank");
    } else {
      entry.note("options stand only behind a row's first name");
    }
  }
};

struct stray_parenthesis {
  static void say(const Complaint& c) {
    c.report(diag::StrayParenthesis, c.here()).note("a word with a parenthesis in it is quoted");
  }
};

struct line_continuation {
  static void say(const Complaint& c) {
    auto entry = c.report(diag::LineContinuation, c.here());
    if (c.places[Place::parenthesis] || c.places[Place::bracket]) {
      entry.note("options and lists go on over several lines as they are").certain_fix(c.here(), "", "remove the `\\`");
    } else {
      entry.note(
          "only a command behind `:` goes on behind a `\\`; many arguments stand in a block, one or more a line: "
          "`{` at the end of the first line and `}` below; a backslash at a word's end is quoted");
    }
  }
};

struct second_arrow {
  static void say(const Complaint& c) {
    c.report(diag::SecondArrow, c.here(2)).note("a row has one arrow; as a value it is quoted: `\"->\"`");
  }
};

struct nothing_behind_arrow {
  static void say(const Complaint& c) {
    const std::size_t arrow = c.text.rfind("->", c.offset == 0 ? 0 : c.offset - 1);
    c.report(diag::NothingBehindArrow, arrow == std::string_view::npos ? c.here(0) : c.span(arrow, arrow + 2))
        .note("write where it goes: a folder with a `/` at its end, or a file, such as `-> /app/`");
  }
};

struct glued_arrow {
  static void say(const Complaint& c) {
    const std::size_t end = c.word_end(c.offset);
    c.report(diag::GluedArrow, c.here(2), c.quote(c.offset + 2, end))
        .certain_fix(c.span(c.offset + 2, c.offset + 2), " ", "a blank behind `->`");
  }
};

struct glued_comment {
  static void say(const Complaint& c) {
    c.report(diag::GluedComment, c.here())
        .note(
            "a `#` at the start of a word begins a comment only behind a blank; a word that starts with `#` is quoted")
        .certain_fix(c.here(0), " ", "a blank before `#`");
  }
};

/// Something behind a `)` or a `]` without a blank.
struct touching {
  static void say(const Complaint& c) {
    const std::size_t end = c.word_end(c.offset, ",;)]}");
    const char closer = c.previous();
    auto entry = c.report(diag::Touching, c.span(c.offset, end), c.quote(c.offset, end), std::string(1, closer));
    if (closer == ']')
      entry.note("a list ends its argument; a word with `[` and `]` in it is quoted");
    else
      entry.certain_fix(c.here(0), " ", "a blank between them");
  }
};

// ---- strings, literals and references ----

struct unclosed_string {
  static void say(const Complaint& c) {
    c.report(diag::UnclosedString, c.span(c.at(Place::quote), c.offset))
        .note(
            "a string closes on its line with `\"`; a quote in it is written `\\\"`; a text of several lines stands "
            "between `\"\"\"`");
  }
};

struct unclosed_literal {
  static void say(const Complaint& c) {
    c.report(diag::UnclosedLiteral, c.span(c.at(Place::quote), c.offset))
        .note(
            "at the start of a word and behind `=`, `'` opens a text in which nothing is special, up to the next `'`; "
            "a word that begins with an apostrophe is written `\"'…\"`");
  }
};

struct unknown_escape {
  static void say(const Complaint& c) {
    if (c.sees("\\u")) return bad_code_point(c);
    std::size_t end = std::min(c.offset + 2, c.text.size());
    while (end < c.text.size() && (static_cast<unsigned char>(c.text[end]) & 0xC0U) == 0x80U) ++end;
    c.report(diag::UnknownEscape, c.span(c.offset, end), c.quote(c.offset, end))
        .note(
            "a string knows `\\\"`, `\\\\`, `\\n`, `\\t` and `\\u{…}`; a backslash is written `\\\\`, and between `'` "
            "it is an "
            "ordinary character");
  }

 private:
  static void bad_code_point(const Complaint& c) {
    const std::size_t stop = c.word_end(c.offset, "}\"");
    const std::size_t end = c.text.substr(stop).starts_with('}') ? stop + 1 : stop;
    c.report(diag::BadCodePoint, c.span(c.offset, end), c.quote(c.offset, end))
        .note("write it in hexadecimal, such as `\\u{e9}`; NUL and surrogates are no characters");
  }
};

struct bad_reference {
  static void say(const Complaint& c) {
    if (c.sees("${")) return bad_braces(c);
    const std::string_view rest = c.rest().substr(1);
    const auto length = static_cast<std::size_t>(
        std::find_if_not(rest.begin(), rest.end(), [](char x) { return is_letter(x) || (x >= '0' && x <= '9'); }) -
        rest.begin());
    if (length == 0 || !is_letter(rest[0])) {
      auto entry = c.report(diag::LoneDollar, c.here());
      if (rest.starts_with('(')) entry.note("what a command prints can be had in `run`, where the shell reads `$(…)`");
      return;
    }
    const std::string name = c.quote(c.offset + 1, c.offset + 1 + length);
    if (of_the_host(c, name)) return;
    const std::string meant = meant_by(c, std::string(rest.substr(0, length)));
    auto entry = c.report(diag::DollarName, c.here(1 + length), name, meant.empty() ? name : meant, name);
    if (meant.empty()) {
      entry.note("nothing in this file declares `" + name + "`, so that only a base could")
          .fix(c.here(1 + length), "$$" + name, "to keep the text as it is, write");
    } else {
      entry.certain_fix(c.here(1 + length), "${" + meant + "}", "write", meant == name);
    }
  }

 private:
  /// `mount $HOME/data -> /data`: what stands before the arrow is a path of the host, of which `~` is the home.
  static bool of_the_host(const Complaint& c, const std::string& name) {
    const std::string_view before = c.text.substr(c.at(Place::row), c.offset - c.at(Place::row));
    const bool host = c.head() == "mount" && before.find("->") == std::string_view::npos;
    if (!host || (name != "HOME" && name != "PWD")) return false;
    c.report(diag::ReferenceShape, c.here(1 + name.size()), "$" + name)
        .certain_fix(c.here(1 + name.size()), name == "HOME" ? "~" : ".",
                     name == "HOME" ? "the home of whoever starts it is" : "the spec's folder is");
    return true;
  }

  /// The name that is there for what was written: one that the file seems to declare, one of the language's own in
  /// whatever case, or `PATH`, which every base has; empty where there is none.
  static std::string meant_by(const Complaint& c, const std::string& name) {
    for (const std::string_view known : {"arch", "home", "os", "tag", "variant", "workdir"}) {
      const bool same = std::equal(name.begin(), name.end(), known.begin(), known.end(), [](char x, char y) {
        return x == y || (x >= 'A' && x <= 'Z' && x - 'A' + 'a' == y);
      });
      if (same && !c.declares(name)) return std::string(known);
    }
    return name == "PATH" || c.declares(name) ? name : "";
  }

  static bool is_letter(char x) { return (x >= 'a' && x <= 'z') || (x >= 'A' && x <= 'Z') || x == '_'; }

  static void bad_braces(const Complaint& c) {
    const std::size_t stop = c.word_end(c.offset + 2, "}\"");
    const std::size_t end = c.text.substr(stop).starts_with('}') ? stop + 1 : stop;
    c.report(diag::ReferenceShape, c.span(c.offset, end), c.quote(c.offset, end))
        .note(
            "a reference is `${name}` or `${name:form}`; the shell's other forms can be had in `run`; a dollar sign "
            "is written `$$`");
  }
};

// ---- options and lists ----

struct unclosed_bracket {
  static void say(const Complaint& c) {
    const bool options = c.sees("(");
    c.report(diag::UnclosedBracket, c.here(), std::string(1, c.text[c.offset]))
        .note(options ? "options end with a `)`, on this line or below"
                      : "a list ends with a `]`, on this line or below; a word with a `[` at its start is quoted");
  }
};

struct no_option {
  static void say(const Complaint& c) {
    const std::size_t end = c.word_end(c.offset, ",)");
    c.report(diag::NoOption, c.span(c.offset, end), c.quote(c.offset, end))
        .note("options are `name`, `name=value` or `name=`; arguments stand behind the `)`");
  }
};

struct between_options {
  static void say(const Complaint& c) {
    const std::size_t end = c.word_end(c.offset, ",)");
    auto entry = c.report(diag::BetweenOptions, c.span(c.offset, end), c.quote(c.offset, end));
    const std::size_t before = c.text.find_last_not_of(" \t", c.offset == 0 ? 0 : c.offset - 1);
    if (c.sees("=") || (before != std::string_view::npos && c.text[before] == '='))
      entry.note("`=` stands without blanks: `name=value`");
    else
      entry.note("a value that holds blanks, commas, braces, parentheses, `;` or a `:` before a blank is quoted");
  }
};

struct nothing_before_comma {
  static void say(const Complaint& c) {
    c.report(diag::NothingBeforeComma, c.here()).certain_fix(c.here(), "", "remove the `,`");
  }
};

struct bracket_in_list {
  static void say(const Complaint& c) {
    const std::size_t begin = std::max(c.word_begin(c.offset, ","), c.at(Place::bracket) + 1);
    c.report(diag::BracketInList, c.here())
        .note("a list holds no list; a word with brackets in it is quoted: `\"" + c.quote(begin, item_end(c)) + "\"`");
  }

 private:
  /// Up to the comma or the bracket that ends the item, with the brackets in it paired.
  static std::size_t item_end(const Complaint& c) {
    const std::size_t word_end = c.word_end(c.offset);
    std::size_t open = 0;
    for (std::size_t i = c.offset; i < word_end; ++i) {
      if (open == 0 && (c.text[i] == ',' || c.text[i] == ']')) return i;
      if (c.text[i] == '[') ++open;
      if (c.text[i] == ']') --open;
    }
    return word_end;
  }
};

struct not_in_list {
  static void say(const Complaint& c) {
    const std::size_t end = c.word_end(c.offset, ",]");
    c.report(diag::NotInList, c.span(c.offset, end), c.quote(c.offset, end))
        .note("a word that holds braces, parentheses, `;` or a `:` before a blank is quoted");
  }
};

// ---- raw commands and texts ----

struct empty_raw {
  static void say(const Complaint& c) {
    const std::size_t word = c.word_begin(c.offset);
    c.report(diag::EmptyRaw, c.here(), word == c.offset ? c.head() : c.quote(word, c.offset), c.head());
  }
};

struct raw_in_line_block {
  static void say(const Complaint& c) {
    c.report(diag::RawInLineBlock, c.here())
        .label(c.span(c.at(Place::brace), c.at(Place::brace) + 1), "the block opens on this line")
        .note("a command goes on to the end of its line and would take the `}` with it; give it a line of its own");
  }
};

struct continued_comment {
  static void say(const Complaint& c) {
    c.report(diag::ContinuedComment, c.here(), c.head())
        .note("continued lines are one line for the shell, which would skip all that stands behind the `#`");
  }
};

struct continued_at_end {
  static void say(const Complaint& c) {
    const std::size_t backslash = c.text.rfind('\\');
    c.report(diag::ContinuedAtEnd, c.span(backslash, backslash + 1))
        .note("write the rest of the command below it, or remove the `\\`");
  }
};

struct colon_before_text {
  static void say(const Complaint& c) {
    const std::size_t colon = c.text.rfind(':', c.offset);
    c.report(diag::ColonBeforeText, c.span(colon, colon + 1), c.head())
        .certain_fix(c.span(colon, colon + 1), "", "remove the colon");
  }
};

struct misplaced_fence {
  static void say(const Complaint& c) {
    c.report(diag::MisplacedFence, c.here(3))
        .note("a text stands at the end of its row, behind a blank; an empty string is `\"\"`");
  }
};

struct text_on_fence_line {
  static void say(const Complaint& c) {
    c.report(diag::TextOnFenceLine, c.span(c.offset, c.line_end()))
        .note("the text starts on the next line and is closed by as many quotes on a line of their own");
  }
};

struct unclosed_text {
  static void say(const Complaint& c) {
    const std::size_t fence = c.at(Place::fence);
    const std::string_view quotes = c.text.substr(fence, c.text.find_first_not_of('"', fence) - fence);
    auto entry = c.report(diag::UnclosedText, c.span(fence, fence + quotes.size()));
    entry.note("a text is closed by as many quotes on a line of their own");
    if (const auto line = almost_closing(c.text, fence + quotes.size(), quotes))
      entry.label(c.span(*line, *line + quotes.size()), "something stands on the line with these quotes");
  }

 private:
  /// The first line of the text that starts with its closing quotes and goes on.
  static std::optional<std::size_t> almost_closing(std::string_view text, std::size_t from, std::string_view quotes) {
    for (std::size_t line = text.find('\n', from); line != std::string_view::npos; line = text.find('\n', line)) {
      const std::size_t begin = text.find_first_not_of(" \t", ++line);
      if (begin != std::string_view::npos && text.substr(begin).starts_with(quotes)) return begin;
    }
    return std::nullopt;
  }
};

// ---- blocks ----

/// How deep blocks may nest.
inline constexpr std::size_t deepest_block = 64;

/// `apt{`, `*.{py,txt}`, `{a,b}.txt`: a brace that touches a word.
struct glued_brace {
  static void say(const Complaint& c) {
    const std::size_t begin = c.word_begin(c.offset);
    const std::size_t end = c.word_end(c.offset);
    auto entry = c.report(diag::GluedBrace, c.here(), c.quote(begin, end));
    if (end == c.offset + 1) {
      entry.note("a block opens with a blank before its `{`").certain_fix(c.here(0), " ", "a blank before `{`");
    } else if (c.text.substr(begin, end - begin).find(',') != std::string_view::npos) {
      entry.note(
          "braces match no file names here: write the names or globs one by one; to keep the braces, quote the word");
    } else {
      entry.note("a block has a blank on both sides of its `{`; a word with braces in it is quoted");
    }
  }
};

struct glued_closing_brace {
  static void say(const Complaint& c) {
    const std::size_t end = c.word_end(c.offset);
    c.report(diag::Touching, c.span(c.offset, end), c.quote(c.offset, end), std::string(1, c.previous()))
        .certain_fix(c.here(0), " ", "a blank between them");
  }
};

struct stray_brace {
  static void say(const Complaint& c) {
    c.report(diag::StrayBrace, c.here()).note("remove it, or write the `{` that it belongs to");
  }
};

struct unclosed_block {
  static void say(const Complaint& c) {
    const std::size_t brace = c.at(Place::brace);
    c.report(diag::UnclosedBlock, c.span(brace, brace + 1))
        .note("a block is closed by a `}`, best on a line of its own");
  }
};

struct too_deep {
  static void say(const Complaint& c) { c.report(diag::TooDeep, c.here(), deepest_block); }
};

}  // namespace boxwright::grammar
