// The style of specs. Each folder of tests/golden/format holds a spec and what it looks like in the style;
// UPDATE_GOLDEN=1 writes the latter.

#include "tests/format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "compiler/ast/print.hpp"
#include "compiler/format/format.hpp"
#include "compiler/parse/parse.hpp"
#include "tests/cases.hpp"
#include "tests/catch.hpp"
#include "tests/paths.hpp"

using namespace boxwright;
using namespace boxwright::tests;
namespace fs = std::filesystem;

namespace {

/// The texts of the rows that were not understood.
void add_broken(const std::vector<ast::Row>& rows, const Sources& sources, std::string& result) {
  for (const ast::Row& row : rows) {
    if (row.broken) {
      const std::string_view text = sources.text(row.span);
      result += fmt::format("{}\n", text.substr(0, text.find_last_not_of(" \t") + 1));
    } else if (const ast::Block* const block = row.block()) {
      add_broken(block->rows, sources, result);
    }
  }
}

std::string said(const Read& read) {
  std::string result;
  for (const Diagnostic& one : read.diagnostics.sorted()) result += fmt::format("{} {}\n", one.code, one.message);
  add_broken(read.tree.rows, read.sources, result);
  return result;
}

std::string image_with(const std::string& rows) { return "image acme/app:1.0 {\n" + rows + "}\n"; }

}  // namespace

namespace boxwright::tests {

Read::Read(std::string_view text) {
  const FileId file = sources.add("model.box", text);
  tree = parse::parse(sources, file, diagnostics);
  edits = format::edits(sources, file, tree, diagnostics);
}

std::string formatted(std::string_view text) { return with_edits(text, Read(text).edits); }

std::string difference_in_meaning(const Read& one, const Read& other) {
  if (said(one) != said(other)) return difference(said(one), said(other));
  if (!format::say_the_same(one.sources, one.tree, other.sources, other.tree))
    return "the rows or the comments are not the same\n" + difference(to_json(one.tree), to_json(other.tree));
  return {};
}

}  // namespace boxwright::tests

TEST_CASE("specs in the style", "[golden]") {
  std::size_t cases = 0;
  for (const auto& entry : fs::directory_iterator(project() / "tests/golden/format")) {
    const std::string before = read_file(entry.path() / "input.box");
    const std::string after = formatted(before);
    ++cases;
    INFO(entry.path().string());
    CHECK(difference_in_meaning(Read(before), Read(after)) == "");
    CHECK(formatted(after) == after);
    if (is_update()) {
      std::ofstream(entry.path() / "expected.box", std::ios::binary) << after;
    } else if (const std::string expected = read_file(entry.path() / "expected.box"); expected != after) {
      FAIL_CHECK(difference(expected, after));
    }
  }
  CHECK(cases > 0);
}

TEST_CASE("the specs that people are shown are in the style", "[golden]") {
  for (const char* const folder : {"examples", "stdlib"}) {
    for (const auto& entry : fs::recursive_directory_iterator(project() / folder)) {
      if (entry.path().extension() != ".box") continue;
      const std::string text = read_file(entry.path());
      INFO(fmt::format("boxwright fmt {}", entry.path().string()));
      if (const std::string after = formatted(text); after != text) FAIL_CHECK(difference(after, text));
    }
  }
}

TEST_CASE("a spec in the style compiles to the same bytes", "[golden]") {
  std::size_t changed = 0;
  for (const Case& one : tests::cases()) {
    const std::string text = spec_text(one);
    const std::string after = formatted(text);
    if (after == text) continue;  // then it is what the golden cases compile
    ++changed;
    INFO(one.name);
    const Compiled& before = compiled(one);
    const Compiled now = tests::compile(one, after);
    CHECK(now.status == before.status);
    // Which lines of the spec something comes from is all that may be another.
    FileMap expected = before.outputs, actual = now.outputs;
    for (FileMap* const files : {&expected, &actual})
      std::erase_if(*files, [](const auto& file) { return file.first.ends_with(".map"); });
    CHECK(compare(expected, actual) == "");
  }
  CHECK(changed > 0);
}

TEST_CASE("only what changes is edited", "[unit]") {
  CHECK(Read(image_with("  from debian\n  apt curl\n")).edits.empty());
  const std::vector<TextEdit> edits = Read("image a {\n   from  debian\n  apt curl ; }\n").edits;
  CHECK(edits == std::vector<TextEdit>{{{0, 9, 13}, "\n  "}, {{0, 17, 19}, " "}, {{0, 36, 39}, "\n"}});
  CHECK(format::within(edits, {0, 14, 18}) == std::vector<TextEdit>{edits[1]});
  CHECK(format::within(edits, {0, 0, 17}) == std::vector<TextEdit>{edits[0], edits[1]});
  CHECK(format::within(edits, {1, 0, 40}).empty());
  CHECK(format::within(edits, {0, 20, 30}).empty());
}

TEST_CASE("a file's own line ends and its byte-order mark stay", "[unit]") {
  CHECK(formatted("\xEF\xBB\xBFimage a {\r\n\tfrom  b; apt c\r\n\r\n\r\n\tuser d\r\n\r\n}") ==
        "\xEF\xBB\xBFimage a {\r\n  from b\r\n  apt c\r\n\r\n  user d\r\n}\r\n");
}

TEST_CASE("what cannot be read as a spec stays as it is", "[unit]") {
  for (const std::string text : {"image a {\n   from \xFF\n}\n", "image a {\n    from b\n  x\x01\n}\n", "a  {\n   {\n",
                                 "", "  (\n", "a  {\n b }\n }\n", " x  \"\"\"\n   a\n"})
    CHECK(formatted(text) == text);
  CHECK(formatted(" \n\n") == "");
}

TEST_CASE("from where braces are not closed nothing is changed", "[unit]") {
  CHECK(formatted("param  a\nimage b {\n   from  c\n") == "param a\nimage b {\n   from  c\n");
  CHECK(formatted("param  a\nimage b {\n   from  c\n}  }\n  x  y\n") ==
        "param a\nimage b {\n   from  c\n}  }\n  x  y\n");
}

TEST_CASE("hundreds of rows of one line, and thousands of words, are formatted in no time", "[unit]") {
  std::string text;
  for (int row = 0; row < 3; ++row) {
    for (int word = 0; word < 20000; ++word) text += "  w";
    text += "\n";
  }
  const std::string after = formatted(text);
  CHECK(after.starts_with("w w w"));
  std::string list = "a [\n";
  for (int line = 0; line < 20000; ++line) list += "  b  c\n";
  CHECK(formatted(list + "]\n").ends_with("  b c\n]\n"));
  std::string blocks;
  for (int block = 0; block < 5000; ++block) blocks += "a {  b }; ";
  CHECK(formatted(blocks).starts_with("a {\n  b\n}; a {\n"));
}
