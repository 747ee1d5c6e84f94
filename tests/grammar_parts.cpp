// What editors' grammars say of the language's words is what `boxwright grammar` prints. UPDATE_GOLDEN=1 writes it into
// them.

#include "compiler/driver/grammar_parts.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include "tests/cases.hpp"
#include "tests/catch.hpp"
#include "tests/driver_run.hpp"
#include "tests/paths.hpp"

using namespace boxwright;
using namespace boxwright::tests;
namespace fs = std::filesystem;
namespace parts = driver::grammar_parts;

namespace {

struct Grammar {
  std::string editor, path;
};

/// Every file that holds such parts.
std::vector<Grammar> grammars() {
  std::vector<Grammar> result{{"emacs", "editors/emacs/box-mode.el"},
                              {"markdown", "docs/statements.md"},
                              {"vim", "editors/vim/syntax/box.vim"}};
  for (const auto& query : fs::directory_iterator(project() / "editors/tree-sitter/queries"))
    result.push_back({"tree-sitter", fs::relative(query.path(), project()).string()});
  return result;
}

/// Sets each line of a text in.
std::string set_in(const std::string& text, const std::string& by) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at) + 1;
    result += (end == at + 1 ? "" : by) + text.substr(at, end - at);
    at = end;
  }
  return result;
}

/// The file with the parts as they are printed now, set in as its marks are; `seen` gets their names.
std::string with_parts(const std::string& text, const Grammar& grammar, std::set<std::string>& seen) {
  std::string result = text;
  for (const parts::Part& part : parts::parts_for(grammar.editor)) {
    const std::string mark = "names: " + part.name;
    for (std::size_t at = result.find(mark); at != std::string::npos; at = result.find(mark, at + 1)) {
      const std::size_t line = result.rfind('\n', at) + 1;
      const std::size_t begin = result.find('\n', at) + 1;
      const std::size_t end = result.rfind('\n', result.find("end of names", at)) + 1;
      if (std::string_view(result).substr(line, begin - line).find("`") != std::string_view::npos) continue;
      REQUIRE(end >= begin);
      const std::string blanks(result.find_first_not_of(' ', line) - line, ' ');
      result.replace(begin, end - begin, set_in(part.text, blanks));
      seen.insert(part.name);
    }
  }
  return result;
}

}  // namespace

TEST_CASE("editors' grammars know the words that the language has", "[coverage]") {
  std::set<std::string> used;
  for (const Grammar& grammar : grammars()) {
    INFO(grammar.path);
    std::set<std::string> seen;
    const std::string text = read_file(project() / grammar.path);
    const std::string now = with_parts(text, grammar, seen);
    if (is_update() && now != text) std::ofstream(project() / grammar.path, std::ios::binary) << now;
    if (!is_update()) CHECK(difference(text, now) == difference(now, now));
    for (const std::string& name : seen) used.insert(grammar.editor + " " + name);
  }
  // What is printed and stands in no file would be printed for nobody.
  for (const std::string_view editor : parts::editors())
    for (const parts::Part& part : parts::parts_for(editor))
      CHECK(used.contains(std::string(editor) + " " + part.name));
}

TEST_CASE("`grammar` prints the parts between the lines that mark them", "[driver]") {
  Run run;
  REQUIRE(run({"grammar", "--for=vim"}) == 0);
  CHECK_THAT(run.streams.out, contains("\" names: statements\nsyntax keyword boxStatement contained allow "));
  CHECK_THAT(run.streams.out, contains("\n\" end of names\n"));
  REQUIRE(run({"grammar", "--for=tree-sitter"}) == 0);
  CHECK_THAT(run.streams.out, contains("; names: running shell\n"));
  CHECK(run({"grammar"}) == 2);
  CHECK(run({"grammar", "--for=nano"}) == 2);
  CHECK_THAT(run.streams.err, contains("emacs"));
}
