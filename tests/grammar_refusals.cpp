// What is refused, and how the first line of its message reads.

#include <algorithm>

#include "tests/catch.hpp"
#include "tests/grammar_support.hpp"

using namespace boxwright;
using tests::contains;
using tests::mended;
using tests::refused;

namespace {

/// All notes of a text's first message.
std::string notes(std::string_view text) {
  std::string result;
  const std::vector<Diagnostic> all = tests::diagnostics_of(text);
  for (const std::string& note : all.at(0).notes) result += note + "\n";
  return result;
}

std::string first_label(std::string_view text) { return tests::diagnostics_of(text).at(0).labels.at(0).text; }

}  // namespace

TEST_CASE("a row starts with a word", "[grammar]") {
  CHECK(refused("image x\n{\n  a\n}") == "2:1 E0101 a row starts with a word, not with `{`");
  CHECK_THAT(notes("image x\n{\n}"), contains("write the `{` at the end of that line"));
  CHECK(refused("copy a\n  -> b") == "2:3 E0101 a row starts with a word, not with `->`");
  CHECK(refused(": make") == "1:1 E0101 a row starts with a word, not with `:`");
  CHECK(refused("\"\"\"\n") == "1:1 E0101 a row starts with a word, not with `\"\"\"`");
  CHECK(refused("a { b } { c }") == "1:9 E0101 a row starts with a word, not with `{`");
  CHECK(refused("a { b } -> c") == "1:9 E0101 a row starts with a word, not with `->`");
}

TEST_CASE("rule 2 refused: a semicolon with nothing to end or glued to a word", "[grammar]") {
  CHECK(refused(";") == "1:1 E0102 this `;` has nothing to end");
  CHECK(refused("a;; b") == "1:3 E0102 this `;` has nothing to end");
  CHECK(refused("a { ; }") == "1:5 E0102 this `;` has nothing to end");
  CHECK(mended("a;; b") == "a; b");
  CHECK(refused("pip torch;python_version<\"3.8\"") ==
        "1:10 E0103 `;` inside a word; quote the whole requirement: `'torch;python_version<\"3.8\"'`");
  CHECK(mended("pip a b;c d") == "pip a \"b;c\" d");
  CHECK(refused("pip(a);b") == "1:8 E0111 `b` touches the `;` before it");
  CHECK(mended("pip [a];b") == "pip [a]; b");
  CHECK(refused("a { b };c") == "1:9 E0111 `c` touches the `;` before it");
}

TEST_CASE("rule 5 refused: parentheses that are no options", "[grammar]") {
  CHECK(refused("pip (pre) x") == "1:5 E0104 `(` in `(pre)` opens no options; quote the word");
  CHECK(mended("pip (pre) x") == "pip(pre) x");
  CHECK(refused("pip a(b)") == "1:6 E0104 `(` in `a(b)` opens no options; quote the word");
  CHECK_THAT(notes("pip a(b)"), contains("only behind a row's first name"));
  CHECK(refused("(a)") == "1:1 E0104 `(` in `(a)` opens no options; quote the word");
  CHECK(refused("torch==2(x)") == "1:9 E0104 `(` in `torch==2(x)` opens no options; quote the word");
  CHECK(refused("pip(a)(b)") == "1:7 E0104 `(` in `pip(a)(b)` opens no options; quote the word");
  CHECK(refused("a )") == "1:3 E0105 this `)` closes nothing");
  CHECK(refused("a b)") == "1:4 E0105 this `)` closes nothing");
  CHECK(refused(")") == "1:1 E0105 this `)` closes nothing");
  CHECK(refused("a { b }) c") == "1:8 E0105 this `)` closes nothing");
}

TEST_CASE("rule 5 refused: a brace that touches a word", "[grammar]") {
  CHECK(refused("apt{\n  b\n}") == "1:4 E0135 `{` touches a word: `apt{`");
  CHECK(mended("apt{\n  b\n}") == "apt {\n  b\n}");
  CHECK(refused("copy *.{py,txt} -> x") == "1:8 E0135 `{` touches a word: `*.{py,txt}`");
  CHECK_THAT(notes("copy *.{py,txt} -> x"), contains("write the names or globs one by one"));
  CHECK(refused("copy {a,b}.txt -> x") == "1:6 E0135 `{` touches a word: `{a,b}.txt`");
  CHECK(refused("apt {libgl1 libsm6}") == "1:5 E0135 `{` touches a word: `{libgl1`");
  CHECK_THAT(notes("apt {libgl1 libsm6}"), contains("a blank on both sides"));
  CHECK(refused("a b { c }}") == "1:10 E0136 this `}` closes nothing");
  CHECK(refused("}") == "1:1 E0136 this `}` closes nothing");
  CHECK(refused("a { b }else { c }") == "1:8 E0111 `else` touches the `}` before it");
  CHECK(mended("a { b }else { c }") == "a { b } else { c }");
}

