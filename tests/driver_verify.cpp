// What is written is read back: by every compile before it writes, and by `verify`, which also looks at what lies on
// disk.

#include "compiler/driver/verified.hpp"
#include "tests/catch.hpp"
#include "tests/driver_run.hpp"

using namespace boxwright;
using namespace boxwright::tests;

namespace {

const std::string spec =
    "image acme/app:1.0 {\n  from python:3.11-slim-bookworm\n  env A='$1'\n  copy app.py -> /app/\n  workdir /app\n"
    "  cmd python3 app.py\n}\n";

/// A folder with this spec.
struct Project : Run {
  Project() { file("model.box", spec).file("app.py", "x"); }
};

/// Replaces a part of a file on disk.
void edit(Run& run, const std::string& path, const std::string& from, const std::string& to) {
  std::string text = run.files.read(path).value_or("");
  const std::size_t place = text.find(from);
  REQUIRE(place != std::string::npos);
  run.files.write(path, text.replace(place, from.size(), to), false);
}

/// The parts of an image that `misunderstanding` looks at.
struct Target {
  driver::MemoryFiles files;
  driver::Unit unit;
  driver::ImageTarget target;

  Target() {
    files.write("app.py", "x", false);
    driver::Compilation compilation = driver::compile(files, "model.box", spec, ".", {});
    REQUIRE_FALSE(compilation.diagnostics.has_errors());
    unit = compilation.units.front();
    target.unit = &unit;
    target.image = &unit.module.images.front();
  }
};

}  // namespace

TEST_CASE("verify says what was compared", "[driver]") {
  Project run;
  REQUIRE(run({"verify"}) == 0);
  CHECK(run.streams.out == "acme/app:1.0: 1 stage, 9 instructions, 1 variable, 3 labels: as the spec says\n");
  CHECK(run.streams.err.empty());
  CHECK_FALSE(run.has("Dockerfile"));
  run.file("model.box", two_images);
  REQUIRE(run({"verify", "--image=two"}) == 0);
  CHECK(run.streams.out.starts_with("acme/two:1.0: 1 stage, "));
}

TEST_CASE("verify looks at the files on disk", "[driver]") {
  Project run;
  REQUIRE(run({"compile"}) == 0);
  REQUIRE(run({"verify"}) == 0);
  CHECK_THAT(run.streams.out, contains(" files of it on disk: as the spec says\n"));

  SECTION("one that does something else") {
    edit(run, "Dockerfile", "A=\"\\$1\"", "A=\"$1\"");
    CHECK(run({"verify"}) == 1);
    CHECK_THAT(run.streams.out,
               contains("Dockerfile: it was edited since boxwright wrote it\nit does not do what the spec says now\n"));
    CHECK_THAT(run.streams.out, contains("ENV A=\"$1\"\n"));
  }
  SECTION("one that was edited and does the same") {
    edit(run, "Dockerfile", "\nENV", "\n# mine\nENV");
    CHECK(run({"verify"}) == 1);
    CHECK_THAT(run.streams.out, contains("Dockerfile: it was edited since boxwright wrote it\n"));
    CHECK(run.streams.out.find("does not do") == std::string::npos);
  }
  SECTION("one of an older spec") {
    edit(run, "model.box", "/app/\n", "/srv/\n");
    CHECK(run({"verify"}) == 1);
    CHECK_THAT(run.streams.out, contains("Dockerfile: it does not do what the spec says now\n"));
    CHECK_THAT(run.streams.out, contains("  its destination is another one\n  meant:   /srv/\n  written: /app/\n"));
    CHECK_THAT(run.streams.out, contains("launch/run.sh: it is not what the spec says now; `boxwright compile`"));
  }
  SECTION("one of somebody else") {
    run.file(".dockerignore", "*\n");
    CHECK(run({"verify"}) == 1);
    CHECK_THAT(run.streams.out, contains(".dockerignore: it was not written by boxwright\n"));
  }
  SECTION("in another folder") {
    CHECK(run({"verify", "-o", "out"}) == 0);
    CHECK(run.streams.out.find("on disk") == std::string::npos);
    REQUIRE(run({"compile", "-o", "out"}) == 0);
    edit(run, "out/Dockerfile", "WORKDIR /app", "WORKDIR /ap");
    CHECK(run({"verify", "-o", "out"}) == 1);
    CHECK_THAT(run.streams.out, contains("out/Dockerfile: it was edited"));
  }
}

TEST_CASE("verify gives what an image means to programs", "[driver]") {
  Project run;
  REQUIRE(run({"verify", "--message-format=json"}) == 0);
  const std::string& out = run.streams.out;
  CHECK(out.starts_with(
      R"({"dockerfile":"Dockerfile","image":"acme/app:1.0","context":["app.py"],"checks_are_errors":true,"arguments":[],"stages":[{"name":"final",)"));
  CHECK_THAT(out, contains(R"({"keyword":"ENV","facts":[["A",["$1"]]]})"));
  CHECK_THAT(out, contains(R"(["sources",["app.py"]],["destination",["/app/"]])"));
  CHECK(out.ends_with("}\n"));
}

TEST_CASE("verify ends as other commands do", "[driver]") {
  Run run;
  run.file("model.box", wrong_spec);
  CHECK(run({"verify"}) == 1);
  CHECK(run({"verify", "missing.box"}) == 2);
  CHECK(run({"verify", "--image=other"}) == 1);
  run.file("model.box", small_spec);
  CHECK(run({"verify", "--image=other"}) == 2);
}

TEST_CASE("a Dockerfile that does something else is a fault of ours, and is said to be", "[driver]") {
  const Target one;
  std::vector<backends::OutputFile> files = backends::emit(one.target.module(), *one.target.image, {});
  CHECK(driver::misunderstanding(one.target, files).empty());
  CHECK(driver::misunderstanding({&one.unit.module}, files).empty());
  std::string& text = files.front().content;
  text.replace(text.find("/app/\n"), 5, "/ap/");
  for (const std::string& message :
       {driver::misunderstanding(one.target, files), driver::misunderstanding({&one.unit.module}, files)}) {
    CHECK(message.starts_with("internal error: `Dockerfile` of acme/app:1.0 would not do what the spec says\n  line "));
    CHECK_THAT(message, contains("  its destination is another one\n  meant:   /app/\n  written: /ap/\n"));
    CHECK_THAT(message, contains("a fault of boxwright, not of your spec, and nothing was written"));
  }
}

TEST_CASE("verify tells what it found on disk in every form", "[driver]") {
  Run run;
  run.file("model.box", small_spec);
  REQUIRE(run({"compile"}) == 0);
  const auto form = GENERATE(as<std::string>(), "human", "short", "json", "sarif", "github", "gitlab");
  SECTION("a file that an older spec made") {
    run.file("model.box", std::string(small_spec) + "# and a label\n").file("launch/run.sh", "somebody's\n");
    CHECK(run({"verify", "--message-format=" + form}) == 1);
    CHECK_THAT(run.streams.out + run.streams.err, contains("it was not written by boxwright"));
  }
  SECTION("a Dockerfile that is not there, and the scripts are") {
    REQUIRE(run.files.remove("Dockerfile") == std::nullopt);
    CHECK(run({"verify", "--message-format=" + form}) == 1);
    CHECK_THAT(run.streams.out + run.streams.err, contains("it is missing; `boxwright compile` writes it"));
  }
  SECTION("all is well") { CHECK(run({"verify", "--message-format=" + form}) == 0); }
}
