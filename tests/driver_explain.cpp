// `explain` and `diff` as a user calls them: what they print, what they write, how they end.
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "tests/catch.hpp"
#include "tests/driver_run.hpp"

namespace boxwright::tests {

namespace {

using Json = nlohmann::json;

const std::string app_spec =
    "image acme/app:1.0 {\n"                  // 1
    "  from python:3.11-slim-bookworm\n"      // 2
    "  apt libgl1\n"                          // 3
    "  pip(requirements=requirements.txt)\n"  // 4
    "  weights model.bin -> /opt/models/\n"   // 5
    "  copy app.py -> /app/\n"                // 6
    "  env MODE=fast\n"                       // 7
    "  run: python3 /app/app.py --prepare\n"  // 8
    "  title \"An app\"\n"                    // 9
    "  entrypoint python3 /app/app.py\n"      // 10
    "  launch { port 8080:8080 }\n"           // 11
    "}\n";

/// The app in a folder of its own.
void put_app(driver::MemoryFiles& files, const std::string& folder, const std::string& spec = app_spec) {
  files.write(folder + "/model.box", spec, false);
  files.write(folder + "/requirements.txt", "numpy==1.26.4\n", false);
  files.write(folder + "/model.bin", "weights", false);
  files.write(folder + "/app.py", "print(1)\n", false);
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  const std::size_t at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), with);
}

/// What `diff` says of each instruction: `COPY app.py -> /app/` → `rebuild`.
std::map<std::string, std::string> actions(Run& run, const Words& options = {}) {
  Words words{"diff", "old/model.box", "new/model.box", "--message-format=json"};
  words.insert(words.end(), options.begin(), options.end());
  REQUIRE(run(words) != 2);
  std::map<std::string, std::string> result;
  const Json json = Json::parse(run.streams.out);
  for (const Json& layer : json.at("layers")) {
    std::string what = layer.at("what");
    if (what.size() > 20) what.resize(20);
    result[std::string(layer.at("instruction")) + " " + what] = layer.at("action");
  }
  return result;
}

std::set<std::string> rebuilt(Run& run, const Words& options = {}) {
  std::set<std::string> result;
  for (const auto& [what, action] : actions(run, options))
    if (action != "keep") result.insert(action + " " + what);
  return result;
}

}  // namespace

TEST_CASE("explain tells of each layer, of one line, as a table and as JSON", "[driver][explain]") {
  Run run;
  put_app(run.files, ".");
  SECTION("every layer, with its place, its size, its causes and what the passes did") {
    REQUIRE(run({"explain"}) == 0);
    CHECK_THAT(run.streams.out, contains("acme/app:1.0 on python:3.11-slim-bookworm"));
    CHECK_THAT(run.streams.out, contains("apt libgl1\n"));
    CHECK_THAT(run.streams.out, contains("from       model.box:4"));
    CHECK_THAT(run.streams.out, contains("rebuilt by line 6; app.py"));
    CHECK_THAT(run.streams.out, contains("linked: it stands on no layer above it in its stage"));
    CHECK_THAT(run.streams.out, contains("non-root: the container runs as `app`"));
    CHECK(run.files.changes() == 4);
  }
  SECTION("a line that is a layer's") {
    REQUIRE(run({"explain", "model.box", "6"}) == 0);
    CHECK_THAT(run.streams.out, contains("COPY app.py -> /app/"));
    CHECK_THAT(run.streams.out, !contains("libgl1"));
    const std::string same = run.streams.out;
    REQUIRE(run({"explain", "6"}) == 0);
    CHECK(run.streams.out == same);
  }
  SECTION("a line that makes none") {
    REQUIRE(run({"explain", "11"}) == 0);
    CHECK(run.streams.out ==
          "model.box:11: no layer comes of this `launch` by itself, and an edit of it rebuilds nothing\n");
    REQUIRE(run({"explain", "7"}) == 0);
    CHECK_THAT(run.streams.out, contains("an edit runs layer 7 again"));
    REQUIRE(run({"explain", "9"}) == 0);
    CHECK_THAT(run.streams.out, contains("nothing: it is configuration, which makes no layer"));
    REQUIRE(run({"explain", "12"}) == 0);
    CHECK(run.streams.out == "model.box:12: no layer comes of this line by itself\n");
  }
  SECTION("a line that is not there") {
    CHECK(run({"explain", "99"}) == 2);
    CHECK_THAT(run.streams.err, contains("`model.box` has 13 lines"));
  }
  SECTION("a table") {
    REQUIRE(run({"explain", "--layers"}) == 0);
    CHECK_THAT(run.streams.out, contains("rebuilt by"));
    CHECK_THAT(run.streams.out, contains("line 6; app.py"));
  }
  SECTION("JSON, with messages elsewhere") {
    REQUIRE(run({"explain", "--message-format=json"}) == 0);
    const Json json = Json::parse(run.streams.out);
    CHECK(json.at("image") == "acme/app:1.0");
    bool found = false;
    for (const Json& layer : json.at("layers")) {
      if (layer.at("what") != "app.py -> /app/") continue;
      found = true;
      CHECK(layer.at("files") == Json::array({"app.py"}));
      CHECK(layer.at("spec_lines") == Json::parse("[[6, 6]]"));
      CHECK(layer.at("changes") == "local code");
      CHECK(layer.at("bytes_counted") == true);
    }
    CHECK(found);
  }
  SECTION("a spec that is wrong") {
    run.file("model.box", wrong_spec);
    CHECK(run({"explain"}) == 1);
    CHECK(run.streams.out.empty());
  }
}