TEST_CASE("rule 6 refused: a backslash at a line's end", "[grammar]") {
  CHECK(refused("apt a \\\n  b") == "1:7 E0106 `\\` continues no line; use a block");
  CHECK(refused("apt a\\  \n  b") == "1:6 E0106 `\\` continues no line; use a block");
  CHECK(refused("\\") == "1:1 E0106 `\\` continues no line; use a block");
  CHECK(refused("apt \\\n") == "1:5 E0106 `\\` continues no line; use a block");
  CHECK_THAT(notes("apt a \\\n  b"), contains("one or more a line"));
  CHECK(refused("apt(a, \\\n b)") == "1:8 E0106 `\\` continues no line; use a block");
  CHECK(refused("apt [a, \\\n b]") == "1:9 E0106 `\\` continues no line; use a block");
  CHECK_THAT(notes("apt [a, \\\n b]"), contains("go on over several lines as they are"));
  CHECK(mended("apt(a, \\\n b)") == "apt(a, \n b)");
}

TEST_CASE("arrows are refused where they say nothing", "[grammar]") {
  CHECK(refused("copy a -> b -> c") == "1:13 E0107 a second `->` in the row");
  CHECK(refused("copy a -> b c -> d") == "1:15 E0107 a second `->` in the row");
  CHECK(refused("copy a ->") == "1:8 E0108 nothing stands behind this `->`");
  CHECK(refused("copy a -> # b") == "1:8 E0108 nothing stands behind this `->`");
  CHECK(refused("copy a -> -> b") == "1:8 E0108 nothing stands behind this `->`");
  CHECK(refused("copy a -> { b }") == "1:8 E0108 nothing stands behind this `->`");
  CHECK(refused("copy a ->; b") == "1:8 E0108 nothing stands behind this `->`");
  CHECK(refused("copy a ->/b") == "1:8 E0109 `->` touches `/b`; a blank between them");
  CHECK(mended("copy a ->/b") == "copy a -> /b");
}

TEST_CASE("a comment without a blank before it is refused", "[grammar]") {
  CHECK(refused("a;# b") == "1:2 E0103 `;` inside a word; quote the whole requirement: `\"a;#\"`");
  CHECK(refused("a {# b\n}") == "1:4 E0110 a blank before `#`");
  CHECK(refused("a { b }# c") == "1:8 E0110 a blank before `#`");
  CHECK(refused("a(b)# c") == "1:5 E0110 a blank before `#`");
  CHECK(refused("a [b]# c") == "1:6 E0110 a blank before `#`");
  CHECK(refused("a [# b\n]") == "1:4 E0110 a blank before `#`");
  CHECK(refused("a [b,# c\n]") == "1:6 E0110 a blank before `#`");
  CHECK(refused("a(# b\n)") == "1:3 E0110 a blank before `#`");
  CHECK(refused("a(b,# c\n)") == "1:5 E0110 a blank before `#`");
  CHECK(mended("a(b)# c") == "a(b) # c");
}

TEST_CASE("what touches a closing bracket is refused", "[grammar]") {
  CHECK(refused("a(b)c") == "1:5 E0111 `c` touches the `)` before it");
  CHECK(mended("a(b)c") == "a(b) c");
  CHECK(refused("a(b)-> c") == "1:5 E0107 a second `->` in the row");
  CHECK(refused("a [b]c") == "1:6 E0111 `c` touches the `]` before it");
  CHECK(refused("a x=[b]\"c\"") == "1:8 E0111 `\"c\"` touches the `]` before it");
  CHECK(refused("a(b=[c]d)") == "1:8 E0121 `,` or `)` belongs before `d`");
}

