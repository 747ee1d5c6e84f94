// check --fix: what it mends, what it leaves alone, and how it says so.

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>

#include "compiler/driver/mend.hpp"
#include "compiler/driver/unified_diff.hpp"
#include "tests/cases.hpp"
#include "tests/catch.hpp"
#include "tests/driver_run.hpp"

using namespace boxwright;
using namespace boxwright::tests;

namespace {

std::string image_with(const std::string& rows) {
  return "image acme/app:1.0 {\n  from debian:bookworm-slim\n" + rows + "}\n";
}

/// What `check --fix` makes of a spec; a second run has to change nothing.
std::string fixed(Run& run, const std::string& spec) {
  run.file("model.box", spec);
  run({"check", "--fix"});
  const std::string text = *run.files.read("model.box");
  const std::size_t changes = run.files.changes();
  run({"check", "--fix"});
  CHECK(run.files.changes() == changes);
  return text;
}

}  // namespace

TEST_CASE("what can be meant in one way only is mended", "[driver]") {
  Run run;
  run.file("model.box", image_with("  healtcheck none\n  evn A = b\n"));
  CHECK(run({"check", "--fix"}) == 1);
  CHECK(*run.files.read("model.box") == image_with("  healthcheck none\n  evn A = b\n"));
  CHECK(run.streams.err.starts_with("mended 1 finding in 1 file\n"));
  CHECK_THAT(run.streams.err, contains("model.box:4:3: error[E0201]: unknown statement `evn`"));  // `run` is as near
  run.file("model.box", image_with("  healtcheck none\n"));
  CHECK(run({"check", "--fix"}) == 0);
  CHECK_THAT(run.streams.err, !contains("error"));
  CHECK(run.outcome.status == 0);
}

TEST_CASE("a fix leaves all else as it is, byte for byte", "[driver]") {
  Run run;
  const std::string before =
      "\xEF\xBB\xBF# a comment\r\nimage acme/app:1.0 {\r\n\tfrom   debian:bookworm-slim # \xC3\xBC\n\n"
      "  healtcheck   none   # why\r\n  env A = b C=d\r\n}";
  std::string after = before;
  after.replace(after.find("healtcheck"), 10, "healthcheck");
  after.replace(after.find("A = b"), 5, "A=b");
  CHECK(fixed(run, before) == after);
}

TEST_CASE("fixes behind fixes are found, and none overlap", "[driver]") {
  Run run;
  CHECK(fixed(run, image_with("  helthcheck(intervall=5s): true\n")) ==
        image_with("  healthcheck(interval=5s): true\n"));
  CHECK(fixed(run, image_with("  env A = b B = c\n")) == image_with("  env A=b B=c\n"));
}

TEST_CASE("a fix that makes a new error is left out", "[driver]") {
  Run run;
  const std::string spec = image_with("  healtcheck(retries=many) http://localhost:80/\n");
  CHECK(fixed(run, spec) == spec);
  CHECK_THAT(run.streams.err, contains("did you mean `healthcheck`?"));
  CHECK(run.outcome.status == 1);
}

TEST_CASE("what could be meant in two ways is only offered", "[driver]") {
  Run run;
  for (const char* row :
       {"  evn A=b\n", "  copy app -> bin/\n", "  env PATH=$FOO\n", "  healthcheck(interval=5) none\n"})
    CHECK(fixed(run, image_with(row)) == image_with(row));
}

TEST_CASE("a comment in what a fix would write anew stays, and so does the row", "[driver]") {
  Run run;
  const std::string spec = image_with("  workdir {\n    /app # here\n  }\n");
  CHECK(fixed(run, spec) == spec);
  CHECK(fixed(run, image_with("  workdir {\n    /app\n  }\n")) == image_with("  workdir /app\n"));
}

