// What the command line does with specs and files, in memory. driver_program.cpp has what only the program itself
// shows.

#include "compiler/base/display.hpp"
#include "compiler/expand/library.hpp"
#include "tests/catch.hpp"
#include "tests/driver_run.hpp"

using namespace boxwright;
using namespace boxwright::tests;

TEST_CASE("compile writes an image's files beside its spec", "[driver]") {
  Run run;
  run.file("model.box", small_spec);
  CHECK(run({"compile"}) == 0);
  CHECK(run.streams.out.empty());
  CHECK_THAT(run.streams.err, contains("wrote Dockerfile\n"));
  CHECK_THAT(run.streams.err, contains("wrote launch/run.sh\n"));
  CHECK_THAT(run.streams.err, contains("acme/app:1.0\n  layers "));
  CHECK_THAT(run.streams.err, contains("  not pinned  "));
  for (const char* path : {"Dockerfile", ".dockerignore", "launch/build.sh", "launch/run.sh", "launch/shell.sh",
                           "launch/stop.sh", "launch/remove.sh", "launch/status.sh", "launch/logs.sh", "launch/push.sh",
                           "launch/pull.sh", "launch/save.sh", "launch/load.sh"}) {
    INFO(path);
    CHECK(run.has(path));
  }
  CHECK(run.files.executable("launch/run.sh"));

  const std::size_t before = run.files.changes();
  CHECK(run({"compile"}) == 0);
  CHECK(run.files.changes() == before);
  CHECK_THAT(run.streams.err, contains("all files are up to date"));
}

TEST_CASE("which spec is meant", "[driver]") {
  Run run;
  CHECK(run({"compile"}) == 2);
  CHECK_THAT(run.streams.err, contains("there is no .box file here"));
  run.file("only.box", small_spec);
  CHECK(run({"check"}) == 0);
  run.file("other.box", small_spec);
  CHECK(run({"check"}) == 2);
  CHECK_THAT(run.streams.err, contains("only.box, other.box"));
  run.file("model.box", small_spec);
  CHECK(run({"check"}) == 0);
  CHECK(run({"check", "nope.box"}) == 2);
  CHECK_THAT(run.streams.err, contains("there is no file `nope.box`"));
}

TEST_CASE("a folder stands for every spec below it", "[driver]") {
  Run run;
  run.file("p/b/model.box", small_spec).file("p/a/x.box", wrong_spec).file("p/c.box", wrong_spec);
  run.file("p/.hidden/model.box", wrong_spec).file("p/node_modules/model.box", wrong_spec);
  CHECK(run({"check", "p"}) == 1);
  const std::size_t first = run.streams.err.find("p/a/x.box:3:3: error");
  const std::size_t second = run.streams.err.find("p/c.box:3:3: error");
  CHECK(first < second);
  CHECK(second != std::string::npos);
  CHECK(run.streams.err.find("hidden") == std::string::npos);
  CHECK(run.streams.err.find("node_modules") == std::string::npos);

  run.files.make_directory("empty");
  CHECK(run({"check", "empty"}) == 2);
  CHECK_THAT(run.streams.err, contains("no .box file in `empty`"));
}

TEST_CASE("errors come first, and nothing is written beside one", "[driver]") {
  Run run;
  run.file("a/model.box", small_spec).file("b/model.box", wrong_spec);
  CHECK(run({"compile", "a", "b"}) == 1);
  CHECK(run.files.changes() == 2);
  CHECK(run.streams.err.starts_with("b/model.box:3:3: error"));
  CHECK_THAT(run.streams.err, contains("1 error"));
}

TEST_CASE("standard input is a spec of the current folder", "[driver]") {
  Run run;
  run.terminal.input = [] { return small_spec; };
  CHECK(run({"compile", "-"}) == 0);
  CHECK(run.has("Dockerfile"));
  run.terminal.input = [] { return wrong_spec; };
  CHECK(run({"check", "-"}) == 1);
  CHECK_THAT(run.streams.err, contains("<stdin>:3:3: error"));
  run.terminal.input = [] { return std::optional<std::string>(); };
  CHECK(run({"check", "-"}) == 2);
}

