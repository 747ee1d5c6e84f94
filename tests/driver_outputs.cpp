// What a compile writes stays apart from what it reads: our files never enter a build context, and none is left behind.

#include <algorithm>

#include "compiler/base/pattern_matcher.hpp"
#include "tests/catch.hpp"
#include "tests/driver_run.hpp"

using namespace boxwright;
using namespace boxwright::tests;

namespace {

/// An image with these rows.
std::string spec(const std::string& rows, const std::string& name = "acme/app:1.0") {
  return "image " + name + " {\n  from debian:bookworm-slim\n" + rows + "}\n";
}

/// The project's files that the ignore file admits.
Words admitted(const Run& run, const std::string& ignore_file) {
  const auto text = run.files.read(ignore_file);
  REQUIRE(text.has_value());
  const auto matcher = PatternMatcher::read(*text);
  REQUIRE(matcher.has_value());
  Words result;
  for (const auto& [path, file] : run.files.all())
    if (!matcher->ignores(path)) result.push_back(path);
  return result;
}

/// Compiles twice and compares: nothing may depend on what the first time left behind.
void is_stable(Run& run, const Words& options) {
  Words words{"compile"};
  words.insert(words.end(), options.begin(), options.end());
  INFO(run.streams.err);
  REQUIRE(run(words) == 0);
  const auto first = run.files.all();
  CHECK(run(words) == 0);
  CHECK_THAT(run.streams.err, contains("nothing to write: all files are up to date"));
  CHECK(run.files.all() == first);
  words.emplace_back("--check");
  CHECK(run(words) == 0);
  CHECK(run.streams.err.find("differs") == std::string::npos);
}

}  // namespace

TEST_CASE("a context that is taken whole is the same before and after a compile", "[driver]") {
  Run run;
  run.file("model.box", spec("  copy . -> /app/\n")).file("app.py", "x").file("src/a.py", "y");
  run.file("deploy/notes.md", "z");
  SECTION("beside the spec") {
    is_stable(run, {});
    CHECK(admitted(run, ".dockerignore") == Words{"app.py", "deploy/notes.md", "src/a.py"});
  }
  SECTION("with all that can be written") {
    is_stable(run, {"--emit=map,compose,kubernetes,bake"});
    REQUIRE(run.has("docker-bake.json"));
    CHECK(admitted(run, ".dockerignore") == Words{"app.py", "deploy/notes.md", "src/a.py"});
  }
  SECTION("in a folder of the context") {
    is_stable(run, {"-o", "out"});
    CHECK(admitted(run, "out/Dockerfile.dockerignore") == Words{"app.py", "deploy/notes.md", "src/a.py"});
  }
  SECTION("in a folder that holds the project's files too") {
    is_stable(run, {"-o", "deploy"});
    CHECK(admitted(run, "deploy/Dockerfile.dockerignore") == Words{"app.py", "deploy/notes.md", "src/a.py"});
  }
  SECTION("in both, one after the other") {
    REQUIRE(run({"compile"}) == 0);
    is_stable(run, {"-o", "out/deep"});
    CHECK(admitted(run, "out/deep/Dockerfile.dockerignore") == Words{"app.py", "deploy/notes.md", "src/a.py"});
  }
  SECTION("several images") {
    run.file("model.box", spec("  copy . -> /app/\n") + spec("  copy src -> /app/\n", "acme/two:1.0"));
    is_stable(run, {"-o", "src"});
    CHECK(admitted(run, "src/app/Dockerfile.dockerignore") == Words{"app.py", "deploy/notes.md", "src/a.py"});
    CHECK(admitted(run, "src/two/Dockerfile.dockerignore") == Words{"src/a.py"});
  }
}

TEST_CASE("files may be written into a folder that is copied", "[driver]") {
  Run run;
  run.file("model.box", spec("  copy src -> /app/\n")).file("src/a.py", "x").file("src/launch/mine.py", "y");
  is_stable(run, {"-o", "src"});
  CHECK(admitted(run, "src/Dockerfile.dockerignore") == Words{"src/a.py"});
  is_stable(run, {"-o", "src/out"});
  CHECK(admitted(run, "src/out/Dockerfile.dockerignore") ==
        Words{"src/Dockerfile", "src/Dockerfile.dockerignore", "src/a.py", "src/launch/build.sh", "src/launch/load.sh",
              "src/launch/logs.sh", "src/launch/mine.py", "src/launch/pull.sh", "src/launch/push.sh",
              "src/launch/remove.sh", "src/launch/run.sh", "src/launch/save.sh", "src/launch/shell.sh",
              "src/launch/status.sh", "src/launch/stop.sh"});
}

