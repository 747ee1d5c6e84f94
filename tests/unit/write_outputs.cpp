#include "compiler/driver/write_outputs.hpp"

#include "compiler/backends/mark.hpp"
#include "compiler/driver/memory_files.hpp"
#include "tests/catch.hpp"

using namespace boxwright;
using driver::Change;
using driver::MemoryFiles;
using driver::Output;
using Kind = Change::Kind;
using tests::contains;

namespace {

std::string ours(const std::string& text) { return backends::with_mark(text, "model.box", 1); }

/// What a plan holds at a path.
Kind kind_at(const std::vector<Change>& changes, const std::string& path) {
  for (const Change& change : changes)
    if (change.output.path == path) return change.kind;
  FAIL("no change at " << path);
  return Kind::keep;
}

std::vector<Change> plan(const std::vector<Output>& outputs, const MemoryFiles& files, bool force = false) {
  return driver::plan_outputs(outputs, {"launch"}, {{".", "model.box", ""}}, force, files);
}

const std::vector<Output> two_files{{"Dockerfile", ours("FROM b\n"), false}, {"launch/run.sh", ours("run b\n"), true}};

}  // namespace

TEST_CASE("what is missing is written, with its folder and its rights", "[unit]") {
  MemoryFiles files;
  std::string report;
  CHECK(driver::write_outputs(plan(two_files, files), files, report) == 0);
  CHECK(report == "wrote Dockerfile\nwrote launch/run.sh\n");
  CHECK(files.read("Dockerfile") == two_files[0].content);
  CHECK_FALSE(files.executable("Dockerfile"));
  CHECK(files.executable("launch/run.sh"));
}

TEST_CASE("what is as it should be is not touched", "[unit]") {
  MemoryFiles files;
  std::string report;
  driver::write_outputs(plan(two_files, files), files, report);
  const std::size_t before = files.changes();
  report.clear();
  CHECK(driver::write_outputs(plan(two_files, files), files, report) == 0);
  CHECK(report.empty());
  CHECK(files.changes() == before);
}

TEST_CASE("a script that lost its right to run gets it back", "[unit]") {
  MemoryFiles files;
  files.write("launch/run.sh", two_files[1].content, false);
  CHECK(kind_at(plan(two_files, files), "launch/run.sh") == Kind::replace);
  // The other way round is no difference: some file systems call every file executable.
  files.write("Dockerfile", two_files[0].content, true);
  CHECK(kind_at(plan(two_files, files), "Dockerfile") == Kind::keep);
}

TEST_CASE("our own file is replaced, and somebody else's only by force", "[unit]") {
  MemoryFiles files;
  files.write("Dockerfile", ours("FROM a\n"), false);
  CHECK(kind_at(plan(two_files, files), "Dockerfile") == Kind::replace);
  files.write("Dockerfile", ours("FROM a\n") + "RUN edited\n", false);
  CHECK(kind_at(plan(two_files, files), "Dockerfile") == Kind::refuse);
  CHECK(kind_at(plan(two_files, files, true), "Dockerfile") == Kind::replace);
  files.write("Dockerfile", "FROM somebody\n", false);
  CHECK(kind_at(plan(two_files, files), "Dockerfile") == Kind::refuse);
  CHECK(kind_at(plan(two_files, files, true), "Dockerfile") == Kind::replace);
}

TEST_CASE("one refusal, and nothing is written at all", "[unit]") {
  MemoryFiles files;
  files.write("launch/run.sh", "somebody's\n", true);
  files.write("launch/old.sh", ours("old\n"), true);
  const auto before = files.all();
  std::string report;
  CHECK(driver::write_outputs(plan(two_files, files), files, report) == 2);
  CHECK(files.all() == before);
  CHECK_THAT(report, contains("`launch/run.sh` stays as it is: it was not written by boxwright"));
  CHECK_THAT(report, contains("--force"));
  CHECK_THAT(report, contains("nothing was written"));
}

TEST_CASE("a folder in a file's place is never replaced", "[unit]") {
  MemoryFiles files;
  files.make_directory("Dockerfile");
  CHECK(kind_at(plan(two_files, files, true), "Dockerfile") == Kind::refuse);
}

TEST_CASE("our files that nothing writes any more are removed", "[unit]") {
  MemoryFiles files;
  files.write("Dockerfile.dockerignore", ours("**\n"), false);
  files.write("launch/run-train.sh", ours("train\n"), true);
  files.write("launch/mine.sh", "mine\n", true);
  files.write("launch/edited.sh", ours("x\n") + "y\n", true);
  files.write("deeper/launch/run.sh", ours("x\n"), true);
  files.write("notes.txt", "mine\n", false);
  std::string report;
  CHECK(driver::write_outputs(plan(two_files, files), files, report) == 0);
  CHECK_THAT(report, contains("removed Dockerfile.dockerignore\n"));
  CHECK_THAT(report, contains("removed launch/run-train.sh\n"));
  CHECK_THAT(report, contains("left as it is, edited by hand: launch/edited.sh\n"));
  std::vector<std::string> left;
  for (const auto& [path, file] : files.all()) left.push_back(path);
  CHECK(left == std::vector<std::string>{"Dockerfile", "deeper/launch/run.sh", "launch/edited.sh", "launch/mine.sh",
                                         "launch/run.sh", "notes.txt"});
  CHECK(kind_at(plan(two_files, files, true), "launch/edited.sh") == Kind::remove);
}

TEST_CASE("the check says what differs and changes nothing", "[unit]") {
  MemoryFiles files;
  files.write("Dockerfile", "FROM somebody\n", false);
  files.write("launch/old.sh", ours("old\n"), true);
  const auto before = files.all();
  std::string report;
  CHECK(driver::check_outputs(plan(two_files, files), report) == 1);
  CHECK(report == "differs Dockerfile\nmissing launch/run.sh\nstale launch/old.sh\n");
  CHECK(files.all() == before);

  MemoryFiles written;
  driver::write_outputs(plan(two_files, written), written, report);
  report.clear();
  CHECK(driver::check_outputs(plan(two_files, written), report) == 0);
  CHECK(report.empty());
}

TEST_CASE("a file that cannot be written is an error with its reason", "[unit]") {
  MemoryFiles files;
  files.protect("launch");
  std::string report;
  CHECK(driver::write_outputs(plan(two_files, files), files, report) == 2);
  CHECK(report == "wrote Dockerfile\nboxwright: cannot write `launch/run.sh`: Permission denied\n");
}
