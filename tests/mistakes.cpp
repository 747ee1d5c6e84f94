// People make mistakes: each example is given one at a time, and what is said first must be about that mistake, at its
// place. A warning counts as first where it is the first that the example itself does not have.

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/cases.hpp"
#include "tests/catch.hpp"

using namespace boxwright;
using namespace boxwright::tests;

namespace {

/// What is replaced in a spec, at the first place that has it, and what must be said then.
struct Mistake {
  std::string_view text, becomes;
  std::string_view code;
  std::string_view line;  ///< a part of the line that the message must point to
  bool last = false;      ///< the last place instead
};

constexpr Mistake mistakes[] = {
#include "tests/mistakes.def"
};

std::optional<std::string> make(const Mistake& mistake, const std::string& spec) {
  const std::size_t at = mistake.last ? spec.rfind(mistake.text) : spec.find(mistake.text);
  if (at == std::string::npos) return std::nullopt;
  std::string result = spec;
  return result.replace(at, mistake.text.size(), mistake.becomes);
}

using Said = std::set<std::pair<std::string_view, std::string>>;

Said said_of(const std::vector<Diagnostic>& all) {
  Said result;
  for (const Diagnostic& one : all) result.emplace(one.code, one.message);
  return result;
}

/// What is wrong with what is said; empty where it is right.
std::string fault(const Mistake& mistake, const Case& one, const std::string& text, const Said& known) {
  const driver::Compilation compilation = compile_text(one, text);
  for (const Diagnostic& diagnostic : compilation.diagnostics.sorted()) {
    if (known.contains({diagnostic.code, diagnostic.message})) continue;
    if (diagnostic.code != mistake.code)
      return fmt::format("{} is said first: {}", diagnostic.code, diagnostic.message);
    const Span place = compilation.sources.outermost(diagnostic.span);
    const Source& source = compilation.sources[place.file];
    const std::string_view line = source.line(source.position(place.begin).line);
    if (line.find(mistake.line) != std::string_view::npos) return "";
    return fmt::format("{} points to `{}`", diagnostic.code, line);
  }
  return "nothing is said";
}

}  // namespace

TEST_CASE("a mistake in an example is what is said first, at its place", "[property]") {
  CHECK(std::size(mistakes) >= 60);
  std::string report;
  std::set<const Mistake*> made;
  for (const Case& one : cases()) {
    if (!one.name.starts_with("examples/") || !one.arguments.empty()) continue;
    const std::string spec = spec_text(one);
    const Said known = said_of(compile_text(one, spec).diagnostics.sorted());
    for (const Mistake& mistake : mistakes) {
      const auto text = make(mistake, spec);
      if (!text) continue;
      made.insert(&mistake);
      if (const std::string wrong = fault(mistake, one, *text, known); !wrong.empty())
        report += fmt::format("{}: `{}` for `{}`: {} and not {} at `{}`\n", one.name, mistake.becomes, mistake.text,
                              wrong, mistake.code, mistake.line);
    }
  }
  for (const Mistake& mistake : mistakes)
    if (!made.contains(&mistake)) report += fmt::format("no example has `{}`\n", mistake.text);
  if (!report.empty()) FAIL(report);
}