TEST_CASE("a folder launch of the project's own is sent without our scripts", "[driver]") {
  Run run;
  run.file("model.box", spec("  copy launch -> /ws/launch\n  launch train { cmd train }\n"));
  run.file("launch/robot.launch.py", "x").file("launch/start.sh", "y");
  is_stable(run, {});
  CHECK(admitted(run, ".dockerignore") == Words{"launch/robot.launch.py", "launch/start.sh"});
  run.file("model.box", spec("  copy . -> /ws/\n  copy launch -> /ws/launch\n"));
  is_stable(run, {});
  CHECK(admitted(run, ".dockerignore") == Words{"launch/robot.launch.py", "launch/start.sh"});
}

TEST_CASE("a pattern does not name what a compile wrote", "[driver]") {
  Run run;
  run.file("model.box", spec("  copy * -> /app/\n  ignore *.box\n")).file("app.py", "x");
  run.file("model.box", spec("  copy * -> /app/\n"));
  SECTION("beside the spec") {
    is_stable(run, {});
    CHECK(admitted(run, ".dockerignore") == Words{"app.py", "model.box"});
  }
  SECTION("in a folder of the context") { is_stable(run, {"-o", "out"}); }
}

TEST_CASE("what a compile writes cannot be copied by its name", "[driver]") {
  Run run;
  run.file("model.box", small_spec);
  REQUIRE(run({"compile"}) == 0);
  for (const char* name : {"Dockerfile", ".dockerignore", "launch", "launch/run.sh"}) {
    run.file("model.box", spec(std::string("  copy ") + name + " -> /app/\n"));
    CHECK(run({"compile"}) == 1);
    CHECK_THAT(run.streams.err, contains("model.box:3:3: error[E0622]: `" + std::string(name) + "` is written by"));
  }
}

TEST_CASE("a file that is named by itself is sent from a context that is taken whole", "[driver]") {
  Run run;
  run.file("model.box", spec("  copy . -> /app/\n  copy .env -> /app/.env\n  copy other.box -> /app/\n"));
  run.file(".env", "A=1").file("src/.env", "B=2").file("other.box", "x");
  is_stable(run, {});
  CHECK(admitted(run, ".dockerignore") == Words{".env", "other.box"});
}

TEST_CASE("a folder of the project is not taken for an image's", "[driver]") {
  Run run;
  run.file("model.box", two_images).file("out/one/mine.txt", "x");
  CHECK(run({"compile", "-o", "out"}) == 1);
  CHECK_THAT(run.streams.err, contains("the files of `acme/one:1.0` go to the folder `out/one`"));
}

TEST_CASE("names that look like secrets are left out of a folder, and it is said", "[driver]") {
  Run run;
  run.file("model.box", spec("  copy app.py -> /app/\n  copy src -> /app/src\n  copy . -> /all\n"));
  run.file("app.py", "x").file("src/a.py", "x").file("src/.env", "A=1").file("keys/id_rsa", "k");
  run.file(".git/config", "g").file("keys/.ssh/known_hosts", "h").file("src/.npmrc", "n");
  CHECK(run({"check"}) == 0);
  CHECK_THAT(run.streams.err, contains("model.box:4:3: note[N0501]: names like those of secrets are left out of the "
                                       "build context: `src/.env`, `src/.npmrc`"));
  CHECK_THAT(run.streams.err, contains("model.box:5:3: note[N0501]: names like those of secrets are left out of the "
                                       "build context: `keys/.ssh`, `keys/id_rsa`\n"));
  CHECK_THAT(run.streams.err, contains("`copy src/.env -> …`"));
  CHECK_THAT(run.streams.err, contains("`ignore src/.env`"));
  CHECK(run.streams.err.find(".git") == std::string::npos);

  run.file("model.box", spec("  copy src -> /app/src\n  copy src/.env -> /app/.env\n  ignore **/.npmrc\n"));
  CHECK(run({"check"}) == 0);
  CHECK(run.streams.err.find("N0501") == std::string::npos);
}

TEST_CASE("check reads no file of the context", "[driver]") {
  Run run;
  run.file("model.box", spec("  copy . -> /app/\n")).file("app.py", "x").file("data/large.bin", "y");
  CHECK(run({"check"}) == 0);
  for (const std::string& path : run.files.read_paths()) CHECK(path != "/project/data/large.bin");
  CHECK(run({"compile"}) == 0);
  const auto read = run.files.read_paths();
  CHECK(std::count(read.begin(), read.end(), "/project/data/large.bin") == 1);
}