TEST_CASE("remarks have a kind and a place, as text and as JSON, on standard error", "[driver][explain]") {
  Run run;
  put_app(run.files, ".");
  REQUIRE(run({"check", "--remarks"}) == 0);
  CHECK_THAT(run.streams.err, contains("model.box:6:3: remark[permissions]: its files get the mode"));
  CHECK_THAT(run.streams.err, contains("remark[schedule]: analysis: "));
  REQUIRE(run({"check", "--remarks", "--message-format=json"}) == 0);
  CHECK_THAT(run.streams.out, !contains("remark"));
  CHECK_THAT(run.streams.err, contains(R"("code":"schedule","severity":"remark","kind":"analysis")"));
  CHECK_THAT(run.streams.err, contains(R"("code":"permissions","severity":"remark","kind":"passed")"));
}

TEST_CASE("explain --html writes one page, and over nobody's file", "[driver][explain]") {
  Run run;
  put_app(run.files, ".", replaced(app_spec, "An app", "</script><b>"));
  REQUIRE(run({"explain", "--html=layers.html"}) == 0);
  const std::string page = run.files.read("layers.html").value();
  CHECK_THAT(page, contains("\"acme/app:1.0\""));
  // What the spec says ends no script of the page.
  CHECK(page.find("</script>") == page.rfind("</script>"));
  CHECK(page.find("http") == std::string::npos);
  // Again, over our own.
  CHECK(run({"explain", "--html=layers.html"}) == 0);
  run.file("notes.html", "mine");
  CHECK(run({"explain", "--html=notes.html"}) == 2);
  CHECK_THAT(run.streams.err, contains("--force"));
  CHECK(run.files.read("notes.html") == "mine");
  CHECK(run({"explain", "--html=notes.html", "--force"}) == 0);
  CHECK(run.files.read("notes.html") == page);
  CHECK(run({"explain", "--html=model.box"}) == 2);
}

