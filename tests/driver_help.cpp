// What `boxwright help` says of commands, keywords, rules and messages.

#include "compiler/base/diagnostic.hpp"
#include "compiler/lint/rules.hpp"
#include "compiler/parse/keywords.hpp"
#include "tests/catch.hpp"
#include "tests/driver_run.hpp"

using namespace boxwright;
using namespace boxwright::tests;

namespace {

std::string help(const Words& words) {
  Run run;
  Words arguments{"help"};
  arguments.insert(arguments.end(), words.begin(), words.end());
  REQUIRE(run(arguments) == 0);
  return run.streams.out;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t result = 0;
  for (std::size_t i = text.find(part); i != std::string::npos; i = text.find(part, i + 1)) ++result;
  return result;
}

}  // namespace

TEST_CASE("every option is explained in a line", "[driver]") {
  for (const keywords::Keyword& keyword : keywords::all()) {
    for (const keywords::Option& option : keyword.options) {
      INFO(keyword.name << "(" << option.name << ")");
      CHECK_FALSE(option.type.empty());
      CHECK(option.doc.size() > 10);
      CHECK(option.doc.size() < 80);
      CHECK_FALSE(option.doc.ends_with('.'));
      CHECK_THAT(help({std::string(keyword.name)}), contains(std::string(option.doc)));
    }
  }
  CHECK_THAT(help({"healthcheck"}), contains("    interval=<duration>        The time from one question to the next"));
}

TEST_CASE("the overview names every keyword once for where it stands", "[driver]") {
  const std::string text = help({});
  CHECK(count(text, "\n  pip ") == 1);
  CHECK(count(text, "\n  allow ") == 1);
  CHECK(count(text, "\n  stage ") == 1);
  CHECK(count(text, "\n  push ") == 2);  // the command and the keyword
  CHECK_THAT(text, contains("In an image or a stage\n"));
  CHECK(count(text, "\n  certificates ") == 1);  // also in a policy
}

TEST_CASE("a cache of a launch is explained with what it does to the container", "[driver]") {
  const std::string text = help({"cache"});
  for (const char* word : {"HF_HOME", "~/.cache", "/cache/NAME", "runs as the caller"})
    CHECK_THAT(text, contains(word));
}

TEST_CASE("a message has a page by its code and by its name", "[driver]") {
  const std::string page = help({"E0201"});
  CHECK(page.starts_with("E0201: "));
  CHECK_THAT(page, contains("\n    model.box:"));
  CHECK_THAT(page, contains("did you mean"));
  CHECK(page.find("```") == std::string::npos);
  for (const char* name : {"e0201", "UnknownStatement", "unknown-statement"}) CHECK(help({name}) == page);
  for (const diag::Row& row : diag::rows()) {
    INFO(row.name);
    const std::string text = help({std::string(row.code)});
    CHECK(text.starts_with(std::string(row.code) + ": "));
    CHECK(text == help({std::string(row.name)}));
  }
  Run run;
  CHECK(run({"help", "UnknwonStatement"}) == 2);
  CHECK_THAT(run.streams.err, contains("did you mean `UnknownStatement`?"));
}

TEST_CASE("rules have pages, and allow lists them", "[driver]") {
  const std::string allow = help({"allow"});
  for (const lint::Rule& rule : lint::rules()) {
    INFO(rule.name);
    CHECK_THAT(allow, contains(std::string(rule.name)));
    CHECK_THAT(help({std::string(rule.name)}), contains("Waived by `allow " + std::string(rule.name)));
  }
  Run run;
  CHECK(run({"help", "unpined"}) == 2);
  CHECK_THAT(run.streams.err, contains("did you mean `unpinned`?"));
  CHECK(run({"help", "E9999"}) == 2);
}