TEST_CASE("nothing of ours stays behind when the images of a spec change", "[driver]") {
  Run run;
  run.file("model.box", two_images).file("one/mine.txt", "mine").file("keep/Dockerfile", "FROM mine\n");
  run.files.remove("one/mine.txt");
  REQUIRE(run({"compile"}) == 0);

  SECTION("two to one") {
    run.file("model.box", small_spec);
    REQUIRE(run({"compile", "--check"}) == 1);
    CHECK_THAT(run.streams.err, contains("stale one/Dockerfile\n"));
    REQUIRE(run({"compile"}) == 0);
    CHECK_THAT(run.streams.err, contains("removed two/launch/run.sh\n"));
    CHECK(run.files.kind("one") == FileSystem::Kind::missing);
    CHECK(run.files.kind("two") == FileSystem::Kind::missing);
    CHECK(run.has("Dockerfile"));
    CHECK(run.has("keep/Dockerfile"));
    CHECK(run({"compile", "--check"}) == 0);
  }
  SECTION("one of them gets another name") {
    std::string renamed = two_images;
    renamed.replace(renamed.find("acme/two"), 8, "acme/new");
    run.file("model.box", renamed);
    REQUIRE(run({"compile"}) == 0);
    CHECK(run.has("one/Dockerfile"));
    CHECK(run.has("new/Dockerfile"));
    CHECK(run.files.kind("two") == FileSystem::Kind::missing);
  }
  SECTION("foreign and edited files stay") {
    run.file("one/mine.txt", "mine").file("two/Dockerfile", run.files.read("two/Dockerfile").value_or("") + "RUN x\n");
    run.file("model.box", small_spec);
    REQUIRE(run({"compile"}) == 0);
    CHECK_THAT(run.streams.err, contains("left as it is, edited by hand: two/Dockerfile\n"));
    CHECK(run.files.list("one") == Words{"mine.txt"});
    CHECK(run.files.list("two") == Words{"Dockerfile"});
  }
  SECTION("below -o likewise") {
    REQUIRE(run({"compile", "-o", "out"}) == 0);
    run.file("model.box", small_spec);
    REQUIRE(run({"compile", "-o", "out"}) == 0);
    CHECK(run.files.list("out") == Words{"Dockerfile", "Dockerfile.dockerignore", "launch"});
    CHECK(run.has("one/Dockerfile"));  // of another compile
  }
  SECTION("--image looks at no other image's files") {
    run.file("model.box", small_spec);
    REQUIRE(run({"compile", "--image=app"}) == 0);
    CHECK(run.has("one/Dockerfile"));
  }
}

TEST_CASE("files of another spec or of another output folder stay", "[driver]") {
  Run run;
  run.file("model.box", small_spec).file("sub/model.box", small_spec).file("other.box", two_images);
  REQUIRE(run({"compile", "-o", "app"}) == 0);  // a folder with the name of the image
  REQUIRE(run({"compile", "sub"}) == 0);
  REQUIRE(run({"compile", "other.box"}) == 0);
  const auto before = run.files.all();
  REQUIRE(run({"compile", "model.box"}) == 0);
  for (const auto& [path, file] : before) {
    INFO(path);
    CHECK(run.files.all().contains(path));
  }
}

TEST_CASE("a file that was asked for once is kept up to date", "[driver]") {
  Run run;
  run.file("model.box", spec("  launch(name=before) { port 8000:8000 }\n"));
  REQUIRE(run({"compile", "--emit=compose,bake"}) == 0);
  const std::string first = *run.files.read("compose.yaml");
  CHECK_THAT(first, contains("container_name: \"before\""));
  SECTION("by a compile") {
    run.file("model.box", spec("  launch(name=behind) { port 8000:8000 }\n"));
    REQUIRE(run({"compile"}) == 0);
    CHECK_THAT(*run.files.read("compose.yaml"), contains("container_name: \"behind\""));
    CHECK(run.has("docker-bake.json"));
    CHECK_FALSE(run.has("kubernetes.yaml"));
  }
  SECTION("and a command that uses the image leaves it there") {
    run({"build"});
    CHECK(run.files.read("compose.yaml") == first);
  }
  SECTION("unless somebody has edited it") {
    run.file("compose.yaml", first + "# mine\n");
    run.file("model.box", spec("  launch(name=behind) { port 8000:8000 }\n"));
    REQUIRE(run({"compile"}) == 0);
    CHECK_THAT(*run.files.read("compose.yaml"), contains("before"));
    CHECK_THAT(run.streams.err, contains("left as it is, edited by hand: compose.yaml"));
    CHECK(run({"compile", "--emit=compose"}) == 2);
    CHECK_THAT(run.streams.err, contains("it was edited since boxwright wrote it"));
  }
}

