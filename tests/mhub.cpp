// What MHub's own check of a contribution accepts of a Dockerfile, read as that check reads it: line by line, blank
// lines dropped (github.com/MHubAI/models, .github/scripts/utils.py, validateDockerfile). Held against every golden
// that conforms to it.

#include <fmt/format.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "tests/cases.hpp"
#include "tests/catch.hpp"
#include "tests/driver_run.hpp"

using namespace boxwright;
using namespace boxwright::tests;

namespace {

constexpr std::string_view blanks = " \t\r\f\v";
constexpr std::string_view collection_import = "RUN buildutils/import_mhubio_collection.sh";
/// Those of base/collections.json.
constexpr std::array<std::string_view, 2> collections{"test_collection", "pathology"};

std::string_view stripped(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return line.substr(begin, line.find_last_not_of(blanks) - begin + 1);
}

std::vector<std::string> split(std::string_view text, char at) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == at) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

std::string refused_collection(const std::string& line) {
  const std::vector<std::string> words = split(line, ' ');
  if (words.size() < 3) return "a collection without a name: " + line + "\n";
  if (std::find(collections.begin(), collections.end(), words[2]) == collections.end())
    return "an unknown collection: " + line + "\n";
  return words.size() > 3 ? "a collection that is not taken by its name alone: " + line + "\n" : "";
}

/// What the check refuses of a model's Dockerfile, a line each; empty where it accepts it.
std::string refusals(std::string_view dockerfile, const std::string& model) {
  std::vector<std::string> lines;
  for (std::string& line : split(dockerfile, '\n'))
    if (!stripped(line).empty()) lines.push_back(std::move(line));
  if (lines.size() < 2) return "it has no two lines\n";

  std::string report;
  bool has_argument = false, has_import = false;
  if (stripped(lines[0]) != "FROM mhubai/base:latest") report += "another first line: " + lines[0] + "\n";
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string& line = lines[i];
    for (const std::string_view word : {"WORKDIR", "ADD", "COPY", "FROM"})
      if (line.starts_with(word) && (i > 0 || word != "FROM"))
        report += fmt::format("a line with {}: {}\n", word, line);
    has_argument = has_argument || line == "ARG MHUB_MODELS_REPO";
    has_import =
        has_import || line == fmt::format("RUN buildutils/import_mhub_model.sh {} ${{MHUB_MODELS_REPO}}", model);
    if (line.starts_with(collection_import)) report += refused_collection(line);
  }
  if (!has_argument) report += "no line `ARG MHUB_MODELS_REPO`\n";
  if (!has_import) report += "no line that imports the model\n";
  if (stripped(lines[lines.size() - 2]) != R"(ENTRYPOINT ["mhub.run"])") report += "another last line but one\n";
  const std::string_view last = stripped(lines.back());
  if (last != R"(CMD ["--workflow", "default"])" &&
      last != fmt::format(R"(CMD ["--config", "/app/models/{}/config/default.yml"])", model))
    report += "another last line\n";
  return report;
}

/// A Dockerfile that the check accepts, with other lines in the place of some.
struct Probe {
  std::string first = "FROM mhubai/base:latest";
  std::string middle = "RUN pip3 install --no-cache-dir torch==2.2.1";
  std::string argument = "ARG MHUB_MODELS_REPO";
  std::string import = "RUN buildutils/import_mhub_model.sh lungs ${MHUB_MODELS_REPO}";
  std::string entrypoint = R"(ENTRYPOINT ["mhub.run"])";
  std::string command = R"(CMD ["--workflow", "default"])";

  [[nodiscard]] std::string refusals() const {
    return ::refusals(fmt::format("{}\n\n{}\n{}\n{}\n{}\n{}\n\n", first, middle, argument, import, entrypoint, command),
                      "lungs");
  }
};

bool conforms(const ir::Module& module, const ir::Image& image) {
  const auto is_its = [&](const ir::Stage& stage) { return stage.name == image.stage && stage.profile == "mhub"; };
  return std::any_of(module.stages.begin(), module.stages.end(), is_its);
}

