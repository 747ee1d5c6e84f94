#include "compiler/verify/verify.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/base/display.hpp"
#include "compiler/verify/facts_of.hpp"
#include "compiler/verify/read_dockerfile.hpp"
#include "compiler/verify/same_commands.hpp"
#include "compiler/verify/walk.hpp"

namespace boxwright::verify {

namespace {

constexpr std::size_t most_shown = 200;

std::string beginning(std::string_view text) {
  const std::string shown = display::escaped(text.substr(0, most_shown));
  return text.size() > most_shown ? shown + "…" : shown;
}

}  // namespace

std::optional<Difference> difference(const Meaning& meaning, std::string_view dockerfile) {
  const DockerfileText text = read_dockerfile(dockerfile);
  if (!text.problem.empty()) return Difference{text.problem_line, "", "a builder would not read it", "", text.problem};
  std::vector<std::pair<std::string, std::string>> directives;
  if (meaning.checks_are_errors) directives.emplace_back("check", "error=true");
  if (text.directives != directives) {
    const auto shown = [](const auto& all) {
      return all.empty() ? std::string("none") : "# " + all.front().first + "=" + all.front().second;
    };
    return Difference{1, "", "the directives of the file", shown(directives), shown(text.directives)};
  }
  return walk(meaning, text.instructions);
}

Compared compared(const Meaning& meaning, std::string_view dockerfile) {
  Compared result;
  result.stages = meaning.stages.size();
  result.instructions = read_dockerfile(dockerfile).instructions.size();
  for (const Stage& stage : meaning.stages) {
    for (const Statement& step : stage.steps)
      result.variables += step.keyword == "ENV" || step.keyword == "ARG" ? 1 : 0;
    for (const Statement& one : stage.configuration) result.labels += one.keyword == "LABEL" ? one.facts.size() : 0;
  }
  return result;
}

std::string report(const Difference& difference) {
  std::string text;
  if (!difference.instruction.empty())
    text += fmt::format("  line {}: {}\n", difference.line, beginning(difference.instruction));
  text += fmt::format("  {}\n  meant:   {}\n  written: {}\n", display::escaped(difference.what),
                      beginning(difference.meant), beginning(difference.written));
  return text;
}

}  // namespace boxwright::verify
