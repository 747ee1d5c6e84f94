// The grammar as a whole: it has no loop that reads nothing, goes on behind errors, survives every prefix of every spec
// and reads hostile texts in linear time.

#include "grammar/grammar.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <tao/pegtl/contrib/analyze.hpp>

#include "compiler/parse/parse.hpp"
#include "tests/catch.hpp"
#include "tests/grammar_support.hpp"
#include "tests/paths.hpp"

using namespace boxwright;
using tests::refused;
using tests::tree_of_broken;

namespace {

/// A spec with every shape in it, good and bad.
constexpr std::string_view torture = R"box(# syntax=docker/dockerfile:1
import "team.box"; param device=[cpu, cuda]   # the first is the default
image acme/x:1.0 {
  when device == cuda and arch in [amd64 arm64] { pip a; apt { b c } } else when os { c } else { d }
  pip(index=https://x.y/z, extra=[a, "b c", 'd'], # why
      pre,
  ) torch=="2.5.1" ${cuda:major}"x${y}z"$${w} K=[a, 'b']
  git(tag=v1, lfs) https://x.y/z -> /opt/x { remove test; pick "a b" }
  run(env=[A=1]): make \
    all; echo "${x}" { ( [ \
    done
  file /etc/x """"
    a
      """
    """"
  label title="é \" \\ \n \u{1F600}" 'it''s' it's
  apt{ a
  copy *.{a,b} {c} -> -> ->d;e
  pip(a=b, a=c, d e (f) [g [h]] \
  run: """
    x
    """
  x "unclosed { y
  x 'unclosed } $PATH ${x:-y} "\q" ; ; ;;
  launch { run: x }# c
} else { f }}
run: \)box";

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::map<std::string, std::string> specs() {
  std::map<std::string, std::string> result{{"torture", std::string(torture)}};
  for (const char* const folder : {"examples", "stdlib", "tests"}) {
    if (!std::filesystem::is_directory(tests::project() / folder)) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(tests::project() / folder))
      if (!entry.is_symlink() && entry.is_regular_file() && entry.path().extension() == ".box")
        result[entry.path().string()] = read(entry.path());
  }
  return result;
}

std::string times(std::size_t count, std::string_view part) {
  std::string result;
  result.reserve(count * part.size());
  for (std::size_t i = 0; i < count; ++i) result += part;
  return result;
}

std::size_t effort(std::string_view text) {
  Sources sources;
  Diagnostics diagnostics;
  std::size_t result = 0;
  parse::parse(sources, sources.add("x.box", text), diagnostics, &result);
  return result;
}

/// Rows lie in their parents and behind one another.
void check_spans(const std::vector<ast::Row>& rows, std::size_t begin, std::size_t end) {
  for (const ast::Row& row : rows) {
    REQUIRE(row.span.begin >= begin);
    REQUIRE(row.span.end >= row.span.begin);
    REQUIRE(row.span.end <= end);
    if (const ast::Block* const block = row.block()) check_spans(block->rows, row.span.begin, row.span.end);
    begin = row.span.end;
  }
}

void check_reading(std::string_view text) {
  Sources sources;
  Diagnostics diagnostics;
  const ast::File file = parse::parse(sources, sources.add("x.box", text), diagnostics);
  const std::size_t size = sources[0].text().size();
  check_spans(file.rows, 0, size);
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    REQUIRE(diagnostic.span.begin <= diagnostic.span.end);
    REQUIRE(diagnostic.span.end <= size);
  }
}

}  // namespace

TEST_CASE("no rule of the grammar loops without reading", "[grammar]") {
  CHECK(tao::pegtl::analyze<grammar::file>() == 0);
}

TEST_CASE("rule 10: behind a bad row the next one is read", "[grammar]") {
  CHECK(refused("a $b\nc\nd (e)\nf \"g\n h") ==
        "1:3 E0116 `$b` is no reference; write `${b}`, or `$$b` for a dollar sign\n"
        "3:3 E0104 `(` in `(e)` opens no options; quote the word\n"
        "4:3 E0112 unclosed string");
  CHECK(tree_of_broken("a $b\nc d") == R"([{"head":"a"},{"head":"c","args":["d"]}])");
  CHECK(tree_of_broken("a $b; c \"; \" $d e; f") == R"([{"head":"a"},{"head":"c"},{"head":"f"}])");
  CHECK(tree_of_broken("a ) \"; b\"; c # ; d") == R"([{"head":"a"},{"head":"c"}])");
  CHECK(tree_of_broken("a $b {\n c $d\n e\n}\nf") ==
        R"([{"head":"a","block":[{"head":"c"},{"head":"e"}]},{"head":"f"}])");
  CHECK(tree_of_broken("a { b $c } else { d }") ==
        R"([{"head":"a","block":[{"head":"b"}]},{"head":"else","block":[{"head":"d"}]}])");
  CHECK(tree_of_broken("a { b $c; d }\ne") == R"([{"head":"a","block":[{"head":"b"},{"head":"d"}]},{"head":"e"}])");
  CHECK(tree_of_broken("a{ b }\nc") == R"([{"head":"a","block":[{"head":"b"}]},{"head":"c"}])");
  CHECK(tree_of_broken("a { b {c,d} *.{e,f} }\ng") == R"([{"head":"a","block":[{"head":"b"}]},{"head":"g"}])");
  CHECK(tree_of_broken("a { b \"${c} } d $e; f") ==
        R"([{"head":"a","block":[{"head":"b"}]},{"head":"d"},{"head":"f"}])");
  CHECK(tree_of_broken("a b\n{ c }\nd") == R"([{"head":"a","args":["b"],"block":[{"head":"c"}]},{"head":"d"}])");
  CHECK(tree_of_broken("a b {\n c }\n{ d }") ==
        R"([{"head":"a","args":["b"],"block":[{"head":"c"}]},{"block":[{"head":"d"}]}])");
  CHECK(tree_of_broken("launch { x: y; z }\na") == R"([{"head":"launch","block":[{"head":"x"}]},{"head":"a"}])");
}

TEST_CASE("rule 10: the block that opens on a bad row's line is still its block", "[grammar]") {
  CHECK(refused("git(tag=v1 x -> /o {\n  remove a)\n}\nb") ==
        "1:4 E0119 unclosed `(`\n2:11 E0105 this `)` closes nothing");
  CHECK(tree_of_broken("git(tag=v1 x -> /o {\n  remove a\n}\nb") ==
        R"([{"head":"git","block":[{"head":"remove","args":["a"]}]},{"head":"b"}])");
  CHECK(tree_of_broken("a \"b {\n  c\n}\nd") == R"([{"head":"a","block":[{"head":"c"}]},{"head":"d"}])");
  CHECK(tree_of_broken("a -> {\n  b\n}\nc") == R"([{"head":"a","block":[{"head":"b"}]},{"head":"c"}])");
  CHECK(tree_of_broken("image x\n{\n  b\n}\nc") ==
        R"([{"head":"image","args":["x"],"block":[{"head":"b"}]},{"head":"c"}])");
}

TEST_CASE("rule 10: behind an error between brackets", "[grammar]") {
  CHECK(refused("pip(\n a=b c,\n d\n) torch\nb $c") ==
        "2:6 E0121 `,` or `)` belongs before `c`\n5:3 E0116 `$c` is no reference; write `${c}`, or `$$c` for a dollar "
        "sign");
  CHECK(tree_of_broken("pip(\n a=b c,\n d\n) torch {\n e\n}\nb") ==
        R"([{"head":"pip","block":[{"head":"e"}]},{"head":"b"}])");
  CHECK(tree_of_broken("a [b;\nc]\nd") == R"([{"head":"a"},{"head":"d"}])");
  CHECK(tree_of_broken("pip(\na b\nc(d) e") ==
        R"([{"head":"pip"},{"head":"a","args":["b"]},{"head":"c","opts":{"d":true},"args":["e"]}])");
  CHECK(tree_of_broken("image x {\n  pip(a=b torch\n  c\n}") ==
        R"([{"head":"image","args":["x"],"block":[{"head":"pip"},{"head":"c"}]}])");
}

TEST_CASE("rule 10: lines that belong to the bad row are not read as rows", "[grammar]") {
  CHECK(refused("apt a \\\n  git \\\n  curl\nb") == "1:7 E0106 `\\` continues no line; use a block");
  CHECK(tree_of_broken("apt a \\\n  git \\\n  curl\nb") == R"([{"head":"apt"},{"head":"b"}])");
  CHECK(tree_of_broken("x {\n  apt a \\\n}\nb") == R"([{"head":"x","block":[{"head":"apt"}]},{"head":"b"}])");
  CHECK(tree_of_broken("apt a \\\n\nb") == R"([{"head":"apt"},{"head":"b"}])");
  CHECK(refused("run: a \\\n  # b\n  c\nd") ==
        "2:3 E0128 a continued line that starts with `#`; for several lines write `run \"\"\"`");
  CHECK(tree_of_broken("run: a \\\n  # b\n  # c\n  d \\\n e\nf") == R"([{"head":"run","raw":"a d e"},{"head":"f"}])");
  CHECK(tree_of_broken("x {\n  run: a \\\n  # b\n}\nc").find(R"({"head":"c"})") != std::string::npos);
  CHECK(tree_of_broken("run \"\"\"a\n  b {\n  \"\"\"\nc") == R"([{"head":"run"},{"head":"c"}])");
  CHECK(tree_of_broken("run: \"\"\"a\n  b {\n  \"\"\"\nc") == R"([{"head":"run"},{"head":"c"}])");
  CHECK(tree_of_broken("env A=\"\"\"\n  b\n  \"\"\" \nc") == R"([{"head":"env"},{"head":"c"}])");
  CHECK(tree_of_broken("run \"\"\"a\"\"\"\nb") == R"([{"head":"run"},{"head":"b"}])");
  CHECK(tree_of_broken("run \"\"\"a\nb\nc \"\"\"\nd\n\"\"\"\n") ==
        R"([{"head":"run"},{"head":"b"},{"head":"c","text":"d\n"}])");
}

TEST_CASE("what is not understood is marked as broken", "[grammar]") {
  Sources sources;
  Diagnostics diagnostics;
  const ast::File file = parse::parse(sources, sources.add("x.box", "a $b {\n c\n}\nd\n./e $f"), diagnostics);
  REQUIRE(file.rows.size() == 3);
  CHECK(file.rows[0].broken);
  CHECK(file.rows[0].head->value == "a");
  CHECK_FALSE(file.rows[0].block()->rows.at(0).broken);
  CHECK_FALSE(file.rows[1].broken);
  CHECK(file.rows[2].broken);
  CHECK_FALSE(file.rows[2].head.has_value());
}

TEST_CASE("of too many errors the first are shown and all are counted", "[grammar]") {
  const std::vector<Diagnostic> all = tests::diagnostics_of(times(500, "a $b\n"));
  REQUIRE(all.size() == 101);
  CHECK(all.back().code == "E0140");
  CHECK(all.back().message == "400 more errors are not shown");
}

TEST_CASE("a text that must be read again and again is given up", "[grammar]") {
  const std::vector<Diagnostic> all = tests::diagnostics_of(times(500, "a [b;c ; "));
  CHECK(std::any_of(all.begin(), all.end(), [](const Diagnostic& d) { return d.code == "E0139"; }));
}

TEST_CASE("every prefix of every spec is read without a crash", "[grammar]") {
  constexpr std::size_t most_prefixes = 4000;
  for (const auto& [name, text] : specs()) {
    INFO(name);
    const std::size_t step = text.size() / most_prefixes + 1;
    for (std::size_t length = 0; length <= text.size(); length += step)
      check_reading(std::string_view(text).substr(0, length));
  }
}

TEST_CASE("the specs of the library and the examples are read without an error", "[grammar]") {
  for (const char* const folder : {"examples", "stdlib"}) {
    for (const auto& [name, text] : specs()) {
      if (!name.starts_with((tests::project() / folder).string() + "/")) continue;
      INFO(name);
      CHECK(refused(text).empty());
    }
  }
}

TEST_CASE("the example on the page about the grammar is read without an error", "[grammar]") {
  const std::string page = read(tests::project() / "grammar/grammar.md");
  const std::size_t begin = page.find("```\n") + 4;
  const std::string example = page.substr(begin, page.find("```", begin) - begin);
  CHECK(example.starts_with("image "));
  CHECK(refused(example).empty());
}

TEST_CASE("hostile texts are read with linear effort", "[grammar]") {
  constexpr std::size_t count = 20000;
  std::vector<std::string> texts;
  for (const std::string_view part :
       {"{", "}", "(", ")", "[", "]", "\"", "'", ";", ":", "$", "\\", "#", "-", ",", "=", "->", R"(""")"}) {
    const std::string word(part);
    for (const std::string& pattern :
         {word, word + " ", word + "\n", "a" + word, "a" + word + " ", "a " + word, "a " + word + " ",
          "a " + word + "\n", "a(b" + word + "\n", "a [b" + word + "\n"})
      texts.push_back(times(count, pattern));
  }
  for (const std::string_view pattern :
       {"a { b } else { ", "a( { b( { }; ", "a { b \\\" }; ", "a \\\"; ", "[b\n", "x,'=[b'\n", "'\"' ['\"'\n", "$${",
        "${", "a \"\"\"\n\"\"\" x\n", "a(b=[c\n", "run: x \\\n# y \\\n", "a { b: c } "})
    texts.push_back("z " + times(count, pattern));
  texts.push_back("[\n" + times(count, "x,'=[b'\n"));
  texts.push_back("a(\n" + times(count, "b\n"));
  texts.push_back("a \"" + std::string(1000000, 'x'));
  texts.push_back("run: " + std::string(1000000, '\\'));
  for (const std::string& text : texts) {
    INFO(text.substr(0, 40));
    CHECK(effort(text) <= 120 * text.size() + 262144);
  }
}

TEST_CASE("effort grows with the text and no faster", "[grammar]") {
  const std::string_view row = "pip(index=https://x/y, pre) torch==${v} \"a b\" -> /x { c: d\n} # e\n";
  const std::size_t once = effort(times(100, row));
  CHECK(effort(times(10000, row)) <= 101 * once);
}
