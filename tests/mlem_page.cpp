// docs/mlem.md sets a field of MLEM's beside what says the same here. Every such line is held to what it is: spec text
// compiles, commands are commands, and scripts are written and take what the line hands them.

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "compiler/driver/cli.hpp"
#include "tests/catch.hpp"
#include "tests/driver_run.hpp"
#include "tests/paths.hpp"

using namespace boxwright;
using namespace boxwright::tests;

namespace {

struct Line {
  std::string field, text;
};

std::vector<std::string> page() {
  std::ifstream stream(project() / "docs/mlem.md", std::ios::binary);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// The first text between backquotes.
std::string code_in(const std::string& cell) {
  const std::size_t begin = cell.find('`');
  if (begin == std::string::npos) return "";
  return cell.substr(begin + 1, cell.find('`', begin + 1) - begin - 1);
}

/// The tables' rows: `| a field | a line | …`.
std::vector<Line> lines_of_page() {
  std::vector<Line> result;
  for (const std::string& line : page()) {
    if (!line.starts_with("| ") || line.starts_with("| MLEM |")) continue;
    const std::size_t second = line.find(" | ", 2);
    const std::size_t third = line.find(" |", second + 2);
    result.push_back({line.substr(2, second - 2), code_in(line.substr(second, third - second))});
  }
  return result;
}

/// The specs that the page shows whole.
std::vector<std::string> specs_of_page() {
  std::vector<std::string> result;
  bool inside = false;
  for (const std::string& line : page()) {
    if (line == "```box") {
      inside = true;
      result.emplace_back();
    } else if (line == "```") {
      inside = false;
    } else if (inside) {
      result.back() += line + "\n";
    }
  }
  return result;
}

/// What `mlem save` and its user leave beside a spec.
void add_project(Run& run) {
  for (const char* name : {"model", "server.py", "helpers/__init__.py", "mlem-0.4.14-py3-none-any.whl"})
    run.file(name, "");
  run.file("model.mlem", "artifacts: {}\n").file("requirements.txt", "scikit-learn==1.3.2\n");
}

std::string in_image(const std::string& line) {
  if (line.starts_with("image ")) return line + "\n";
  const bool has_base = line.starts_with("from ") || line.starts_with("use ");
  return fmt::format("image me/iris:1.0.0 {{\n{}  {}\n}}\n", has_base ? "" : "  from python:3.10-slim-bookworm\n",
                     line);
}

void compiles(const std::string& spec) {
  INFO(spec);
  Run run;
  add_project(run);
  run.file("model.box", spec);
  const int status = run({"compile", "model.box"});
  INFO(run.streams.err);
  CHECK(status == 0);
  CHECK(run.has("Dockerfile"));
}

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream stream(line);
  return {std::istream_iterator<std::string>(stream), {}};
}

/// `launch/status.sh --json`, with variables of the caller before it.
void is_script(const std::string& line) {
  Run run;
  add_project(run);
  run.file("model.box", in_image("use mlem"));
  REQUIRE(run({"compile", "model.box"}) == 0);
  std::vector<std::string> words = words_of(line);
  while (!words.front().starts_with("launch/")) words.erase(words.begin());
  const std::string script = run.files.read(words.front()).value_or("");
  REQUIRE_FALSE(script.empty());
  for (std::size_t i = 1; i < words.size(); ++i)
    if (words[i].starts_with("--")) CHECK_THAT(script, contains(words[i]));
}

void is_command(const std::string& line) {
  Run run;
  add_project(run);
  run.file("model.box", in_image("use mlem"));
  std::vector<std::string> words = words_of(line);
  words.erase(words.begin());
  const int status = run(words);
  INFO(run.streams.err);
  CHECK(status == 0);
}

}  // namespace

TEST_CASE("every line that stands for a field of MLEM's is one", "[driver]") {
  const std::vector<Line> lines = lines_of_page();
  CHECK(lines.size() > 40);
  for (const Line& line : lines) {
    INFO(line.field << ": " << line.text);
    REQUIRE_FALSE(line.text.empty());
    if (line.text.starts_with("boxwright ")) {
      is_command(line.text);
    } else if (line.text.find("launch/") != std::string::npos) {
      is_script(line.text);
    } else {
      compiles(in_image(line.text));
    }
  }
}

TEST_CASE("the specs that the page for users of MLEM shows compile", "[driver]") {
  const std::vector<std::string> specs = specs_of_page();
  CHECK_FALSE(specs.empty());
  for (const std::string& spec : specs) compiles(spec);
}