/// Does the spec ask for what MHub accepts?
bool asks_for_it(const Case& one) {
  for (const std::string& line : split(spec_text(one), '\n')) {
    const std::string_view row = stripped(line);
    if (row.starts_with("conform mhub") || row == "use mhub" ||
        (row.starts_with("use mhub ") && row.find("import=no") == std::string_view::npos))
      return true;
  }
  return false;
}

}  // namespace

TEST_CASE("the check of a contribution tells right from wrong", "[golden]") {
  CHECK(Probe().refusals().empty());
  CHECK(Probe{.command = R"(CMD ["--config", "/app/models/lungs/config/default.yml"])"}.refusals().empty());
  for (const char* const line :
       {"# a comment on line 2", "RUN --mount=type=cache,target=/x true", "RUN test -f models/lungs/meta.json",
        "USER root", "HEALTHCHECK NONE", R"(SHELL ["/bin/bash", "-c"])", "copy a b", " COPY a b",
        "RUN git clone https://example.org/x", "RUN buildutils/import_mhubio_collection.sh pathology"}) {
    INFO(line);
    CHECK(Probe{.middle = line}.refusals().empty());
  }

  for (const char* const line :
       {"# syntax=docker/dockerfile:1\nFROM mhubai/base:latest", "# A model\nFROM mhubai/base:latest",
        "FROM mhubai/base:latest@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "FROM mhubai/base:latest AS final", "FROM mhubai/base"}) {
    INFO(line);
    CHECK_FALSE(Probe{.first = line}.refusals().empty());
  }
  for (const char* const line :
       {"FROM scratch", "ADD a b", "COPY a b", "WORKDIR /x", "RUN cat <<EOF > /x\nCOPYRIGHT=1\nEOF",
        "RUN env \\\nADDITIONAL=1 true", "RUN buildutils/import_mhubio_collection.sh",
        "RUN buildutils/import_mhubio_collection.sh mine",
        "RUN buildutils/import_mhubio_collection.sh pathology https://example.org/x"}) {
    INFO(line);
    CHECK_FALSE(Probe{.middle = line}.refusals().empty());
  }
  for (const char* const line : {"ARG MHUB_MODELS_REPO=https://example.org/x", "ARG MHUB_MODELS_REPO ", ""}) {
    INFO(line);
    CHECK_FALSE(Probe{.argument = line}.refusals().empty());
  }
  for (const char* const line : {"RUN buildutils/import_mhub_model.sh lungs ${MHUB_MODELS_REPO} && true",
                                 "RUN buildutils/import_mhub_model.sh lungs",
                                 "RUN buildutils/import_mhub_model.sh liver ${MHUB_MODELS_REPO}", ""}) {
    INFO(line);
    CHECK_FALSE(Probe{.import = line}.refusals().empty());
  }
  CHECK_FALSE(Probe{.entrypoint = R"(ENTRYPOINT ["python3", "-m", "mhubio.run"])"}.refusals().empty());
  for (const char* const line : {R"(CMD ["--workflow","default"])", "CMD [\"--workflow\", \"default\"]\nLABEL a=b",
                                 "CMD [\"--workflow\", \"default\"]\n# the end",
                                 R"(CMD ["--config", "/app/models/liver/config/default.yml"])"}) {
    INFO(line);
    CHECK_FALSE(Probe{.command = line}.refusals().empty());
  }
}

TEST_CASE("MHub accepts every Dockerfile that says it conforms", "[golden]") {
  std::size_t models = 0;
  for (const Case& one : cases()) {
    const Compiled& result = compiled(one);
    if (result.status != 0) continue;
    std::size_t of_case = 0;
    for (const driver::Unit& unit : result.compilation.units) {
      for (const ir::Image& image : unit.module.images) {
        if (!conforms(unit.module, image)) continue;
        const std::string path = (image.folder.empty() ? "" : image.folder + "/") + "Dockerfile";
        INFO(one.name << ": " << path);
        REQUIRE(result.outputs.contains(path));
        const std::string model = image.repository.substr(image.repository.rfind('/') + 1);
        const std::string refused = refusals(result.outputs.at(path).content, model);
        CHECK(refused == "");
        ++of_case;
      }
    }
    INFO(one.name);
    if (asks_for_it(one)) CHECK(of_case > 0);
    models += of_case;
  }
  CHECK(models >= 14);
}

namespace {

constexpr const char* model = "image dev/lungs { use mhub }\n";
constexpr const char* dockerfile = "models/lungs/dockerfiles/Dockerfile";
constexpr const char* description = "models/lungs/mhub.toml";

}  // namespace

TEST_CASE("a model is written to where MHub looks for it", "[driver]") {
  Run run;
  run.file("model.box", model);
  REQUIRE(run({"compile", "--emit=mhub"}) == 0);
  CHECK(refusals(*run.files.read(dockerfile), "lungs") == "");
  CHECK_THAT(*run.files.read(description), contains("[model.deployment]\ntest = \"\"\n"));
  CHECK_THAT(run.streams.err, contains("note: models/lungs/mhub.toml: `test` is still to be filled in"));
  const std::string first = *run.files.read(dockerfile);

  SECTION("and stays up to date there, beside what its author wrote") {
    const std::string mine = "[model.deployment]\ntest = \"https://zenodo.org/records/1/files/lungs.test.zip\"\n";
    run.file(description, mine).file("model.box", "image dev/lungs { use mhub config=yes }\n");
    REQUIRE(run({"compile", "--force"}) == 0);
    CHECK(*run.files.read(dockerfile) != first);
    CHECK(*run.files.read(description) == mine);
    CHECK(run.streams.err.find("to be filled in") == std::string::npos);
    CHECK(run({"compile", "--check"}) == 0);
  }
  SECTION("and below another folder") {
    REQUIRE(run({"compile", "--emit=mhub", "-o", "out"}) == 0);
    CHECK(run.has(std::string("out/") + dockerfile));
    CHECK(run.has(std::string("out/") + description));
  }
  SECTION("but not over somebody's file") {
    run.file(dockerfile, "FROM mhubai/base:latest\n");
    CHECK(run({"compile", "--emit=mhub"}) == 2);
    CHECK_THAT(run.streams.err, contains("it was not written by boxwright"));
    CHECK(*run.files.read(dockerfile) == "FROM mhubai/base:latest\n");
  }
}

TEST_CASE("several models of a spec lie beside each other", "[driver]") {
  Run run;
  run.file("model.box", "image dev/lungs { use mhub }\nimage dev/liver { use mhub }\n");
  REQUIRE(run({"compile", "--emit=mhub"}) == 0);
  CHECK(refusals(*run.files.read(dockerfile), "lungs") == "");
  CHECK(refusals(*run.files.read("models/liver/dockerfiles/Dockerfile"), "liver") == "");
}

TEST_CASE("MHub is given no model that does not conform", "[driver]") {
  Run run;
  run.file("model.box", "image dev/lungs { use mhub import=no }\n");
  for (const char* const option : {"--emit=mhub", "--stdout=mhub"}) {
    INFO(option);
    CHECK(run({"compile", option}) == 2);
    CHECK_THAT(run.streams.err, contains("no image says `conform mhub`"));
    CHECK_FALSE(run.has(dockerfile));
  }
}

TEST_CASE("a link in the place of a model's folder is not followed", "[driver]") {
  Run run;
  run.file("model.box", model);
  run.files.link_to("models", "/srv/models");
  CHECK(run({"compile", "--emit=mhub"}) == 2);
  CHECK_THAT(run.streams.err, contains("`models` stays as it is: it is a link"));
  CHECK_FALSE(run.has("/srv/models/lungs/mhub.toml"));
}