TEST_CASE("diff foretells what an edit rebuilds", "[driver][diff]") {
  Run run;
  put_app(run.files, "old");
  put_app(run.files, "new");
  const auto edit = [&](const std::string& what, const std::string& with) {
    run.file("new/model.box", replaced(app_spec, what, with));
  };
  SECTION("nothing") {
    CHECK(run({"diff", "old/model.box", "new/model.box"}) == 0);
    CHECK(rebuilt(run).empty());
  }
  SECTION("the launch block, a comment, blanks") {
    run.file("new/model.box", "# elsewhere\n\n" + replaced(app_spec, "port 8080:8080", "port  9090:8080"));
    CHECK(rebuilt(run).empty());
  }
  SECTION("a label is configuration") {
    edit("An app", "The app");
    CHECK(rebuilt(run).size() == 1);
    CHECK(rebuilt(run).begin()->starts_with("config LABEL"));
    CHECK(run({"diff", "old/model.box", "new/model.box"}) == 0);
  }
  SECTION("without linked copies, what stands behind a change") {
    run.file("new/model.bin", "others");
    CHECK(rebuilt(run, {"--dialect=portable"}) == std::set<std::string>{"rebuild COPY app.py -> /app/",
                                                                        "rebuild COPY model.bin -> /opt/mo",
                                                                        "rebuild RUN python3 /app/app.py "});
  }
  SECTION("the code: its copy and what runs behind it") {
    run.file("new/app.py", "print(2)\n");
    CHECK(rebuilt(run) == std::set<std::string>{"rebuild COPY app.py -> /app/", "rebuild RUN python3 /app/app.py "});
    CHECK(run({"diff", "old/model.box", "new/model.box"}) == 1);
    CHECK_THAT(run.streams.out, contains("`app.py` changed"));
    CHECK_THAT(run.streams.out, contains("stands on COPY app.py -> /app/, which is rebuilt"));
  }
  SECTION("the weights: no install, no code") {
    run.file("new/model.bin", "others");
    CHECK(rebuilt(run) == std::set<std::string>{"rebuild COPY model.bin -> /model.",
                                                "rebuild COPY model.bin -> /opt/mo",
                                                "rebuild RUN python3 /app/app.py "});
  }
  SECTION("a package: the installs behind it, and no linked copy") {
    edit("apt libgl1", "apt libgl1 ffmpeg");
    const std::set<std::string> all = rebuilt(run);
    CHECK_FALSE(all.contains("rebuild COPY model.bin -> /model."));
    CHECK_FALSE(all.contains("rebuild COPY model.bin -> /opt/mo"));
    CHECK(all.contains("rebuild RUN python3 /app/app.py "));
    run({"diff", "old/model.box", "new/model.box"});
    CHECK_THAT(run.streams.out, contains("has now `ffmpeg`"));
  }
  SECTION("a variable: what runs behind it") {
    edit("MODE=fast", "MODE=slow");
    CHECK(rebuilt(run) == std::set<std::string>{"config ENV MODE=\"slow\"", "rebuild RUN python3 /app/app.py "});
  }
  SECTION("a step that is gone") {
    edit("  run: python3 /app/app.py --prepare\n", "");
    CHECK(rebuilt(run).contains("gone RUN python3 /app/app.py "));
    CHECK(run({"diff", "old/model.box", "new/model.box"}) == 0);
  }
  SECTION("a step whose text changes with what stands behind it") {
    const std::string first =
        "image acme/app:1.0 {\n  from python:3.11-slim-bookworm\n  pip six==1.16.0\n  run: python3 -c \"import six\"\n";
    run.file("old/model.box", first + "  pip idna==3.7\n  pip(index=https://e.org/a) numpy==1.26.3\n}\n");
    run.file("new/model.box", first + "  pip idna==3.7\n}\n");
    const std::set<std::string> all = rebuilt(run);
    run({"compile", "-o", "out-old", "old/model.box"});
    run({"compile", "-o", "out-new", "new/model.box"});
    const auto text = [&](const std::string& folder) {
      const std::string file = run.files.read(folder + "/Dockerfile").value();
      return file.find("\nRUN python3 -c \"import six\"") != std::string::npos;
    };
    CHECK(all.contains("rebuild RUN python3 -c \"import s") == (text("out-old") != text("out-new")));
  }
  SECTION("layers that another image of before has") {
    const std::string base = "stage base {\n  from debian:bookworm-slim\n  run: make\n}\n";
    const std::string one = "image acme/one:1 {\n  from base\n  run: one\n}\n";
    run.file("old/model.box", base + one)
        .file("new/model.box", base + one + "image acme/two:1 {\n  from base\n  run: two\n}\n");
    REQUIRE(run({"diff", "old/model.box", "new/model.box"}) == 1);
    const std::string second = run.streams.out.substr(run.streams.out.find("acme/two:1"));
    CHECK_THAT(second, contains("keep     RUN   make"));
    CHECK_THAT(second, contains("rebuild  RUN   user app; folder /home/app; two"));
    REQUIRE(run({"diff", "new/model.box", "old/model.box"}) == 0);
    CHECK_THAT(run.streams.out, contains("acme/two:1\n  gone"));
  }
  SECTION("another name of a stage is no change") {
    const std::string staged =
        "stage NAME {\n  from debian:bookworm-slim\n  run: make\n}\n"
        "image acme/app:1.0 {\n  from debian:bookworm-slim\n  copy(from=NAME) /out -> /opt/out\n}\n";
    const auto named = [&](const std::string& name) { return replaced(replaced(staged, "NAME", name), "NAME", name); };
    run.file("old/model.box", named("builder")).file("new/model.box", named("maker"));
    CHECK(rebuilt(run).empty());
  }
}

