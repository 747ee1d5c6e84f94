// What is packed builds elsewhere: just what the build may see, the same bytes each time.

#include <algorithm>

#include "compiler/driver/tar.hpp"
#include "tests/catch.hpp"
#include "tests/driver_run.hpp"

using namespace boxwright;
using namespace boxwright::tests;
using boxwright::driver::tar_archive;
using boxwright::driver::TarEntry;

namespace {

const std::string spec =
    "image acme/app:1.0 {\n  from debian:bookworm-slim\n  copy app.py tool -> /app/\n  copy src -> /app/src\n"
    "  launch { mount data -> /data; env-file app.env }\n}\n";

/// An entry as its header says it.
struct Listed {
  std::string path, content;
  char type = '0';
  unsigned mode = 0;
  std::uint64_t time = 0;
};

std::uint64_t octal(const std::string& archive, std::size_t at, std::size_t size) {
  return std::stoull(archive.substr(at, size), nullptr, 8);
}

std::string text(const std::string& archive, std::size_t at, std::size_t size) {
  return archive.substr(at, std::min(archive.find('\0', at) - at, size));
}

std::vector<Listed> listed(const std::string& archive) {
  std::vector<Listed> result;
  std::string long_path;
  for (std::size_t at = 0; at + 512 <= archive.size() && archive[at] != '\0';) {
    Listed one{text(archive, at, 100),
               {},
               archive[at + 156],
               static_cast<unsigned>(octal(archive, at + 100, 7)),
               octal(archive, at + 136, 11)};
    unsigned sum = 0;
    for (std::size_t i = 0; i < 512; ++i)
      sum += i >= 148 && i < 156 ? ' ' : static_cast<unsigned char>(archive[at + i]);
    CHECK(octal(archive, at + 148, 6) == sum);
    CHECK(octal(archive, at + 108, 7) == 0);
    CHECK(archive.substr(at + 257, 5) == "ustar");
    const std::uint64_t size = octal(archive, at + 124, 11);
    one.content = one.type == '2' ? text(archive, at + 157, 100) : archive.substr(at + 512, size);
    at += 512 + (size + 511) / 512 * 512;
    if (one.type == 'x') {
      const std::size_t path = one.content.find(" path=");
      long_path =
          path == std::string::npos ? "" : one.content.substr(path + 6, one.content.find('\n', path) - path - 6);
      continue;
    }
    if (!long_path.empty()) one.path = std::exchange(long_path, {});
    result.push_back(one);
  }
  return result;
}

Words paths_of(const std::vector<Listed>& entries) {
  Words result;
  for (const Listed& one : entries) result.push_back(one.path);
  return result;
}

/// A project to pack.
void fill(Run& run) {
  run.file("model.box", spec).file("app.py", "a").file("src/one.py", "1").file("src/two/x.py", "2");
  run.file("data/big", "d").file("app.env", "K=V").file("notes.txt", "n").file("src/.env", "SECRET=1");
  run.files.write("tool", "#!/bin/sh\n", true);
}

}  // namespace

TEST_CASE("an archive holds what the build may see, and the scripts", "[driver]") {
  Run run;
  fill(run);
  REQUIRE(run({"pack", "-o", "out.tar"}) == 0);
  const std::string archive = *run.files.read("out.tar");
  CHECK(archive.size() % 512 == 0);
  const auto entries = listed(archive);
  const Words names = paths_of(entries);
  CHECK(std::is_sorted(names.begin(), names.end()));
  for (const std::string name : {"Dockerfile", ".dockerignore", "launch/", "launch/run.sh", "app.py", "tool", "src/",
                                 "src/one.py", "src/two/", "src/two/x.py"}) {
    INFO(name);
    CHECK(std::count(names.begin(), names.end(), name) == 1);
  }
  for (const std::string name : {"model.box", "notes.txt", "data/big", "app.env", "src/.env"}) {
    INFO(name);
    CHECK(std::count(names.begin(), names.end(), name) == 0);
  }
  for (const Listed& one : entries) {
    CHECK(one.time == 0);
    if (one.path == "tool" || one.path == "launch/run.sh") CHECK(one.mode == 0755);
    if (one.path == "app.py") CHECK(one.mode == 0644);
    if (one.path == "src/one.py") CHECK(one.content == "1");
  }
  CHECK_THAT(run.streams.err, contains("packed acme/app:1.0: "));
  CHECK_THAT(run.streams.err, contains("note: a launch uses `data`, which is not packed"));
  CHECK_THAT(run.streams.err, contains("note: a launch uses `app.env`, which is not packed"));
  REQUIRE(run({"pack", "-o", "again.tar"}) == 0);
  CHECK(*run.files.read("again.tar") == archive);
}

