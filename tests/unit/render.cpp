#include "compiler/base/render.hpp"

#include <nlohmann/json.hpp>

#include "compiler/base/display.hpp"
#include "tests/catch.hpp"

using namespace boxwright;
using tests::contains;

namespace {

/// The place of a word in a source.
Span place(const Sources& sources, std::string_view word, FileId file = 0) {
  const std::size_t begin = sources[file].text().find(word);
  REQUIRE(begin != std::string_view::npos);
  return {file, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(begin + word.size())};
}

Diagnostic about(Span span, std::string message = "not right") {
  Diagnostic diagnostic;
  diagnostic.code = "E0301";
  diagnostic.span = span;
  diagnostic.message = std::move(message);
  return diagnostic;
}

/// The lines of a rendered text, without their line feeds.
std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> result{""};
  for (const char c : text) {
    if (c == '\n') {
      result.emplace_back();
    } else {
      result.back() += c;
    }
  }
  return result;
}

}  // namespace

TEST_CASE("a diagnostic shows its place, its line and its help", "[unit]") {
  Sources sources;
  sources.add("model.box", "image a {\n  from debian:12\n\n  healtcheck none\n}\n");
  Diagnostic diagnostic = about(place(sources, "healtcheck"), "unknown statement `healtcheck`");
  diagnostic.notes = {"statements of an image are listed by `boxwright help`"};
  diagnostic.fixes = {{diagnostic.span, "healthcheck", "did you mean"}};
  CHECK(render::text(diagnostic, sources, false) ==
        "model.box:4:3: error[E0301]: unknown statement `healtcheck`\n"
        "  4 |   healtcheck none\n"
        "    |   ^^^^^^^^^^\n"
        "  = help: statements of an image are listed by `boxwright help`\n"
        "  = help: did you mean: `healthcheck`\n");
}

TEST_CASE("warnings and notes are called so", "[unit]") {
  Sources sources;
  sources.add("a.box", "x");
  Diagnostic diagnostic = about({0, 0, 1});
  diagnostic.code = "unpinned";
  diagnostic.severity = Severity::warning;
  CHECK_THAT(render::text(diagnostic, sources, false), contains("a.box:1:1: warning[unpinned]: not right\n"));
  diagnostic.severity = Severity::note;
  CHECK_THAT(render::text(diagnostic, sources, false), contains("a.box:1:1: note[unpinned]: not right\n"));
}

TEST_CASE("labels stand below their place, wherever it is", "[unit]") {
  Sources sources;
  sources.add("model.box", "image a {\n}\n\n\n\n\n\n\n\nimage a { from x }\n");
  sources.add("stdlib/mhub.box", "template mhub {\n  from y\n}\n");
  Diagnostic diagnostic = about({0, 25, 26}, "two images `a`");
  diagnostic.labels = {{{0, 25, 26}, "the second"},
                       {place(sources, "from x"), "its base"},
                       {{0, 6, 7}, "the first"},
                       {place(sources, "from y", 1), "also here"}};
  CHECK(render::text(diagnostic, sources, false) ==
        "model.box:10:7: error[E0301]: two images `a`\n"
        "  10 | image a { from x }\n"
        "     |       ^ the second\n"
        "     |           ------ its base\n"
        "  model.box:1:7: the first\n"
        "   1 | image a {\n"
        "     |       -\n"
        "  stdlib/mhub.box:2:3: also here\n"
        "   2 |   from y\n"
        "     |   ------\n");
}

TEST_CASE("carets stand below what they mean in every script", "[unit]") {
  Sources sources;
  sources.add("a.box", "\tlabel 漢字=\"e\xCC\x81\" here\n");
  const auto wide = lines(render::text(about(place(sources, "漢字")), sources, false));
  CHECK(wide[0] == "a.box:1:8: error[E0301]: not right");
  CHECK(wide[1] == "  1 |  label 漢字=\"e\xCC\x81\" here");
  CHECK(wide[2] == "    |        ^^^^");
  const auto behind = lines(render::text(about(place(sources, "here")), sources, false));
  CHECK(behind[2] == "    |                 ^^^^");
}

TEST_CASE("an empty span has one caret, and one over lines shows its first", "[unit]") {
  Sources sources;
  sources.add("a.box", "run {\n  x\n}");
  CHECK_THAT(render::text(about({0, 4, 11}), sources, false), contains("  1 | run {\n    |     ^\n"));
  CHECK_THAT(render::text(about({0, 0, 0}), sources, false), contains("  1 | run {\n    | ^\n"));
  CHECK_THAT(render::text(about({0, 5, 5}), sources, false), contains("a.box:1:6:"));
  CHECK_THAT(render::text(about({0, 5, 5}), sources, false), contains("    |      ^\n"));
  CHECK_THAT(render::text(about({0, 11, 11}), sources, false), contains("a.box:3:2:"));
}