TEST_CASE("strings and literals close on their line", "[grammar]") {
  CHECK(refused("a \"b\nc") == "1:3 E0112 unclosed string");
  CHECK(refused("a b\"c\\\"\n") == "1:4 E0112 unclosed string");
  CHECK(refused("a \"b\\\n\"") == "1:3 E0112 unclosed string\n2:1 E0112 unclosed string");
  CHECK(refused("a 'b\nc") == "1:3 E0113 unclosed `'`");
  CHECK_THAT(notes("a 'tis"), contains("begins with an apostrophe"));
  CHECK(refused("a(b=\"c) d") == "1:5 E0112 unclosed string");
}

TEST_CASE("escapes that are none", "[grammar]") {
  CHECK(refused("a \"b\\d\"") == "1:5 E0114 `\\d` is no escape");
  CHECK(refused("a \"\\é\"") == "1:4 E0114 `\\é` is no escape");
  CHECK(refused("a \"\\$x\"") == "1:4 E0114 `\\$` is no escape");
  CHECK(refused("a \"\\u{0}\"") == "1:4 E0115 `\\u{0}` is no character");
  CHECK(refused("a \"\\u{d800}\"") == "1:4 E0115 `\\u{d800}` is no character");
  CHECK(refused("a \"\\u{110000}\"") == "1:4 E0115 `\\u{110000}` is no character");
  CHECK(refused("a \"\\u{}\"") == "1:4 E0115 `\\u{}` is no character");
  CHECK(refused("a \"\\u41\"") == "1:4 E0115 `\\u41` is no character");
  CHECK(refused("a \"\\u{41 b\"") == "1:4 E0115 `\\u{41` is no character");
  CHECK(refused("a \"\\u{ffffffffffffffffffff}\"") == "1:4 E0115 `\\u{ffffffffffffffffffff}` is no character");
}

TEST_CASE("dollars that are no reference", "[grammar]") {
  CHECK(refused("a $PATH:/x") == "1:3 E0116 `$PATH` is no reference; write `${PATH}`, or `$$PATH` for a dollar sign");
  CHECK(mended("a \"$PATH:/x\"") == "a \"${PATH}:/x\"");
  CHECK(refused("a b$1") == "1:4 E0117 a lone `$`; a dollar sign is written `$$`");
  CHECK(refused("a $") == "1:3 E0117 a lone `$`; a dollar sign is written `$$`");
  CHECK(refused("a $(b)") == "1:3 E0117 a lone `$`; a dollar sign is written `$$`");
  CHECK_THAT(notes("a $(b)"), contains("the shell reads `$(…)`"));
  CHECK(refused("a ${x:-y}") == "1:3 E0118 `${x:-y}` is no reference");
  CHECK(refused("a ${}") == "1:3 E0118 `${}` is no reference");
  CHECK(refused("a ${x") == "1:3 E0118 `${x` is no reference");
  CHECK(refused("a ${x:}") == "1:3 E0118 `${x:}` is no reference");
  CHECK(refused("a ${x:y:z}") == "1:3 E0118 `${x:y:z}` is no reference");
  CHECK(refused("a \"${1}\"") == "1:4 E0118 `${1}` is no reference");
  CHECK(refused("a(b=$c)") == "1:5 E0116 `$c` is no reference; write `${c}`, or `$$c` for a dollar sign");
}

TEST_CASE("options that are none", "[grammar]") {
  CHECK(refused("a(b") == "1:2 E0119 unclosed `(`");
  CHECK(refused("a(b\nc\nd e") == "1:2 E0119 unclosed `(`");
  CHECK(refused("a(\n  b=c\n\nd(e) f") == "1:2 E0119 unclosed `(`");
  CHECK(refused("a(\"b\")") == "1:3 E0120 `\"b\"` is no option");
  CHECK(refused("a(2)") == "1:3 E0120 `2` is no option");
  CHECK(refused("a(=b)") == "1:3 E0120 `=b` is no option");
  CHECK(refused("a(b c)") == "1:5 E0121 `,` or `)` belongs before `c`");
  CHECK(refused("a(b = c)") == "1:5 E0121 `,` or `)` belongs before `=`");
  CHECK_THAT(notes("a(b = c)"), contains("without blanks"));
  CHECK_THAT(notes("a(b= c)"), contains("without blanks"));
  CHECK(refused("a(b=c d)") == "1:7 E0121 `,` or `)` belongs before `d`");
  CHECK(refused("a(b=c;d)") == "1:6 E0121 `,` or `)` belongs before `;d`");
  CHECK(refused("a(b=c: d)") == "1:6 E0121 `,` or `)` belongs before `:`");
  CHECK(refused("from(ubuntu:22.04)") == "1:12 E0121 `,` or `)` belongs before `:22.04`");
  CHECK(refused("a(,b)") == "1:3 E0122 nothing stands before this `,`");
  CHECK(refused("a(b,,c)") == "1:5 E0122 nothing stands before this `,`");
  CHECK(mended("a(b,,c)") == "a(b,c)");
  CHECK(refused("a(b, c=1, b=2)") == "1:11 E0123 the option `b` stands here twice");
  CHECK(first_label("a(b, c=1, b=2)") == "first here");
}