TEST_CASE("-o moves the files, and the context stays the spec's folder", "[driver]") {
  Run run;
  run.file("p/model.box", small_spec);
  CHECK(run({"compile", "p/model.box", "-o", "out"}) == 0);
  CHECK(run.has("out/Dockerfile"));
  CHECK(run.has("out/Dockerfile.dockerignore"));
  CHECK(run.has("out/launch/build.sh"));
  CHECK_THAT(run.files.read("out/launch/build.sh").value_or(""), contains("../p"));
  CHECK_FALSE(run.has("p/Dockerfile"));

  run.file("p/q/model.box", small_spec);
  CHECK(run({"compile", "p", "--output=all"}) == 0);
  CHECK(run.has("all/Dockerfile"));
  CHECK(run.has("all/q/Dockerfile"));

  CHECK(run({"compile", "p", "../model.box", "-o", "out"}) == 2);
  CHECK(run({"compile", "p", "-o", ""}) == 2);
}

TEST_CASE("several images have a folder each", "[driver]") {
  Run run;
  run.file("model.box", small_spec);
  CHECK(run({"compile"}) == 0);
  run.file("model.box", two_images);
  CHECK(run({"compile"}) == 0);
  CHECK(run.has("one/Dockerfile"));
  CHECK(run.has("two/launch/run.sh"));
  CHECK_FALSE(run.has("Dockerfile"));  // the files of the time when there was one image
  CHECK_FALSE(run.has("launch/run.sh"));

  CHECK(run({"compile", "--stdout"}) == 2);
  CHECK_THAT(run.streams.err, contains("--image=: acme/one:1.0, acme/two:1.0"));
  CHECK(run({"compile", "--stdout", "--image=two"}) == 0);
  CHECK_THAT(run.streams.out, contains("FROM"));
  CHECK(run({"compile", "--image=three"}) == 2);
  CHECK_THAT(run.streams.err, contains("there is no image `three`; there is acme/one:1.0, acme/two:1.0"));
}

TEST_CASE("two specs do not overwrite each other", "[driver]") {
  Run run;
  run.file("a.box", small_spec).file("b.box", small_spec);
  CHECK(run({"compile", "."}) == 2);
  CHECK_THAT(run.streams.err, contains("`a.box` and `b.box` would both write to `.`"));
  CHECK(run.files.changes() == 2);

  run.file("p/Dockerfile", small_spec);
  CHECK(run({"compile", "p/Dockerfile", "--force"}) == 2);
  CHECK(run.files.read("p/Dockerfile") == small_spec);
}

TEST_CASE("--stdout prints what was asked for and writes nothing", "[driver]") {
  Run run;
  run.file("model.box", small_spec);
  CHECK(run({"compile", "--stdout"}) == 0);
  const std::string dockerfile = run.streams.out;
  CHECK_THAT(dockerfile, contains("FROM debian:bookworm-slim"));
  CHECK(run({"compile", "--stdout", "model.box"}) == 0);
  CHECK(run.streams.out == dockerfile);
  CHECK(run({"compile", "--stdout=dockerfile"}) == 0);
  CHECK(run.streams.out == dockerfile);
  CHECK(run({"compile", "--stdout=dockerignore"}) == 0);
  CHECK_THAT(run.streams.out, contains("**"));
  CHECK(run({"compile", "--stdout=scripts"}) == 0);
  CHECK_THAT(run.streams.out, contains("==> launch/run.sh <==\n#!/bin/sh\n"));
  CHECK(run({"compile", "--stdout=all"}) == 0);
  CHECK_THAT(run.streams.out, contains("==> Dockerfile <==\n" + dockerfile));
  CHECK(run({"compile", "--stdout=dockerfil"}) == 2);
  CHECK_THAT(run.streams.err, contains("did you mean `dockerfile`?"));
  CHECK(run({"compile", "--stdout", "--check"}) == 2);
  CHECK(run.files.changes() == 1);
}

TEST_CASE("--check compares and writes nothing", "[driver]") {
  Run run;
  run.file("model.box", small_spec);
  CHECK(run({"compile", "--check"}) == 1);
  CHECK_THAT(run.streams.err, contains("missing Dockerfile\n"));
  CHECK(run.files.changes() == 1);
  CHECK(run({"compile"}) == 0);
  CHECK(run({"compile", "--check"}) == 0);
  run.file("Dockerfile", "FROM mine\n");
  CHECK(run({"compile", "--check"}) == 1);
  CHECK_THAT(run.streams.err, contains("differs Dockerfile\n"));
}

