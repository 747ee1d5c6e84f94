// fmt: which files it changes, and how it says so. What the style is, format.cpp shows.

#include "tests/catch.hpp"
#include "tests/driver_run.hpp"

using namespace boxwright;
using namespace boxwright::tests;

namespace {

const std::string crooked_spec = "image  acme/app:1.0 {\nfrom debian:bookworm-slim }\n";
const std::string crooked_diff =
    "@@ -1,2 +1,3 @@\n-image  acme/app:1.0 {\n-from debian:bookworm-slim }\n+image acme/app:1.0 {\n+  from "
    "debian:bookworm-slim\n+}\n";

}  // namespace

TEST_CASE("fmt rewrites what is not in the style, and nothing else", "[driver]") {
  Run run;
  run.file("model.box", crooked_spec).file("good/a.box", small_spec).file("good/b.box", crooked_spec);
  CHECK(run({"fmt"}) == 0);
  CHECK(*run.files.read("model.box") == small_spec);
  CHECK(run.streams.out.empty());
  CHECK(run.streams.err == "formatted 1 file\n");
  run.file("model.box", crooked_spec);
  const std::size_t changes = run.files.changes();
  CHECK(run({"fmt", "good", "model.box", "good/b.box"}) == 0);
  CHECK(run.files.changes() == changes + 2);
  CHECK(run.streams.err == "formatted 2 files\n");
  CHECK(*run.files.read("good/b.box") == small_spec);
  CHECK(run({"fmt", "good", "model.box"}) == 0);
  CHECK(run.files.changes() == changes + 2);
  CHECK(run.streams.err.empty());
}

TEST_CASE("fmt --check names the files that would change, and changes none", "[driver]") {
  Run run;
  run.file("model.box", crooked_spec).file("sub/good.box", small_spec).file("sub/other.box", crooked_spec);
  const std::size_t changes = run.files.changes();
  CHECK(run({"fmt", "--check", "."}) == 1);
  CHECK(run.streams.out == "model.box\nsub/other.box\n");
  CHECK(run.streams.err.empty());
  CHECK(run({"fmt", "--check", "sub/good.box"}) == 0);
  CHECK(run.streams.out.empty());
  CHECK(run.files.changes() == changes);
}

TEST_CASE("fmt --diff shows what would change, and changes nothing", "[driver]") {
  Run run;
  run.file("model.box", crooked_spec).file("good.box", small_spec);
  const std::size_t changes = run.files.changes();
  CHECK(run({"fmt", "--diff", "model.box", "good.box"}) == 0);
  CHECK(run.streams.out == "--- a/model.box\n+++ b/model.box\n" + crooked_diff);
  CHECK(run({"fmt", "--diff", "--check"}) == 1);
  CHECK(run.streams.out == "--- a/model.box\n+++ b/model.box\n" + crooked_diff);
  CHECK(run({"fmt", "--diff", "--check", "good.box"}) == 0);
  CHECK(run.streams.out.empty());
  CHECK(run.files.changes() == changes);
}

TEST_CASE("fmt of standard input prints it in the style", "[driver]") {
  Run run;
  run.terminal.input = [] { return std::optional(crooked_spec); };
  CHECK(run({"fmt", "-"}) == 0);
  CHECK(run.streams.out == small_spec);
  CHECK(run.streams.err.empty());
  CHECK(run({"fmt", "--check", "-"}) == 1);
  CHECK(run.streams.out == "<stdin>\n");
  CHECK(run({"fmt", "--diff", "-"}) == 0);
  CHECK(run.streams.out == "--- a/<stdin>\n+++ b/<stdin>\n" + crooked_diff);
  run.terminal.input = [] { return std::optional(small_spec); };
  CHECK(run({"fmt", "-"}) == 0);
  CHECK(run.streams.out == small_spec);
  CHECK(run({"fmt", "--check", "-"}) == 0);
}

TEST_CASE("fmt says what is wrong with a spec, and formats the others and the rest of it", "[driver]") {
  Run run;
  run.file("a.box", "image  a:1 {\nfrom  b\n apt (c   d)\n}\n")
      .file("b.box", crooked_spec)
      .file("c.box", "x\n\xFF  y\n");
  CHECK(run({"fmt", "."}) == 1);
  CHECK(*run.files.read("a.box") == "image a:1 {\n  from b\n apt (c   d)\n}\n");
  CHECK(*run.files.read("b.box") == small_spec);
  CHECK(*run.files.read("c.box") == "x\n\xFF  y\n");
  CHECK_THAT(run.streams.err, contains("a.box:3:6: error[E0104]"));
  CHECK_THAT(run.streams.err, contains("c.box:2:1: error[E0001]"));
  CHECK_THAT(run.streams.err, contains("formatted 2 files\n"));
  CHECK(run({"fmt", "--check", "."}) == 1);
  CHECK(run.streams.out.empty());
  CHECK(run({"fmt", "--message-format=json", "a.box"}) == 1);
  CHECK(run.streams.out.empty());  // which is for what was asked for
  CHECK_THAT(run.streams.err, contains("\"code\":\"E0104\""));
}

TEST_CASE("fmt does not ask what a row means", "[driver]") {
  Run run;
  run.file("model.box", "frobnicate  it ->  /x\nimport \"nowhere.box\"\n");
  CHECK(run({"fmt"}) == 0);
  CHECK(*run.files.read("model.box") == "frobnicate it -> /x\nimport \"nowhere.box\"\n");
}

TEST_CASE("what init writes is in the style", "[driver]") {
  Run run;
  CHECK(run({"init"}) == 0);
  CHECK(run({"fmt", "--check"}) == 0);
  for (const std::string name : {"pytorch", "fastapi", "mhub"}) {
    CHECK(run({"init", "--template=" + name, name + ".box"}) == 0);
    CHECK(run({"fmt", "--check", name + ".box"}) == 0);
  }
}

TEST_CASE("fmt names a file that it cannot read or write", "[driver]") {
  Run run;
  run.file("model.box", crooked_spec);
  run.files.protect("model.box");
  CHECK(run({"fmt"}) == 2);
  CHECK_THAT(run.streams.err, contains("boxwright: `model.box` cannot be formatted: "));
  CHECK(*run.files.read("model.box") == crooked_spec);
  CHECK(run({"fmt", "nowhere.box"}) == 2);
  CHECK_THAT(run.streams.err, contains("there is no file `nowhere.box`"));
  CHECK(run({"fmt", "--fix"}) == 2);
}

TEST_CASE("fmt writes to where a link leads, which stays one", "[driver]") {
  Run run;
  run.file("shared/team.box", crooked_spec);
  run.files.link_to("model.box", "shared/team.box");
  CHECK(run({"fmt", "model.box"}) == 0);
  CHECK(run.files.link("model.box") == "shared/team.box");
  CHECK(*run.files.read("shared/team.box") == small_spec);
}