TEST_CASE("lists that are none", "[grammar]") {
  CHECK(refused("a [b") == "1:3 E0119 unclosed `[`");
  CHECK(refused("a [b\n\nc(d) e") == "1:3 E0119 unclosed `[`");
  CHECK(refused("a(b=[c, d) e") == "1:5 E0119 unclosed `[`");
  CHECK(refused("a(b=[c\n, d) e; f [g]") == "1:5 E0119 unclosed `[`");
  CHECK(tests::tree_of_broken("a(b=[c\n, d) e\nf") == R"([{"head":"a"},{"head":"f"}])");
  CHECK(refused("a [b,,c]") == "1:6 E0122 nothing stands before this `,`");
  CHECK(refused("a [,b]") == "1:4 E0122 nothing stands before this `,`");
  CHECK(refused("a [b [c]]") == "1:6 E0124 a `[` in a list; quote it");
  CHECK(refused("a [b=[c]]") == "1:6 E0124 a `[` in a list; quote it");
  CHECK(refused("a [b[c]]") == "1:5 E0124 a `[` in a list; quote it");
  CHECK(refused("a [b: c]") == "1:5 E0125 `:` cannot stand in a list; quote it");
  CHECK_THAT(notes("a(b=[c=[1]], d)"), contains("quoted: `\"c=[1]\"`"));
  CHECK_THAT(notes("a [x b[c],d]"), contains("quoted: `\"b[c]\"`"));
  CHECK_THAT(notes("a [[b]c d]"), contains("quoted: `\"[b]c\"`"));
  CHECK(refused("a [b(c)]") == "1:5 E0125 `(c)` cannot stand in a list; quote it");
  CHECK(refused("a [b; c]") == "1:5 E0125 `;` cannot stand in a list; quote it");
}

TEST_CASE("rules 3 and 9 refused: raw that is no command", "[grammar]") {
  CHECK(refused("run:\n  make") == "1:4 E0126 `run:` needs a command; for several lines write `run \"\"\"`");
  CHECK(refused("run(in=/x): ") == "1:11 E0126 `run(in=/x):` needs a command; for several lines write `run \"\"\"`");
  CHECK(refused("wrapper serve:") == "1:14 E0126 `serve:` needs a command; for several lines write `wrapper \"\"\"`");
  CHECK(refused("run: # later") == "1:4 E0126 `run:` needs a command; for several lines write `run \"\"\"`");
  CHECK(refused("run: \\\n\n") == "1:4 E0126 `run:` needs a command; for several lines write `run \"\"\"`");
  CHECK(refused("run: \"\"\"\nmake\n\"\"\"\n") == "1:4 E0130 drop the colon: `run \"\"\"`");
  CHECK(mended("run: \"\"\"\nmake\n\"\"\"\n") == "run \"\"\"\nmake\n\"\"\"\n");
  CHECK(mended("run:  \"\"\"\nmake\n\"\"\"\n") == "run  \"\"\"\nmake\n\"\"\"\n");
  CHECK(refused("run: \"\"\"make\"\"\"") == "1:4 E0130 drop the colon: `run \"\"\"`");
}

TEST_CASE("rule 4 refused: raw that would take a brace or hide a line", "[grammar]") {
  CHECK(refused("launch { run: x }") == "1:13 E0127 a command in a block that opens on its line");
  CHECK(first_label("launch { run: x }") == "the block opens on this line");
  CHECK(refused("launch {\n  run: x\n}").empty());
  CHECK(refused("a { b {\n run: x\n} }").empty());
  CHECK(refused("launch { run: \"\"\"\nx\n\"\"\"\n}") == "1:13 E0130 drop the colon: `run \"\"\"`");
  CHECK(refused("run: a \\\n  # b \\\n  c") ==
        "2:3 E0128 a continued line that starts with `#`; for several lines write `run \"\"\"`");
  CHECK(refused("run: a \\") == "1:8 E0129 `\\` continues the command, but the file ends here");
  CHECK(refused("run: a \\\n").empty());
}