TEST_CASE("somebody else's file is replaced only with --force", "[driver]") {
  Run run;
  run.file("model.box", small_spec).file(".dockerignore", "mine\n");
  CHECK(run({"compile"}) == 2);
  CHECK_THAT(run.streams.err, contains("`.dockerignore` stays as it is: it was not written by boxwright"));
  CHECK(run.files.changes() == 2);
  CHECK(run({"compile", "--force"}) == 0);
  CHECK(run.files.read(".dockerignore") != "mine\n");
}

TEST_CASE("messages as JSON are on standard output, unless that holds something else", "[driver]") {
  Run run;
  run.file("model.box", wrong_spec);
  CHECK(run({"check", "--message-format=json"}) == 1);
  CHECK(run.streams.out.starts_with("{\"code\":"));
  CHECK(run.streams.err.empty());
  CHECK(run({"compile", "--message-format=json", "--stdout"}) == 1);
  CHECK(run.streams.out.empty());
  CHECK(run.streams.err.starts_with("{\"code\":"));
  run.file("model.box", small_spec);
  CHECK(run({"compile", "--message-format=json"}) == 0);
  CHECK(run.streams.err.empty());
  CHECK(run({"check", "--message-format=xml"}) == 2);
}

TEST_CASE("parse prints the tree, or what is wrong with it", "[driver]") {
  Run run;
  run.file("model.box", small_spec);
  CHECK(run({"parse", "model.box"}) == 0);
  CHECK(run.streams.out.starts_with("["));
  run.file("broken.box", "image a {\n  run (((\n");
  CHECK(run({"parse", "broken.box"}) == 1);
  CHECK(run.streams.out.empty());
  CHECK_THAT(run.streams.err, contains("broken.box:"));
  CHECK(run({"parse", "model.box", "broken.box"}) == 2);
}

TEST_CASE("a wrong command line is explained", "[driver]") {
  Run run;
  CHECK(run({}) == 2);
  CHECK_THAT(run.streams.err, contains("Usage: boxwright COMMAND"));
  CHECK(run({"complie"}) == 2);
  CHECK_THAT(run.streams.err, contains("unknown command `complie`; did you mean `compile`?"));
  CHECK(run({"model.box"}) == 2);
  CHECK_THAT(run.streams.err, contains("write `boxwright compile model.box`"));
  CHECK(run({"compile", "--stdot"}) == 2);
  CHECK_THAT(run.streams.err, contains("unknown option `--stdot`; did you mean `--stdout`?"));
  CHECK(run({"compile", "-x"}) == 2);
  CHECK(run({"compile", "--image"}) == 2);
  CHECK(run({"compile", "--dialect=podman"}) == 2);
  CHECK(run({"--nope"}) == 2);
  CHECK(run.streams.out.empty());
}

TEST_CASE("what somebody typed or called a file never drives the terminal", "[driver]") {
  Run run;
  const std::string red = "\x1b[31mx";
  run.file(red + ".box", small_spec).file(red + "2.box", small_spec);
  for (const Words& words : std::vector<Words>{{"check"}, {red}, {"--" + red}, {"compile", "--dialect=" + red}}) {
    CHECK(run(words) == 2);
    CHECK_THAT(run.streams.err, contains("\\u{1B}[31mx"));
    CHECK(run.streams.err.find('\x1b') == std::string::npos);
  }
}

TEST_CASE("odd names of files are names of files", "[driver]") {
  Run run;
  run.file("-o", small_spec).file("[a] b/model.box", small_spec);
  CHECK(run({"check", "--", "-o"}) == 0);
  CHECK(run({"check", "./-o"}) == 0);
  CHECK(run({"compile", "[a] b"}) == 0);
  CHECK(run.has("[a] b/launch/run.sh"));
}