TEST_CASE("the end of a text is a place", "[unit]") {
  Sources sources;
  sources.add("empty.box", "");
  sources.add("a.box", "image a {\n");
  CHECK(render::text(about({0, 0, 0}), sources, false) == "empty.box:1:1: error[E0301]: not right\n  1 |\n    | ^\n");
  CHECK(render::text(about({1, 10, 10}), sources, false) == "a.box:2:1: error[E0301]: not right\n  2 |\n    | ^\n");
  CHECK_THAT(render::text(about({1, 500, 600}), sources, false), contains("a.box:2:1:"));
}

TEST_CASE("a long line is cut around the place", "[unit]") {
  Sources sources;
  sources.add("a.box", std::string(5'000, 'a') + "HERE" + std::string(5'000, 'b') + "FAR");
  Diagnostic diagnostic = about(place(sources, "HERE"));
  diagnostic.labels = {{place(sources, "FAR"), "out of sight"}};
  const auto shown = lines(render::text(diagnostic, sources, false));
  REQUIRE(shown.size() == 7);
  CHECK_THAT(shown[1], contains("| …aaa"));
  CHECK_THAT(shown[1], contains("bbb…"));
  CHECK(display::columns(shown[1]) <= 170);
  const std::size_t caret = shown[2].find('^');
  CHECK(display::columns(shown[1].substr(0, shown[1].find("HERE"))) == caret);
  CHECK(shown[2].substr(caret) == "^^^^");
  CHECK(shown[3] == "  a.box:1:10005: out of sight");
  CHECK_THAT(shown[4], contains("bbbFAR"));
  CHECK(display::columns(shown[4].substr(0, shown[4].find("FAR"))) == shown[5].find('-'));
}

TEST_CASE("a long span is marked as far as its line is shown", "[unit]") {
  Sources sources;
  sources.add("a.box", std::string(100'000, 'a'));
  const auto shown = lines(render::text(about({0, 0, 100'000}), sources, false));
  CHECK(display::columns(shown[1]) == display::columns(shown[2]) + 1);
}

TEST_CASE("nothing a spec holds moves the terminal's cursor", "[unit]") {
  Sources sources;
  sources.add("a\x1b[31m\n.box", "x \x1b[2J \xE2\x80\xAE \xFF y");  // NOLINT(misc-misleading-bidirectional)
  const std::string text = render::text(about(place(sources, "y"), "bell \a and \xC2\x9B"), sources, false);
  CHECK(text ==
        "a\\u{1B}[31m\\n.box:1:12: error[E0301]: bell \\u{7} and \\u{9B}\n"
        "  1 | x �[2J � � y\n"
        "    |            ^\n");
}

TEST_CASE("colours are there only when asked for", "[unit]") {
  Sources sources;
  sources.add("a.box", "x");
  CHECK(render::text(about({0, 0, 1}), sources, false).find('\x1b') == std::string::npos);
  CHECK_THAT(render::text(about({0, 0, 1}), sources, true), contains("\x1b[1;31merror[E0301]:\x1b[0m"));
}

TEST_CASE("a diagnostic about no place has none", "[unit]") {
  CHECK(render::text(about({7, 0, 0}), Sources(), false) == "boxwright: error[E0301]: not right\n");
  CHECK(nlohmann::json::parse(render::json(about({7, 0, 0}), Sources()))["line"].is_null());
}

TEST_CASE("a diagnostic as JSON has all its parts", "[unit]") {
  Sources sources;
  sources.add("model.box", "pip tôrch\nrun x\n");
  Diagnostic diagnostic = about(place(sources, "tôrch"), "no `tôrch`");
  diagnostic.labels = {{place(sources, "run"), "here"}};
  diagnostic.notes = {"a \"note\""};
  diagnostic.fixes = {{diagnostic.span, "torch", "write"}};
  const std::string line = render::json(diagnostic, sources);
  CHECK(line ==
        R"({"code":"E0301","severity":"error","message":"no `tôrch`","file":"model.box","line":1,"column":5,)"
        R"("end_line":1,"end_column":10,"labels":[{"file":"model.box","line":2,"column":1,"end_line":2,"end_column":4,)"
        R"("text":"here"}],"notes":["a \"note\""],"fix":[{"title":"write","file":"model.box","line":1,"column":5,)"
        R"("end_line":1,"end_column":10,"replacement":"torch","certain":false}]})");
}

TEST_CASE("JSON stays JSON whatever a file is called", "[unit]") {
  Sources sources;
  sources.add("b\xFF\xFE\n\"\x01.box", "x");
  const std::string line = render::json(about({0, 0, 1}, "\xC3 cut"), sources);
  CHECK(line.find('\n') == std::string::npos);
  const auto object = nlohmann::json::parse(line);
  CHECK(object["file"] == "b��\n\"\x01.box");
  CHECK(object["message"] == "� cut");
  CHECK(object["labels"].empty());
  CHECK(object["notes"].empty());
  CHECK(object["fix"].empty());
}