TEST_CASE("the entries have the time that SOURCE_DATE_EPOCH says", "[driver]") {
  Run run;
  fill(run);
  run.terminal.source_date_epoch = "1700000000";
  REQUIRE(run({"pack", "-o", "out.tar"}) == 0);
  for (const Listed& one : listed(*run.files.read("out.tar"))) CHECK(one.time == 1700000000);
  run.terminal.source_date_epoch = "yesterday";
  CHECK(run({"pack", "-o", "other.tar"}) == 2);
  CHECK_THAT(run.streams.err, contains("SOURCE_DATE_EPOCH is no number of seconds"));
}

TEST_CASE("a folder holds the same, and compiles to nothing else there", "[driver]") {
  Run run;
  fill(run);
  REQUIRE(run({"pack", "-o", "out/app"}) == 0);
  CHECK(run.has("out/app/Dockerfile"));
  CHECK(run.has("out/app/src/two/x.py"));
  CHECK_FALSE(run.has("out/app/model.box"));
  CHECK(run.files.executable("out/app/launch/build.sh"));
  // A folder is its own context, so that its ignore file lies in it.
  REQUIRE(run({"compile"}) == 0);
  CHECK(run.files.read("out/app/.dockerignore") == run.files.read(".dockerignore"));
  CHECK(run.files.read("out/app/launch/build.sh") == run.files.read("launch/build.sh"));
}

TEST_CASE("pack replaces nothing without being told, and says what it cannot do", "[driver]") {
  Run run;
  fill(run);
  run.file("out.tar", "mine").file("full/of", "things");
  CHECK(run({"pack", "-o", "out.tar"}) == 2);
  CHECK_THAT(run.streams.err, contains("`out.tar` is there already; replace it with --force"));
  CHECK(run.files.read("out.tar") == "mine");
  CHECK(run({"pack", "-o", "out.tar", "--force"}) == 0);
  CHECK(run({"pack", "-o", "full"}) == 2);
  CHECK_THAT(run.streams.err, contains("name a new or an empty folder"));
  CHECK(run({"pack"}) == 2);
  CHECK_THAT(run.streams.err, contains("pack needs -o"));
  CHECK(run({"pack", "-o", "out.tar.gz"}) == 2);
  CHECK_THAT(run.streams.err, contains("pack writes a folder or a .tar"));
  run.files.link_to("src/link", "one.py");
  CHECK(run({"pack", "-o", "new"}) == 2);
  CHECK_THAT(run.streams.err, contains("`src/link` is a link; an archive can hold it: -o new.tar"));
  REQUIRE(run({"pack", "-o", "new.tar"}) == 0);
  const auto entries = listed(*run.files.read("new.tar"));
  const auto link =
      std::find_if(entries.begin(), entries.end(), [](const Listed& one) { return one.path == "src/link"; });
  REQUIRE(link != entries.end());
  CHECK(link->type == '2');
  CHECK(link->content == "one.py");
  run.file("model.box", two_images);
  CHECK(run({"pack", "-o", "two.tar"}) == 2);
  CHECK_THAT(run.streams.err, contains("pack takes one image; choose it with --image=: acme/one:1.0, acme/two:1.0"));
  CHECK(run({"pack", "-o", "two.tar", "--image=two"}) == 0);
}

TEST_CASE("a long path has a header of its own", "[driver]") {
  const std::string deep = std::string(90, 'a') + "/" + std::string(90, 'b') + "/ü";
  const std::string archive =
      tar_archive({{deep, TarEntry::Kind::file, "x", false}, {"short", TarEntry::Kind::file, "", true}}, 7);
  const auto entries = listed(archive);
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].path == deep);
  CHECK(entries[0].content == "x");
  CHECK(entries[1].path == "short");
}

TEST_CASE("a link is packed as a link, with what it leads to", "[driver]") {
  Run run;
  run.file("model.box",
           "image acme/app:1.0 {\n  from debian:bookworm-slim\n  copy newest -> /a\n  copy now/ -> /b/\n"
           "  copy now/inner -> /c/\n}\n");
  run.file("data/2026/a.csv", "a").file("data/2026/inner/b.csv", "b").file("data/2025/c.csv", "c");
  run.files.link_to("now", "data/2026");
  run.files.link_to("newest", "now/a.csv");
  REQUIRE(run({"pack", "-o", "out.tar"}) == 0);
  Words packed;
  for (const Listed& one : listed(*run.files.read("out.tar")))
    if (!one.path.starts_with("launch") && !one.path.ends_with("ignore") && one.path != "Dockerfile")
      packed.push_back(one.path + (one.type == '2' ? " -> " : " ") + one.content);
  CHECK(packed == Words{"data/ ", "data/2026/ ", "data/2026/a.csv a", "data/2026/inner/ ", "data/2026/inner/b.csv b",
                        "newest -> now/a.csv", "now -> data/2026"});
  CHECK(run({"pack", "-o", "out/app"}) == 2);
}