TEST_CASE("help knows commands, keywords and rules", "[driver]") {
  Run run;
  CHECK(run({"--version"}) == 0);
  CHECK(run.streams.out.starts_with("boxwright "));
  CHECK(run({"--help"}) == 0);
  CHECK_THAT(run.streams.out, contains("  compile   Write"));
  CHECK(run({"help"}) == 0);
  CHECK_THAT(run.streams.out, contains("healthcheck"));
  CHECK(run({"help", "healthcheck"}) == 0);
  CHECK_THAT(run.streams.out, contains("interval"));
  CHECK(run({"help", "run"}) == 0);
  CHECK_THAT(run.streams.out, contains("--launch NAME"));
  CHECK(run({"help", "rules"}) == 0);
  CHECK_THAT(run.streams.out, contains("unpinned"));
  CHECK(run({"compile", "--help"}) == 0);
  CHECK_THAT(run.streams.out, contains("--stdout[=NAME]"));
  CHECK(run({"help", "healtcheck"}) == 2);
  CHECK_THAT(run.streams.err, contains("did you mean `healthcheck`?"));
}

TEST_CASE("init writes a spec that compiles, and overwrites none", "[driver]") {
  Run run;
  CHECK(run({"init"}) == 0);
  CHECK_THAT(run.files.read("model.box").value_or(""), contains("image project:0.1.0 {\n"));
  CHECK(run({"check"}) == 0);
  run.file("model.box", "mine");
  CHECK(run({"init"}) == 2);
  CHECK(run.files.read("model.box") == "mine");
  CHECK(run({"init", "--force"}) == 0);
  CHECK(run({"check"}) == 0);
  CHECK(run({"init", "My Folder/x.box"}) == 0);
  CHECK_THAT(run.files.read("My Folder/x.box").value_or(""), contains("image my-folder:0.1.0 {\n"));
  CHECK(run({"init", "a", "b"}) == 2);
  CHECK(run({"init", "-"}) == 2);
}

TEST_CASE("init asks where somebody can answer", "[driver]") {
  Run run;
  Words answers{"", "acme/x:2"};  // from the last
  run.terminal.ask = [&](const std::string&) {
    std::string answer = answers.back();
    answers.pop_back();
    return answer;
  };
  CHECK(run({"init"}) == 0);
  CHECK_THAT(run.files.read("model.box").value_or(""), contains("image acme/x:2 {\n  from python:"));
  answers = {"", "a b"};
  CHECK(run({"init", "other.box"}) == 2);
  CHECK_FALSE(run.has("other.box"));
}

TEST_CASE("init starts from a template", "[driver]") {
  Run run;
  CHECK(run({"init", "--template=fastapi", "a_service/model.box"}) == 0);
  CHECK_THAT(run.files.read("a_service/model.box").value_or(""), contains("image a_service:0.1.0 {\n  use fastapi "));
  CHECK(run({"init", "--template=mhub", "my_model/model.box"}) == 0);
  CHECK_THAT(run.files.read("my_model/model.box").value_or(""), contains("image dev/my_model {\n  use mhub\n"));
  run.terminal.ask = [&](const std::string&) { return "acme/x:2"; };
  CHECK(run({"init", "--template=mlflow", "x.box"}) == 0);
  CHECK_THAT(run.files.read("x.box").value_or(""), contains("image acme/x:2 {\n  use mlflow\n}\n"));
  CHECK(run({"check", "x.box"}) == 0);
  CHECK(run({"init", "--template=fastpi", "y.box"}) == 2);
  CHECK_THAT(run.streams.err, contains("did you mean `fastapi`?"));
  CHECK_FALSE(run.has("y.box"));
}

TEST_CASE("what init starts from a template lacks nothing but the user's own", "[driver]") {
  for (const expand::StandardTemplate& one : expand::standard_templates()) {
    INFO(one.name);
    Run run;
    CHECK(run({"init", "--template=" + one.name}) == 0);
    CHECK_THAT(run.files.read("model.box").value_or(""), contains("\n  use " + one.name));
    run({"check"});
    std::istringstream lines(run.streams.err);
    for (std::string line; std::getline(lines, line);) {
      if (line.find(": error[") == std::string::npos) continue;
      const bool is_file = line.find("[E0502]") != std::string::npos || line.find("[E0641]") != std::string::npos;
      const bool is_gap = line.find("…`") != std::string::npos;
      if (!is_file && !is_gap) FAIL(line);
    }
  }
}