TEST_CASE("--dry-run shows a diff and changes nothing", "[driver]") {
  Run run;
  run.file("sub/model.box", image_with("  healtcheck none\n"));
  const std::size_t changes = run.files.changes();
  CHECK(run({"check", "--fix", "--dry-run", "sub"}) == 1);
  CHECK(run.files.changes() == changes);
  CHECK(run.streams.out ==
        "--- a/sub/model.box\n+++ b/sub/model.box\n@@ -1,4 +1,4 @@\n image acme/app:1.0 {\n   from "
        "debian:bookworm-slim\n-  healtcheck none\n+  healthcheck none\n }\n");
  CHECK_THAT(run.streams.err, contains("sub/model.box:3:3: error[E0201]"));
  CHECK(run({"check", "--dry-run"}) == 2);
  CHECK_THAT(run.streams.err, contains("--fix"));
}

TEST_CASE("only files of the project are mended", "[driver]") {
  Run run;
  run.file("team.box", "param a=[x, y]\ntemplat t { workdir /x }\n")
      .file("../outside.box", "templat u { workdir /x }\n");
  run.file("model.box", "import \"team.box\"\n" + small_spec);
  CHECK(run({"check", "--fix"}) == 0);
  CHECK(*run.files.read("team.box") == "param a=[x, y]\ntemplate t { workdir /x }\n");
  run.file("model.box", "import \"../outside.box\"\n" + small_spec);
  CHECK(run({"check", "--fix", "--allow-outside"}) == 1);
  CHECK(*run.files.read("../outside.box") == "templat u { workdir /x }\n");
  CHECK_THAT(run.streams.err, contains("did you mean `template`?"));
}

TEST_CASE("a file that cannot be written is named", "[driver]") {
  Run run;
  run.file("model.box", image_with("  healtcheck none\n"));
  run.files.protect("model.box");
  CHECK(run({"check", "--fix"}) == 2);
  CHECK_THAT(run.streams.err, contains("boxwright: `model.box` cannot be mended: "));
  run.terminal.input = [] { return std::optional(wrong_spec); };
  CHECK(run({"check", "--fix", "-"}) == 2);
  CHECK_THAT(run.streams.err, contains("standard input is none"));
}

TEST_CASE("a unified diff says what goes and what comes", "[driver]") {
  using driver::unified_diff;
  CHECK(unified_diff("a", "x\n", "x\n").empty());
  CHECK(unified_diff("a", "", "x\n") == "--- a/a\n+++ b/a\n@@ -0,0 +1 @@\n+x\n");
  CHECK(unified_diff("a", "x\ny", "x\nz\n") ==
        "--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@\n x\n-y\n\\ No newline at end of file\n+z\n");
  std::string before;
  for (int i = 1; i <= 20; ++i) before += fmt::format("{}\n", i);
  std::string after = before;
  after.replace(after.find("\n2\n"), 3, "\ntwo\n").replace(after.find("\n19\n"), 4, "\n19\n19.5\n");
  std::string near = before;
  near.replace(near.find("\n2\n"), 3, "\ntwo\n").replace(near.find("\n9\n"), 3, "\nnine\n");
  CHECK(unified_diff("a", before, near) ==
        "--- a/a\n+++ b/a\n@@ -1,12 +1,12 @@\n 1\n-2\n+two\n 3\n 4\n 5\n 6\n 7\n 8\n-9\n+nine\n 10\n 11\n 12\n");
  CHECK(unified_diff("a", before, after) ==
        "--- a/a\n+++ b/a\n@@ -1,5 +1,5 @@\n 1\n-2\n+two\n 3\n 4\n 5\n@@ -17,4 +17,5 @@\n 17\n 18\n 19\n+19.5\n 20\n");
}

TEST_CASE("a unified diff of thousands of changes stays small, and says them as one", "[driver]") {
  std::string before = "first\n", after = "first\n", removed, added;
  for (int i = 0; i < 3000; ++i) {
    before += fmt::format("  {}\n", i);
    after += fmt::format("{}\n", i);
    removed += fmt::format("-  {}\n", i);
    added += fmt::format("+{}\n", i);
  }
  CHECK(driver::unified_diff("a", before + "last\n", after + "last\n") ==
        "--- a/a\n+++ b/a\n@@ -1,3002 +1,3002 @@\n first\n" + removed + added + " last\n");
  CHECK(driver::unified_diff("a", "first\n", after) == "--- a/a\n+++ b/a\n@@ -1 +1,3001 @@\n first\n" + added);
}