TEST_CASE("diff refuses what it cannot compare", "[driver][diff]") {
  Run run;
  put_app(run.files, "old");
  CHECK(run({"diff", "old/model.box"}) == 2);
  CHECK_THAT(run.streams.err, contains("diff takes two specs"));
  CHECK(run({"diff", "old/model.box", "new/model.box"}) == 2);
  CHECK_THAT(run.streams.err, contains("there is no file `new/model.box`"));
  CHECK(run({"diff", "v1:model.box", "old/model.box"}) == 2);
  CHECK_THAT(run.streams.err, contains("git knows no revision `v1` here"));
  run.file("wrong.box", wrong_spec);
  CHECK(run({"diff", "old/model.box", "wrong.box"}) == 2);
  CHECK_THAT(run.streams.err, contains("did you mean `healthcheck`?"));
}

TEST_CASE("a side of diff may be a revision, with the files of that revision", "[driver][diff]") {
  Run run;
  put_app(run.files, ".");
  // git of a repository whose folder is one above the current one.
  std::map<std::string, std::string> blobs{{"model.box", app_spec},
                                           {"requirements.txt", "numpy==1.26.0\n"},
                                           {"model.bin", "weights"},
                                           {"app.py", "print(1)\n"}};
  std::vector<Words> asked;
  run.terminal.output_of = [&](const Words& words) -> std::optional<std::string> {
    asked.push_back(words);
    if (words.back() == "--show-prefix") return "project/\n";
    if (words[1] == "cat-file") return blobs.at(words.back().substr(words.back().rfind('/') + 1));
    if (words.back() != "v1") return std::nullopt;
    std::string tree;
    for (const auto& [id, name] : std::map<std::string, std::string>{
             {"a1", "model.box"}, {"a2", "requirements.txt"}, {"a3", "model.bin"}, {"a4", "app.py"}}) {
      tree += "100644 blob " + id + "      " + std::to_string(blobs[name].size()) + "\tproject/" + name;
      tree += '\0';
    }
    return tree;
  };
  for (const std::string name : {"v1:model.box", "v1:./model.box", "v1:project/model.box"}) {
    CAPTURE(name);
    CHECK(run({"diff", name, "model.box"}) == 1);
    CHECK_THAT(run.streams.out, contains("`requirements.txt` changed"));
    CHECK_THAT(run.streams.out, contains("keep     COPY  model.bin -> /opt/models/"));
  }
  CHECK(run({"diff", "v1:other.box", "model.box"}) == 2);
  CHECK_THAT(run.streams.err, contains("the revision `v1` has no file `project/other.box`"));
  CHECK(run({"diff", "v2:model.box", "model.box"}) == 2);
  CHECK(run({"diff", "--output=x:model.box", "model.box"}) == 2);
}

}  // namespace boxwright::tests
