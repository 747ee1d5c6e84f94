// The golden cases: what each spec of the repository compiles to, and what must hold for all of them.
// UPDATE_GOLDEN=1 rewrites what is expected; the review is `git diff`.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>
#include <string_view>

#include "compiler/backends/mark.hpp"
#include "compiler/base/render.hpp"
#include "compiler/resolve/bases.hpp"
#include "tests/cases.hpp"
#include "tests/catch.hpp"
#include "tests/paths.hpp"

using namespace boxwright;
using namespace boxwright::tests;

namespace {

/// Collects what all cases say, so that one run shows every fault.
class Report {
 public:
  void add(const Case& one, const std::string& text) {
    if (text.empty()) return;
    ++faults_;
    if (faults_ <= most) text_ += fmt::format("\n{}\n{}", one.name, text);
  }
  void require_nothing(const std::string& help = "") const {
    if (faults_ == 0) return;
    FAIL(fmt::format("{} of {} cases{}\n{}{}", faults_, cases().size(), faults_ > most ? ", the first of them:" : ":",
                     text_, help));
  }

 private:
  static constexpr std::size_t most = 25;
  std::size_t faults_ = 0;
  std::string text_;
};

template <class Check>
void check_each(Check check, const std::string& help = "") {
  REQUIRE_FALSE(cases().empty());
  Report report;
  for (const Case& one : cases()) report.add(one, check(one));
  report.require_nothing(help);
  SUCCEED();
}

// ---- references in a Dockerfile ----

/// An instruction in one line, without comments; the lines of its here-documents stand apart.
struct Instruction {
  std::string name, text;
};

std::string here_document_end(const std::string& line) {
  const std::size_t begin = line.find("<<");
  if (begin == std::string::npos) return "";
  std::string word;
  for (std::size_t i = begin + 2; i < line.size() && line[i] != ' '; ++i)
    if (std::string_view("-'\"").find(line[i]) == std::string_view::npos) word += line[i];
  return word;
}

std::vector<Instruction> instructions(std::string_view dockerfile) {
  std::vector<Instruction> result;
  std::string joined, end;
  while (!dockerfile.empty()) {
    const std::size_t length = std::min(dockerfile.find('\n'), dockerfile.size());
    const std::string line(dockerfile.substr(0, length));
    dockerfile.remove_prefix(std::min(length + 1, dockerfile.size()));
    if (!end.empty()) {
      if (line == end) end.clear();
      continue;
    }
    const std::size_t first = line.find_first_not_of(" \t");
    if (first == std::string::npos || line[first] == '#') continue;
    joined += line;
    if (joined.ends_with('\\')) {
      joined.pop_back();
      continue;
    }
    const std::string name = joined.substr(0, joined.find(' '));
    if (name == "RUN" || name == "COPY") end = here_document_end(joined);
    result.push_back({name, joined.substr(std::min(name.size() + 1, joined.size()))});
    joined.clear();
  }
  return result;
}

/// The words of an instruction in JSON form as the builder's lexer gets them, one level of backslashes less.
std::string without_json(const std::string& text) {
  const std::size_t begin = text.find("[\"");
  if (begin == std::string::npos) return text;
  std::string result = text.substr(0, begin);
  for (std::size_t i = begin; i < text.size(); ++i) {
    if (text[i] == '\\') ++i;
    if (i < text.size()) result += text[i];
  }
  return result;
}

/// The names behind a `$` that the builder would replace.
std::vector<std::string> references(std::string_view text) {
  std::vector<std::string> result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '$') {
      std::size_t begin = i + 1 + (text.substr(i + 1).starts_with('{') ? 1 : 0);
      std::size_t end = begin;
      while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) != 0 || text[end] == '_')) ++end;
      result.emplace_back(text.substr(begin, end - begin));
    }
  }
  return result;
}

/// What a Dockerfile names and nothing declares: the builder would put nothing there, without a word.
std::string undeclared_references(const std::string& dockerfile) {
  constexpr std::array<std::string_view, 4> not_replaced{"RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK"};
  static const BaseTable bases = BaseTable::embedded();
  std::map<std::string, std::set<std::string>> stages;
  std::set<std::string> global, declared, *scope = &global;
  std::string report;
  std::string stage;
  for (const auto& [name, text] : instructions(dockerfile)) {
    if (std::find(not_replaced.begin(), not_replaced.end(), name) == not_replaced.end()) {
      for (const std::string& reference : references(name == "COPY" || name == "ADD" ? without_json(text) : text))
        if (!(name == "FROM" ? global : *scope).contains(reference))
          report += fmt::format("`${}` is declared nowhere: {} {}\n", reference, name, text);
    }
    if (name == "FROM") {
      std::string reference = text.substr(0, text.find(' '));
      if (reference.starts_with("--")) reference = text.substr(reference.size() + 1);
      reference = reference.substr(0, reference.find(' '));
      const auto parent = stages.find(reference);
      declared = parent == stages.end() ? std::set<std::string>{} : parent->second;
      for (const auto& [variable, value] : bases.facts(reference).env) declared.insert(variable);
      stage = text.substr(text.rfind(' ') + 1);
      scope = &declared;
    } else if (name == "ARG" || name == "ENV") {
      scope->insert(text.substr(0, text.find('=')));
    }
    if (scope == &declared) stages[stage] = declared;
  }
  return report;
}