namespace {

using Counts = std::map<std::string, std::size_t>;

Counts errors_of(const driver::Compilation& compilation) {
  Counts counts;
  for (const Diagnostic& diagnostic : compilation.diagnostics.sorted())
    if (diagnostic.severity == Severity::error) ++counts[std::string(diagnostic.code) + diagnostic.message];
  return counts;
}

/// A text beside a case's files, mended; how many findings that mended.
struct Mended {
  std::size_t count = 0;
  std::string text;
};

Mended mended(const Case& one, const std::string& text) {
  driver::MemoryFiles files;
  add_project(one, files);
  files.write("model.box", text, false);
  driver::ChangedFiles changed(files);
  Mended result;
  result.count = driver::mend({"model.box", ".", text, "."}, options_of(one, files), changed);
  result.text = changed.read("model.box").value_or("");
  return result;
}

std::size_t comments(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '#'));
}

/// Places of words of more than four letters that begin a row.
std::vector<std::pair<std::size_t, std::size_t>> heads(const std::string& text) {
  std::vector<std::pair<std::size_t, std::size_t>> result;
  for (std::size_t line = 0; line < text.size(); line = std::min(text.find('\n', line), text.size() - 1) + 1) {
    const std::size_t begin = std::min(text.find_first_not_of(' ', line), text.size());
    const std::size_t end = std::min(text.find_first_not_of("abcdefghijklmnopqrstuvwxyz", begin), text.size());
    if (end - begin > 4 && end < text.size() && std::string_view(" (:").find(text[end]) != std::string_view::npos)
      result.emplace_back(begin, end);
  }
  return result;
}

}  // namespace

TEST_CASE("mending makes no new error, keeps comments, and is done at once", "[golden]") {
  std::size_t mended_cases = 0;
  for (const Case& one : cases()) {
    if (!one.name.starts_with("tests/golden/diagnostics/")) continue;
    INFO(one.name);
    const std::string text = spec_text(one);
    const Mended first = mended(one, text);
    if (first.count == 0) {
      CHECK(first.text == text);
      continue;
    }
    ++mended_cases;
    const Counts before = errors_of(compile_text(one, text));
    std::size_t errors_before = 0;
    std::size_t errors_after = 0;
    for (const auto& [error, count] : before) errors_before += count;
    for (const auto& [error, count] : errors_of(compile_text(one, first.text))) {
      INFO(error);
      errors_after += count;
      if (errors_before < Diagnostics::most_errors) CHECK((before.contains(error) && before.at(error) >= count));
    }
    CHECK((errors_after < errors_before || errors_before >= Diagnostics::most_errors));
    CHECK(comments(first.text) == comments(text));
    const Mended second = mended(one, first.text);
    CHECK(second.count == 0);
    CHECK(second.text == first.text);
  }
  CHECK(mended_cases > 20);
}

TEST_CASE("a misspelt statement of an example is what it was once it is mended", "[golden]") {
  std::size_t restored = 0;
  for (const Case& one : cases()) {
    if (!one.name.starts_with("examples/") || one.name.ends_with("(portable)")) continue;
    const std::string text = spec_text(one);
    std::size_t number = 0;
    for (const auto& [begin, end] : heads(text)) {
      std::string wrong = text;
      wrong.erase(begin + 1 + number++ % (end - begin - 2), 1);
      if (number % 3 != 0) continue;  // some of many
      INFO(one.name << "\n" << wrong.substr(begin, end - begin));
      const Mended result = mended(one, wrong);
      CHECK((result.text == text || result.text == wrong));
      CHECK((result.text == text) == (result.count > 0));
      restored += result.text == text ? 1 : 0;
    }
  }
  CHECK(restored > 10);
}
