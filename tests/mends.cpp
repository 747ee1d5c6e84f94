// What messages offer works: a waiver waives, a fix mends, and no message tells a terminal anything but text.

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "compiler/base/render.hpp"
#include "compiler/parse/parse.hpp"
#include "tests/cases.hpp"
#include "tests/catch.hpp"

using namespace boxwright;
using namespace boxwright::tests;

namespace {

std::size_t count(const Diagnostics& diagnostics, const Diagnostic& like) {
  const std::vector<Diagnostic> all = diagnostics.sorted();
  return static_cast<std::size_t>(std::count_if(
      all.begin(), all.end(), [&](const Diagnostic& d) { return d.name == like.name && d.message == like.message; }));
}

std::size_t syntax_errors(const Diagnostics& diagnostics) {
  const std::vector<Diagnostic> all = diagnostics.sorted();
  return static_cast<std::size_t>(
      std::count_if(all.begin(), all.end(), [](const Diagnostic& d) { return d.code.starts_with("E01"); }));
}

/// Told all, so that one less can be seen.
bool is_whole(const Diagnostics& diagnostics) { return diagnostics.count(Severity::error) < Diagnostics::most_errors; }

std::string with(std::string text, std::size_t begin, std::size_t end, const std::string& replacement) {
  return text.replace(begin, end - begin, replacement);
}

/// The `allow …` that a note offers.
std::optional<std::string> offered_waiver(const std::string& note) {
  const std::size_t begin = note.find("`allow ");
  if (begin == std::string::npos) return std::nullopt;
  return note.substr(begin + 1, note.find('`', begin + 1) - begin - 1);
}

/// Where the block opens that a place of the file's top lies in: behind its `{`.
std::optional<std::size_t> block_around(const ast::File& file, Span place) {
  for (const ast::Row& row : file.rows)
    if (row.block() != nullptr && row.span.begin <= place.begin && place.end <= row.span.end)
      return row.block()->span.begin + 1;
  return std::nullopt;
}

template <class Check>
void check_diagnostics(Check check) {
  std::string report;
  std::size_t checked = 0;
  for (const Case& one : cases()) {
    const driver::Compilation& compilation = compiled(one).compilation;
    if (!is_whole(compilation.diagnostics)) continue;
    for (const Diagnostic& diagnostic : compilation.diagnostics.sorted())
      check(one, compilation, diagnostic, checked, report);
  }
  CHECK(checked > 20);
  if (!report.empty()) FAIL(report);
}

}  // namespace

TEST_CASE("a waiver that a message offers waives what it is about", "[golden]") {
  check_diagnostics([](const Case& one, const driver::Compilation& before, const Diagnostic& diagnostic,
                       std::size_t& checked, std::string& report) {
    if (diagnostic.name == diag::NoReason.name) return;  // its waiver is an example of how one is written
    Sources sources;
    Diagnostics ignored;
    const std::string text(before.sources[0].text());
    const FileId file = sources.add("model.box", text);
    const auto place = block_around(parse::parse(sources, file, ignored), diagnostic.span);
    for (const std::string& note : diagnostic.notes) {
      const auto waiver = offered_waiver(note);
      if (!waiver || !place) continue;
      const auto after = compile_text(one, with(text, *place, *place, "\n" + *waiver + "\n"));
      ++checked;
      if (count(after.diagnostics, diagnostic) >= count(before.diagnostics, diagnostic))
        report += fmt::format("{}: `{}` does not help: {}\n", one.name, *waiver, diagnostic.message);
    }
  });
}

TEST_CASE("a fix that a message offers mends what it is about", "[golden]") {
  check_diagnostics([](const Case& one, const driver::Compilation& before, const Diagnostic& diagnostic,
                       std::size_t& checked, std::string& report) {
    const std::string text(before.sources[0].text());
    for (const Fix& fix : diagnostic.fixes) {
      const auto after = compile_text(one, with(text, fix.span.begin, fix.span.end, fix.replacement));
      ++checked;
      if (count(after.diagnostics, diagnostic) >= count(before.diagnostics, diagnostic) ||
          syntax_errors(after.diagnostics) > syntax_errors(before.diagnostics))
        report += fmt::format("{}: `{}` does not help: {}\n", one.name, fix.replacement, diagnostic.message);
    }
  });
}

TEST_CASE("no message holds what a terminal would act on", "[golden]") {
  const auto is_harmless = [](std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      const auto byte = static_cast<unsigned char>(text[i]);
      if ((byte < 0x20 && byte != '\n') || byte == 0x7F) return false;
      if (byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0) return false;
    }
    return true;
  };
  for (const Case& one : cases()) {
    const Compiled& result = compiled(one);
    CAPTURE(one.name);
    CHECK(is_harmless(result.rendered));
    CHECK(is_harmless(result.err));
    for (const Diagnostic& diagnostic : result.compilation.diagnostics.sorted())
      CHECK(is_harmless(render::json(diagnostic, result.compilation.sources)));
  }
}