TEST_CASE("texts that are none", "[grammar]") {
  CHECK(refused("a b\"\"\"\nc\n") == "1:4 E0131 `\"\"\"` opens no text here");
  CHECK(refused("a(b=\"\"\"\n)") == "1:5 E0131 `\"\"\"` opens no text here");
  CHECK(refused("a \"\"\" b\n") == "1:7 E0132 a text starts on the line below its `\"\"\"`");
  CHECK(refused("a \"\"\" # b\n") == "1:7 E0132 a text starts on the line below its `\"\"\"`");
  CHECK(refused("a \"\"\"b\"\"\"\n") == "1:6 E0132 a text starts on the line below its `\"\"\"`");
  CHECK(refused("x {\na \"\"\"\nb\n}\n") == "2:3 E0133 unclosed text");
  CHECK(refused("a \"\"\"") == "1:3 E0133 unclosed text");
  CHECK(refused("a \"\"\"\nb\n\"\"\"; c\n") == "1:3 E0133 unclosed text");
  CHECK(first_label("a \"\"\"\nb\n\"\"\"; c\n") == "something stands on the line with these quotes");
  CHECK(refused("a \"\"\"\n    b\n  c\n\td\n    \"\"\"\n") ==
        "3:3 E0134 this line is not indented like the `\"\"\"` that closes the text\n"
        "4:2 E0134 this line is not indented like the `\"\"\"` that closes the text");
}

TEST_CASE("blocks that are not closed or nest too deeply", "[grammar]") {
  CHECK(refused("a {\n b {\n c\n}\n") == "1:3 E0137 unclosed `{`");
  CHECK(refused("a {") == "1:3 E0137 unclosed `{`");
  CHECK(refused("a {\nb {\n") == "1:3 E0137 unclosed `{`\n2:3 E0137 unclosed `{`");
  std::string deep;
  for (int i = 0; i < 64; ++i) deep += "a {\n";
  std::string closed = deep;
  for (int i = 0; i < 64; ++i) closed += "}\n";
  CHECK(refused(closed).empty());
  CHECK(refused(deep + "a {\n") ==
        "65:3 E0138 blocks nest more than 64 deep; the rest of the file is not read: join conditions with `and`");
}

TEST_CASE("rule 8 refused: what is no text", "[grammar]") {
  CHECK(refused("é\xff") == "1:2 E0001 this byte is not UTF-8; save the file as UTF-8");
  CHECK(refused("a\n\xC0\x80") ==
        "2:1 E0001 this byte is not UTF-8; save the file as UTF-8\n"
        "2:2 E0001 this byte is not UTF-8; save the file as UTF-8");
  CHECK(refused("a \xED\xA0\x80").substr(0, 9) == "1:3 E0001");
  CHECK(refused("a \xF4\x90\x80\x80").substr(0, 9) == "1:3 E0001");
  CHECK(refused("a \xE2\x82").substr(0, 9) == "1:3 E0001");
  CHECK(refused(std::string_view("\x7f"
                                 "ELF\1\0\xff",
                                 7)) ==
        "1:6 E0002 a NUL byte; this is no text, or is saved as UTF-16: save it as UTF-8");
  CHECK(refused(std::string_view("a \0 b", 5)) ==
        "1:3 E0002 a NUL byte; this is no text, or is saved as UTF-16: save it as UTF-8");
  CHECK(refused("a \x1b[0m") == "1:3 E0003 the control character U+001B; in a string write `\\u{1B}`");
  CHECK(refused("a\rb") == "1:2 E0003 the control character U+000D; in a string write `\\u{D}`");
  CHECK(refused("a\x7f") == "1:2 E0003 the control character U+007F; in a string write `\\u{7F}`");
  CHECK(tests::tree_of_broken("a\x7f") == "[]");
  CHECK(tests::diagnostics_of(std::string(1000, '\x01')).size() == 3);
  CHECK(refused("a \u00a0\U0010FFFF").empty());
}

TEST_CASE("a message quotes no more than a line of the user's text", "[grammar]") {
  std::string word = "x";
  for (int i = 0; i < 100; ++i) word += "é";
  const std::string message = tests::diagnostics_of("a [b]" + word).at(0).message;
  CHECK(message.size() < 120);
  CHECK_THAT(message, contains("éé…`"));
}