TEST_CASE("--stats counts raw shell", "[driver]") {
  Run run;
  run.file("model.box",
           "template tool {\n  run(reads=[], writes=/opt/t): make && make install\n}\n"
           "image acme/app:1.0 {\n  from debian:bookworm-slim\n  use tool\n  env A=b\n  workdir /app\n"
           "  check: tool --version\n  use r\n}\n");
  CHECK(run({"compile", "--stats"}) == 0);
  // The two commands of `run`, then `env`, `workdir`, `from`, `check`, and one `use` of the library.
  CHECK_THAT(run.streams.err, contains("acme/app:1.0: raw shell: 2 of 7 commands (29 %)\n  model.box:2\n"));
  CHECK(run({"compile", "--stats", "--stdout"}) == 0);
  CHECK_THAT(run.streams.err, contains("raw shell: 2 of 7"));
  run.file("model.box", small_spec);
  CHECK(run({"compile", "--stats"}) == 0);
  CHECK_THAT(run.streams.err, contains("raw shell: 0 of 1 commands (0 %)\n"));
}

TEST_CASE("engine commands compile and become the image's script", "[driver]") {
  Run run;
  run.file("model.box", "image acme/app:1.0 {\n  from debian:bookworm-slim\n  launch train {\n    cmd train\n  }\n}\n");
  CHECK(run({"run", "--", "--image=x"}) == 0);
  CHECK(run.outcome.program == Words{"./launch/run.sh", "--image=x"});
  CHECK(run.has("launch/run-train.sh"));
  CHECK(run({"run", "train", "a b"}) == 0);
  CHECK(run.outcome.program == Words{"./launch/run-train.sh", "a b"});
  CHECK(run({"run", "--launch=train", "train"}) == 0);
  CHECK(run.outcome.program == Words{"./launch/run-train.sh", "train"});
  CHECK(run({"run", "--launch=trian"}) == 2);
  CHECK_THAT(run.streams.err, contains("did you mean `train`?"));
  CHECK(run({"build", "model.box", "--no-cache"}) == 0);
  CHECK(run.outcome.program == Words{"./launch/build.sh", "--no-cache"});
  CHECK(run({"save", "out.tar"}) == 0);
  CHECK(run.outcome.program == Words{"./launch/save.sh", "out.tar"});
  CHECK(run({"logs", "--image", "app", "--tail", "5"}) == 0);
  CHECK(run.outcome.program == Words{"./launch/logs.sh", "--tail", "5"});
  CHECK(run({"stop", "nope.box"}) == 2);
  CHECK(run.outcome.program.empty());
  run.file("model.box", wrong_spec);
  CHECK(run({"run"}) == 1);
  CHECK(run.outcome.program.empty());
  run.file("two/model.box", two_images);
  CHECK(run({"build", "two"}) == 2);
  CHECK(run({"build", "two", "--image=one"}) == 0);
  CHECK(run.outcome.program == Words{"./two/one/launch/build.sh"});
}

TEST_CASE("shell --base opens the bare base before anything is built", "[driver]") {
  Run run;
  run.file("model.box", small_spec);
  run.terminal.engine = "podman";
  CHECK(run({"shell", "--base", "ls", "a b"}) == 0);
  CHECK(run.outcome.program == Words{"podman", "run", "--rm", "--interactive",
                                     "--mount=type=bind,source=/project,target=/project,readonly", "--workdir=/project",
                                     "--entrypoint=/bin/sh", "debian:bookworm-slim", "-c", "exec \"$@\"", "sh", "ls",
                                     "a b"});
  CHECK_FALSE(run.has("Dockerfile"));
}

TEST_CASE("sizes are written for people", "[driver]") {
  CHECK(display::human_size(0) == "0 bytes");
  CHECK(display::human_size(1) == "1 byte");
  CHECK(display::human_size(999) == "999 bytes");
  CHECK(display::human_size(12'400) == "12.4 kB");
  CHECK(display::human_size(999'999) == "1.0 MB");
  CHECK(display::human_size(5'000'000'000) == "5.0 GB");
}