/// Names of the compiler's own that it should have replaced.
std::string left_over_names(const std::string& text) {
  std::string report;
  for (const std::string name : {"os", "arch", "variant", "home", "workdir", "site-packages", "image-name", "tag"})
    if (text.find("${" + name + "}") != std::string::npos) report += fmt::format("`${{{}}}` was not replaced\n", name);
  return report;
}

}  // namespace

TEST_CASE("every spec compiles to what is expected", "[golden]") {
  if (is_update()) {
    for (const Case& one : cases()) write_tree(one.expected, with_diagnostics(compiled(one)));
    return;
  }
  check_each([](const Case& one) { return compare(read_tree(one.expected), with_diagnostics(compiled(one))); },
             "\nWhere the new output is right: UPDATE_GOLDEN=1 ctest -R golden, and read `git diff`.\n");
}

TEST_CASE("the same input gives the same bytes", "[golden]") {
  check_each([](const Case& one) {
    const Compiled again = compile(one);
    return compare(with_diagnostics(compiled(one)), with_diagnostics(again)) +
           (again.status == compiled(one).status ? "" : "another exit status\n");
  });
}

TEST_CASE("an error writes nothing, and all else is written", "[golden]") {
  check_each([](const Case& one) -> std::string {
    const Compiled& result = compiled(one);
    const bool errors = result.compilation.diagnostics.has_errors();
    if (result.status != (errors ? 1 : 0)) return fmt::format("exit status {}:\n{}", result.status, result.err);
    if (errors == result.outputs.empty()) return "";
    return errors ? "it has errors, and files were written\n" : "it has no errors, and nothing was written\n";
  });
}

TEST_CASE("what shows keywords and images compiles", "[golden]") {
  check_each([](const Case& one) {
    const bool may_fail =
        one.name.starts_with("tests/golden/diagnostics/") || one.name.starts_with("tests/golden/rules/");
    return may_fail || compiled(one).status == 0 ? "" : compiled(one).rendered;
  });
}

TEST_CASE("the command says what the compiler found", "[golden]") {
  check_each([](const Case& one) {
    const Compiled& result = compiled(one);
    return result.err.starts_with(result.rendered) ? "" : difference(result.rendered, result.err);
  });
}

TEST_CASE("every file that is written carries an intact mark", "[golden]") {
  check_each([](const Case& one) {
    std::string report;
    for (const auto& [path, file] : compiled(one).outputs)
      if (!path.ends_with("mhub.toml") &&  // a beginning, which its author goes on with
          backends::check_mark(file.content) != backends::Mark::intact)
        report += path + ": no intact mark\n";
    return report;
  });
}

TEST_CASE("no file names a place of this machine", "[golden]") {
  check_each([](const Case& one) {
    std::string report;
    for (const auto& [path, file] : with_diagnostics(compiled(one)))
      for (const std::string& place : {std::string("/project/"), project().string()})
        if (file.content.find(place) != std::string::npos) report += fmt::format("{}: holds {}\n", path, place);
    return report;
  });
}

TEST_CASE("no reference is left that nothing declares", "[golden]") {
  check_each([](const Case& one) {
    std::string report;
    for (const auto& [path, file] : compiled(one).outputs) {
      if (path.ends_with("Dockerfile")) report += undeclared_references(file.content);
      report += left_over_names(file.content);
    }
    return report;
  });
}

TEST_CASE("the check for references sees one that nothing declares", "[golden]") {
  CHECK(undeclared_references("FROM debian:12 AS a\nARG X\nENV Y=\"${X}\"\nENV Z=\"\\$Q $Y\"\n").empty());
  CHECK(undeclared_references("FROM debian:12 AS a\nARG X\nFROM a AS b\nLABEL a=\"$X\"\n").empty());
  CHECK(undeclared_references("ARG B=x\nFROM ${B} AS a\nRUN echo \\\n  # a comment $V\n  $HERE\n").empty());
  CHECK(undeclared_references("FROM debian:12\nCOPY [\"\\\\$a\", \"/\"]\n").empty());
  CHECK_THAT(undeclared_references("FROM debian:12\nCOPY [\"$a\", \"/\"]\n"), contains("$a"));
  CHECK_THAT(undeclared_references("ARG B=x\nFROM debian:12\nUSER $B\n"), contains("$B"));
  CHECK_THAT(undeclared_references("FROM debian:12\nENV A=\"1\" \\\n  B=\"${C}\"\n"), contains("$C"));
  CHECK_THAT(undeclared_references("FROM debian:12\nRUN <<EOT\n$X\nEOT\nUSER ${D}\n"), contains("$D"));
}

TEST_CASE("the differences of two texts", "[golden]") {
  CHECK(difference("a\nb\nc\n", "a\nx\nc\n") == "  @@ line 2 @@\n    a\n  - b\n  + x\n");
  CHECK(difference("a\n", "a\nb\n") == "  @@ line 2 @@\n    a\n  + b\n");
  CHECK_THAT(difference("a\n", "a"), contains("line feed"));
}
