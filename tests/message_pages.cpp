// docs/messages/ has a page for each code of diagnostics.def, and `boxwright help CODE` prints it. Its bad examples are
// compiled and give the message that the page shows, its good ones compile. UPDATE_GOLDEN=1 writes the messages and the
// index as they are now.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/render.hpp"
#include "compiler/driver/cli.hpp"
#include "compiler/driver/message_page.hpp"
#include "compiler/lint/rules.hpp"
#include "tests/cases.hpp"
#include "tests/catch.hpp"
#include "tests/paths.hpp"

using namespace boxwright;
using namespace boxwright::tests;
namespace fs = std::filesystem;

namespace {

using Parts = std::vector<driver::pages::Part>;
using Words = std::vector<std::string>;
using Texts = std::map<std::string, std::string>;

/// A row that no spec of a page can show, and why.
struct Exemption {
  std::string_view name, reason;
};
constexpr Exemption exemptions[] = {
    {"InvalidUtf8", "a page is UTF-8 itself"},
    {"NulByte", "a page is text itself"},
    {"ControlCharacter", "a page holds nothing that cannot be seen"},
    {"TooDeep", "it takes 64 blocks in each other"},
    {"StagesTooDeep", "it takes a hundred stages"},
    {"TooManyErrors", "it takes a hundred errors"},
    {"MoreErrors", "it takes a hundred errors"},
    {"ContinuedAtEnd", "a spec of a page ends with a line feed"},
    {"ManyLayers", "it takes a hundred steps"},
    {"WeightsInCode", "it takes megabytes of weights"},
};

fs::path folder() { return project() / "docs/messages"; }

/// The pages by their code.
Texts pages() {
  Texts result;
  for (const auto& entry : fs::directory_iterator(folder()))
    if (entry.path().filename() != "README.md") result[entry.path().stem()] = read_file(entry.path());
  return result;
}

Words words(const std::string& line) {
  std::istringstream in(line);
  return {std::istream_iterator<std::string>(in), {}};
}

// ---- examples ----

/// A spec of a page, with what stands before and behind it.
struct Example {
  std::size_t part = 0;  ///< of the page
  bool good = false;
  std::string spec;
  Texts files;                            ///< what lies beside it
  Texts links;                            ///< symbolic links beside it, and where they lead
  Words arguments{"check", "model.box"};  ///< behind `boxwright`
  std::string command;                    ///< the line that says so, where there is one
  std::string shown;                      ///< the message below it
  bool has_console = false;
};

constexpr std::string_view prompt = "$ boxwright ";

/// What stands between the fences of a `console`: a command, and below it what is said.
void read_console(const std::string& text, Example& example) {
  example.has_console = true;
  if (!text.starts_with("$ ")) {
    example.shown = text;
    return;
  }
  const std::size_t end = text.find('\n') + 1;
  example.command = text.substr(0, end);
  example.shown = text.substr(end);
  REQUIRE(example.command.starts_with(prompt));
  example.arguments = words(example.command.substr(prompt.size()));
}

std::vector<Example> examples(const Parts& page) {
  std::vector<Example> result;
  Texts files;
  Texts links;
  for (std::size_t i = 0; i < page.size(); ++i) {
    const Words info = words(page[i].info);
    if (!page[i].fenced) {
      if (page[i].text.starts_with("## ") || page[i].text.find("\n## ") != std::string::npos) files.clear();
    } else if (info == Words{"box", "bad"} || info == Words{"box", "good"}) {
      Example& added = result.emplace_back();
      added.part = i;
      added.good = info.back() == "good";
      added.spec = page[i].text;
      added.files = files;
      added.links = links;
    } else if (info == Words{"console"}) {
      REQUIRE_FALSE(result.empty());
      REQUIRE_FALSE(result.back().has_console);
      read_console(page[i].text, result.back());
    } else if (info.size() == 2 && info.front() == "link") {
      links[info.back()] = page[i].text.substr(0, page[i].text.size() - 1);
    } else if (info.size() == 2) {
      files[info.back()] = page[i].text;
    }
  }
  return result;
}

std::vector<Diagnostic> said(const Example& example, std::string& rendered, std::string_view code) {
  driver::MemoryFiles files;
  for (const auto& [path, text] : example.files) files.write(path, text, false);
  for (const auto& [path, leads] : example.links) files.link_to(path, leads);
  files.write("model.box", example.spec, false);
  const driver::CommandLine line = driver::read_command_line(example.arguments, files);
  INFO(line.error);
  REQUIRE(line.request.has_value());
  auto compilation = driver::compile(files, "model.box", example.spec, "", line.request->compile);
  driver::complete(compilation, files, "");
  const std::vector<Diagnostic> all = compilation.diagnostics.sorted();
  for (const Diagnostic& one : all)
    if (one.code == code) rendered += render::text(one, compilation.sources, false);
  return all;
}

std::string all_said(const std::vector<Diagnostic>& all) {
  std::string text;
  for (const Diagnostic& one : all) text += fmt::format("  {}: {}\n", one.code, one.message);
  return text;
}

// ---- checks: each says what is wrong, and nothing where all is well ----

std::string check_good(const std::vector<Diagnostic>& all, std::string_view code) {
  const bool wrong = std::any_of(all.begin(), all.end(),
                                 [&](const auto& d) { return d.severity == Severity::error || d.code == code; });
  return wrong ? fmt::format("a good example is not:\n{}", all_said(all)) : "";
}

std::string check_bad(const std::vector<Diagnostic>& all, std::string_view code, std::set<std::string>& shown) {
  for (const Diagnostic& one : all)
    if (one.code == code) shown.emplace(one.name);
  if (!all.empty() && all.front().code == code) return "";
  return fmt::format("what a bad example is first told is not about it:\n{}", all_said(all));
}

std::string joined(const Parts& page) {
  std::string text;
  for (const auto& part : page) text += part.fenced ? fmt::format("```{}\n{}```\n", part.info, part.text) : part.text;
  return text;
}

/// The page with this message below its example.
void put_message(Parts& page, const Example& example, const std::string& message) {
  const auto at = page.begin() + static_cast<std::ptrdiff_t>(example.part) + 1;
  if (example.has_console) {
    std::find_if(at, page.end(), [](const auto& part) { return part.fenced; })->text = example.command + message;
  } else {
    page.insert(at, {{false, "", "\n"}, {true, "console", message}});
  }
}

/// Compiles the examples of a page, from the last to the first, so that the places of the others stay.
std::string check_examples(const std::string& code, const std::string& text, std::set<std::string>& shown) {
  std::string report;
  Parts page = driver::pages::parts(text);
  std::vector<Example> all = examples(page);
  for (auto example = all.rbegin(); example != all.rend(); ++example) {
    std::string message;
    const std::vector<Diagnostic> diagnostics = said(*example, message, code);
    std::string fault = example->good ? check_good(diagnostics, code) : check_bad(diagnostics, code, shown);
    if (!example->good && example->shown != message && is_update()) put_message(page, *example, message);
    if (example->shown != (example->good ? "" : message) && !is_update())
      fault += "another message:\n" + difference(example->shown, message);
    if (!fault.empty()) report += fmt::format("{}.md:\n{}{}", code, example->spec, fault);
  }
  if (is_update() && joined(page) != text) std::ofstream(folder() / (code + ".md"), std::ios::binary) << joined(page);
  return report;
}

std::size_t columns(const std::string& line) {
  return static_cast<std::size_t>(
      std::count_if(line.begin(), line.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string check_prose(const std::string& code, const std::string& text) {
  constexpr std::size_t widest = 100;
  std::string report;
  if (!text.starts_with(fmt::format("# {}: ", code))) report += fmt::format("{}.md: no `# {}: …`\n", code, code);
  std::size_t lines = 0;
  for (const auto& part : driver::pages::parts(text)) {
    std::istringstream in(part.text);
    for (std::string line; !part.fenced && std::getline(in, line); ++lines)
      if (columns(line) > widest) report += fmt::format("{}.md: too wide for a terminal: {}\n", code, line);
  }
  if (lines < 3) report += fmt::format("{}.md: no word of explanation\n", code);
  return report;
}

/// Between fences nobody sees on a rendered page what is a file's name, and what is good: the prose above says so.
std::string check_leads(const std::string& code, const Parts& page) {
  std::string report;
  for (std::size_t i = 1; i < page.size(); ++i) {
    const Words info = words(page[i].info);
    if (!page[i].fenced || info.size() < 2 || info.back() == "bad") continue;
    const std::string above = page[i - 1].fenced ? "" : page[i - 1].text;
    if (info.back() == "good" ? words(above).empty() : above.find("`" + info.back() + "`") == std::string::npos)
      report += fmt::format("{}.md: no word above leads to ```{}\n", code, page[i].info);
  }
  return report;
}

std::set<std::string> codes() {
  std::set<std::string> result;
  for (const diag::Row& row : diag::rows()) result.emplace(row.code);
  return result;
}

bool is_exempt(std::string_view name) {
  return std::any_of(std::begin(exemptions), std::end(exemptions), [&](const auto& e) { return e.name == name; });
}

}  // namespace

TEST_CASE("what the pages of messages show is what the compiler says", "[golden]") {
  const Texts all = pages();
  REQUIRE_FALSE(all.empty());
  std::string report;
  std::set<std::string> shown;
  for (const auto& [code, text] : all) {
    INFO(code);
    report +=
        check_prose(code, text) + check_leads(code, driver::pages::parts(text)) + check_examples(code, text, shown);
  }
  for (const diag::Row& row : diag::rows())
    if (shown.contains(std::string(row.name)) == is_exempt(row.name))
      report += fmt::format("{}.md: {}\n", row.code,
                            is_exempt(row.name) ? fmt::format("{} needs no exemption any more", row.name)
                                                : fmt::format("no bad example shows {}", row.name));
  if (!report.empty()) FAIL(report);
  SUCCEED();
}

TEST_CASE("the page of a rule shows how it is waived", "[golden]") {
  for (const auto& [code, text] : pages()) {
    if (lint::find_rule(code) == nullptr) continue;
    INFO(code);
    const std::vector<Example> all = examples(driver::pages::parts(text));
    CHECK(std::any_of(all.begin(), all.end(), [&](const Example& one) {
      return one.good && one.spec.find(fmt::format("allow {} ", code)) != std::string::npos;
    }));
  }
}

TEST_CASE("every code of a message has a page, and there is no other page", "[golden]") {
  std::set<std::string> there;
  for (const auto& [code, text] : pages()) there.insert(code);
  CHECK(there == codes());
}

// ---- the index ----

namespace {

struct Chapter {
  std::string_view prefix, title;
};
constexpr Chapter chapters[] = {
    {"E00", "What is no text"},
    {"E01", "The shape of a line"},
    {"E02", "Statements and their options"},
    {"E03", "Names"},
    {"E04", "Values"},
    {"E05", "Files of the project"},
    {"E06", "The whole"},
    {"E07", "Parameters, conditions, templates, imports and variants"},
    {"E08", "What a team or a profile asks for"},
    {"W", "Warnings that are no rules"},
    {"N", "Notes"},
};

constexpr std::string_view head =
    "# What Boxwright says\n"
    "\n"
    "A page for each message: why it is given, a spec that gets it, the message, and a spec that does not. `boxwright "
    "help\n"
    "CODE` prints the same page; `boxwright help UnknownOption` and `boxwright help unknown-option` find it by name. A "
    "page\n"
    "shows the message that it is about and leaves others out, such as warnings about a base without a digest.\n";

/// `error`, or `error, warning` where a code has messages of both kinds.
std::string severities(const std::string& code) {
  std::vector<std::string_view> result;
  for (const diag::Row& row : diag::rows())
    if (row.code == code && std::find(result.begin(), result.end(), render::word(row.severity)) == result.end())
      result.push_back(render::word(row.severity));
  return fmt::format("{}", fmt::join(result, ", "));
}

std::string chapter(const Chapter& chapter, const Texts& all) {
  std::string text;
  for (const auto& [code, page] : all)
    if (lint::find_rule(code) == nullptr && code.starts_with(chapter.prefix))
      text += fmt::format("| [{0}]({0}.md) | {1} | {2} |\n", code, severities(code), driver::pages::title(page));
  return text.empty() ? "" : fmt::format("\n## {}\n\n| code | | |\n|---|---|---|\n{}", chapter.title, text);
}

std::string rules(const Texts& all) {
  std::string text =
      "\n## Rules\n\n`allow RULE SUBJECT… \"why\"` waives a rule for these subjects, and for its whole image or block "
      "without them.\n\n"
      "| rule | | | a subject is | other linters call it |\n|---|---|---|---|---|\n";
  for (const auto& [code, page] : all)
    if (const lint::Rule* const rule = lint::find_rule(code))
      text += fmt::format("| [{0}]({0}.md) | {1} | {2} | {3} | {4} |\n", code, severities(code),
                          driver::pages::title(page), rule->subjects, lint::foreign_list(*rule));
  return text;
}

}  // namespace

TEST_CASE("the index of the pages of messages", "[golden]") {
  const Texts all = pages();
  std::string index(head);
  for (const Chapter& one : chapters) index += chapter(one, all);
  index += rules(all);
  for (const auto& [code, text] : all) {
    INFO(code);
    CHECK_THAT(index, contains("| [" + code + "]"));
  }
  const fs::path path = folder() / "README.md";
  if (is_update()) std::ofstream(path, std::ios::binary) << index;
  if (read_file(path) != index) FAIL("docs/messages/README.md:\n" << difference(read_file(path), index));
}