TEST_CASE("one bake file builds all images of a spec", "[driver]") {
  Run run;
  run.file("model.box", two_images);
  REQUIRE(run({"compile", "--emit=bake"}) == 0);
  REQUIRE(run.has("docker-bake.json"));
  CHECK_FALSE(run.has("one/docker-bake.json"));
  const std::string text = *run.files.read("docker-bake.json");
  CHECK_THAT(text, contains("\"dockerfile\": \"one/Dockerfile\""));
  CHECK_THAT(text, contains("\"dockerfile\": \"two/Dockerfile\""));
  REQUIRE(run({"compile", "--emit=bake", "-o", "out/here"}) == 0);
  const std::string away = *run.files.read("out/here/docker-bake.json");
  CHECK_THAT(away, contains("\"context\": \"../..\""));
  CHECK_THAT(away, contains("\"dockerfile\": \"out/here/one/Dockerfile\""));
  REQUIRE(run({"compile", "--stdout=bake", "--image=two"}) == 0);
  CHECK(run.streams.out == text);
}

TEST_CASE("what a file for a cluster cannot say is said when it is written", "[driver]") {
  Run run;
  run.file("data/x", "").file("model.box", spec("  launch { mount data -> /data; docker \"--privileged\" }\n"));
  REQUIRE(run({"compile", "--emit=kubernetes"}) == 0);
  CHECK_THAT(run.streams.err, contains("note: kubernetes.yaml: the flag --privileged is left out"));
  CHECK_THAT(run.streams.err, contains("note: kubernetes.yaml: /data is the PersistentVolumeClaim app-data"));
  CHECK_THAT(*run.files.read("kubernetes.yaml"), contains("# Note: the flag --privileged is left out"));
}

TEST_CASE("a launch that goes is removed with its script", "[driver]") {
  Run run;
  run.file("model.box", spec("  launch train { cmd train }\n"));
  REQUIRE(run({"compile"}) == 0);
  REQUIRE(run.has("launch/run-train.sh"));
  run.file("model.box", small_spec);
  REQUIRE(run({"compile"}) == 0);
  CHECK_FALSE(run.has("launch/run-train.sh"));
  CHECK(run.has("launch/run.sh"));
}

TEST_CASE("a link in the place of a folder is not followed", "[driver]") {
  Run run;
  run.file("model.box", small_spec);
  REQUIRE(run({"compile", "-o", "elsewhere"}) == 0);
  const auto before = run.files.all();
  SECTION("launch") {
    run.files.link_to("launch", "elsewhere/launch");
    CHECK(run({"compile", "--force"}) == 2);
    CHECK_THAT(
        run.streams.err,
        contains("`launch` stays as it is: it is a link, and links are not followed; put a folder in its place"));
  }
  SECTION("an image's folder") {
    run.file("model.box", two_images);
    run.files.link_to("one", "elsewhere");
    CHECK(run({"compile", "--force"}) == 2);
    CHECK_THAT(run.streams.err, contains("`one` stays as it is: it is a link"));
  }
  SECTION("an image's folder that is no longer wanted") {
    run.file("model.box", two_images);
    REQUIRE(run({"compile", "-o", "away"}) == 0);
    run.file("model.box", small_spec);
    run.files.link_to("one", "away/one");
    CHECK(run({"compile"}) == 0);
    CHECK(run.has("away/one/Dockerfile"));
  }
  for (const auto& [path, file] : before)
    if (path != "model.box") CHECK(run.files.read(path) == file.content);
}

TEST_CASE("links in a context are sent as links, and lead nowhere", "[driver]") {
  Run run;
  run.file("model.box", spec("  copy . -> /app/\n")).file("a/x.py", "x").file("outside.txt", "y");
  run.files.link_to("a/loop", ".");
  run.files.link_to("b", "a");
  is_stable(run, {});
  CHECK_THAT(run.streams.err, contains(""));
  const auto scripts = run.files.read("launch/run.sh").value_or("");
  run.files.link_to("b", "elsewhere");
  REQUIRE(run({"compile"}) == 0);
  CHECK(run.files.read("launch/run.sh") != scripts);  // it is another context now
}

TEST_CASE("only compile, check and build print warnings", "[driver]") {
  Run run;
  run.file("model.box", small_spec);  // its tag can be moved
  for (const char* command : {"compile", "check", "build"}) {
    INFO(command);
    CHECK(run({command}) == 0);
    CHECK_THAT(run.streams.err, contains("warning[unpinned]"));
  }
  for (const char* command : {"run", "shell", "stop", "status", "logs", "push", "save", "load", "parse"}) {
    INFO(command);
    CHECK(run({command}) == 0);
    CHECK(run.streams.err.empty());
  }
  run.file("model.box", wrong_spec);
  for (const char* command : {"compile", "check", "build", "run", "status"}) {
    INFO(command);
    CHECK(run({command}) == 1);
    CHECK_THAT(run.streams.err, contains("model.box:3:3: error"));
  }
  CHECK(run.streams.err.find("warning") == std::string::npos);
}
