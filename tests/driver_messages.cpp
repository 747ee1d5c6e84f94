// What --message-format gives to people and to other programs.

#include <nlohmann/json.hpp>
#include <set>

#include "tests/catch.hpp"
#include "tests/driver_run.hpp"

using namespace boxwright;
using namespace boxwright::tests;

namespace {

using Json = nlohmann::json;

/// The first error stands behind a character of two UTF-16 code units.
const std::string wide_spec =
    "image acme/app:1.0 {\n  from debian:bookworm-slim\n  env A=\"\xF0\x9F\x98\x80\xC3\xA9\" B=${C}\n  healtcheck "
    "none\n}\n";

const std::string clean_spec =
    "image acme/app:1.0 {\n  from debian:bookworm-slim\n  allow unpinned debian:bookworm-slim \"a test\"\n}\n";

Json sarif_of(Run& run, const Words& arguments) {
  Words words = arguments;
  words.emplace_back("--message-format=sarif");
  run(words);
  const Json document = Json::parse(run.streams.out);
  CHECK(document.at("version") == "2.1.0");
  REQUIRE(document.at("runs").size() == 1);
  return document.at("runs").at(0);
}

Json gitlab_of(Run& run, const Words& arguments) {
  Words words = arguments;
  words.emplace_back("--message-format=gitlab");
  run(words);
  return Json::parse(run.streams.out);
}

}  // namespace

TEST_CASE("messages end with how many there are", "[driver]") {
  Run run;
  run.file("model.box", wrong_spec);
  CHECK(run({"check"}) == 1);
  CHECK(run.streams.err.ends_with("\n1 error, 1 warning\n"));
  run.file("model.box", small_spec);
  CHECK(run({"check"}) == 0);
  CHECK(run.streams.err.ends_with("\n1 warning\n"));
  run.file("model.box", clean_spec);
  CHECK(run({"check"}) == 0);
  CHECK(run.streams.err.empty());
}

TEST_CASE("short messages have a line each, and no colours", "[driver]") {
  Run run;
  run.terminal.colour = true;
  run.file("model.box", wrong_spec);
  CHECK(run({"check", "--message-format=short"}) == 1);
  CHECK(run.streams.out.empty());
  CHECK(run.streams.err ==
        "model.box:3:3: error[E0201]: unknown statement `healtcheck`\n"
        "model.box:2:8: warning[unpinned]: the tag of `debian:bookworm-slim` can be moved; a digest cannot\n"
        "1 error, 1 warning\n");
}

TEST_CASE("what is wrong with no place of a spec is an object too", "[driver]") {
  Run run;
  CHECK(run({"check", "--message-format=json", "none.box"}) == 2);
  const Json object = Json::parse(run.streams.out);
  CHECK(object.at("severity") == "error");
  CHECK(object.at("message") == "there is no file `none.box`");
  CHECK(object.at("file").is_null());
}

TEST_CASE("messages for GitHub are workflow commands", "[driver]") {
  Run run;
  run.file("50%,a:b.box", wrong_spec);
  CHECK(run({"check", "--message-format=github", "50%,a:b.box"}) == 1);
  CHECK_THAT(
      run.streams.out,
      contains("::error file=50%25%2Ca%3Ab.box,line=3,endLine=3,col=3,endColumn=13,title=E0201::unknown statement "
               "`healtcheck`%0Adid you mean `healthcheck`?\n"));
  CHECK_THAT(run.streams.out, contains("::warning file=50%25%2Ca%3Ab.box,line=2,"));
  CHECK(run.streams.err == "1 error, 1 warning\n");
  CHECK(run({"check", "--message-format=github", "none.box"}) == 2);
  CHECK(run.streams.out == "::error title=boxwright::there is no file `none.box`\n");

  // A message over several lines has no columns.
  run.file("model.box", "image acme/app:1.0 {\n  from debian:bookworm-slim\n  workdir {\n    /a\n    /b\n  }\n}\n");
  CHECK(run({"check", "--message-format=github"}) == 1);
  CHECK_THAT(run.streams.out, contains("::error file=model.box,line=3,endLine=6,title="));
}

TEST_CASE("SARIF names the place of a message in UTF-16 code units", "[driver]") {
  Run run;
  run.file(
      "a b/m\xC3\xB6"
      "del.box",
      wide_spec);
  const Json document = sarif_of(run, {"check", "a b"});
  CHECK(run.outcome.status == 1);
  CHECK(document.at("columnKind") == "utf16CodeUnits");
  CHECK(document.at("invocations")[0] == Json{{"executionSuccessful", true}, {"exitCode", 1}});
  CHECK(document.at("results").size() == 3);
  const Json& rules = document.at("tool").at("driver").at("rules");
  for (const Json& result : document.at("results")) {
    CHECK(rules.at(result.at("ruleIndex").get<std::size_t>()).at("id") == result.at("ruleId"));
    const Json& artifact = result.at("locations")[0].at("physicalLocation").at("artifactLocation");
    CHECK(artifact.at("uri") == "a%20b/m%C3%B6del.box");
    CHECK(document.at("originalUriBaseIds").contains(artifact.at("uriBaseId").get<std::string>()));
  }
  const Json& name = document.at("results")[0];
  CHECK(name.at("ruleId") == "E0301");
  CHECK(name.at("locations")[0].at("physicalLocation").at("region") ==
        Json{{"startLine", 3}, {"startColumn", 17}, {"endLine", 3}, {"endColumn", 21}});
  const Json& statement = document.at("results")[1];
  CHECK(statement.at("message").at("text") == "unknown statement `healtcheck` (did you mean `healthcheck`?).");
  const Json& change = statement.at("fixes")[0].at("artifactChanges")[0].at("replacements")[0];
  CHECK(change.at("insertedContent").at("text") == "healthcheck");
  CHECK(change.at("deletedRegion").at("endColumn") == 13);
}

TEST_CASE("a rule of SARIF holds the page of its code", "[driver]") {
  Run run;
  run.file("model.box", wrong_spec);
  const Json rules = sarif_of(run, {"check"}).at("tool").at("driver").at("rules");
  REQUIRE(rules.size() == 2);
  CHECK(rules[0].at("name") == "UnknownStatement");
  CHECK(rules[0].at("shortDescription").at("text") == "unknown statement `…`.");
  CHECK(rules[0].at("defaultConfiguration").at("level") == "error");
  CHECK(rules[1].at("id") == "unpinned");
  CHECK(rules[1].at("defaultConfiguration").at("level") == "warning");
  for (const Json& rule : rules) {
    CHECK(run({"help", rule.at("id").get<std::string>()}) == 0);
    CHECK(rule.at("help").at("text") == run.streams.out);
    CHECK_FALSE(rule.contains("helpUri"));
  }
}

TEST_CASE("SARIF shows the places that explain a message, of a template where it is used", "[driver]") {
  Run run;
  run.file("model.box", "template t { workdri /x }\nimage acme/app:1.0 {\n  from debian:bookworm-slim\n  use t\n}\n");
  const Json result = sarif_of(run, {"check"}).at("results")[0];
  CHECK(result.at("ruleId") == "E0201");
  CHECK(result.at("locations")[0].at("physicalLocation").at("region").at("startLine") == 1);
  REQUIRE(result.at("relatedLocations").size() == 1);
  CHECK(result.at("relatedLocations")[0].at("message").at("text") == "used here.");
  CHECK(result.at("relatedLocations")[0].at("physicalLocation").at("region").at("startLine") == 4);
}

TEST_CASE("a document is whole whatever happens", "[driver]") {
  Run run;
  CHECK(gitlab_of(run, {"check", "none.box"})[0].at("description") == "there is no file `none.box`");
  CHECK(run.outcome.status == 2);
  const Json failed = sarif_of(run, {"check", "none.box"});
  CHECK(failed.at("results").empty());
  CHECK(failed.at("invocations")[0].at("executionSuccessful") == false);
  CHECK_THAT(failed.at("invocations")[0].dump(), contains("there is no file `none.box`."));

  run.file("model.box", clean_spec);
  CHECK(sarif_of(run, {"check"}).at("results").empty());
  CHECK(gitlab_of(run, {"check"}) == Json::array());
  CHECK(run.outcome.status == 0);

  // Several specs, and one file that two of them import, whose fault is told once.
  run.file("team/shared.box", "param 1=2\n");
  run.file("one.box", "import \"team/shared.box\"\n" + clean_spec);
  run.file("two.box", "import \"team/shared.box\"\n" + wrong_spec);
  CHECK(sarif_of(run, {"check", "one.box", "two.box"}).at("results").size() == 3);

  // What is written behind the messages can still fail.
  run.file("model.box", small_spec).file("Dockerfile", "FROM mine\n");
  const Json refused = sarif_of(run, {"compile"});
  CHECK(run.outcome.status == 2);
  CHECK(refused.at("invocations")[0].at("exitCode") == 2);
}

TEST_CASE("a document leaves standard output to what else was asked for", "[driver]") {
  Run run;
  run.file("model.box", small_spec);
  for (const Words& words : {Words{"compile", "--stdout"},
                             {"explain"},
                             {"parse", "model.box"},
                             {"diff", "model.box", "model.box"},
                             {"build"},
                             {"verify"}}) {
    for (const char* form : {"sarif", "gitlab"}) {
      Words arguments{words.front(), std::string("--message-format=") + form};
      arguments.insert(arguments.end(), words.begin() + 1, words.end());
      INFO(words.front() << " " << form);
      run(arguments);
      CHECK(Json::accept(run.streams.err));
      CHECK(run.streams.out.find("\"runs\"") == std::string::npos);
    }
  }
}

TEST_CASE("GitLab knows a finding again when it has moved", "[driver]") {
  Run run;
  run.file("model.box", wrong_spec);
  const Json before = gitlab_of(run, {"check"});
  REQUIRE(before.size() == 2);
  CHECK(before[0].at("check_name") == "E0201");
  CHECK(before[0].at("severity") == "critical");
  CHECK(before[0].at("location") == Json{{"path", "model.box"}, {"lines", {{"begin", 3}}}});
  CHECK(before[1].at("severity") == "minor");
  run.file("model.box", "# a comment\n\n" + wrong_spec);
  const Json after = gitlab_of(run, {"check"});
  CHECK(after[0].at("location").at("lines").at("begin") == 5);
  CHECK(after[0].at("fingerprint") == before[0].at("fingerprint"));

  run.file("model.box", "image acme/app:1.0 {\n  from debian:bookworm-slim\n  healtcheck none\n  healtcheck none\n}\n");
  std::set<std::string> fingerprints;
  for (const Json& entry : gitlab_of(run, {"check"})) fingerprints.insert(entry.at("fingerprint"));
  CHECK(fingerprints.size() == 3);
}

TEST_CASE("paths in a document are told from the folder where the run was started", "[driver]") {
  Run run;
  run.file("model.box", wrong_spec).file("/elsewhere/model.box", wrong_spec);
  CHECK(gitlab_of(run, {"check", "/project/model.box"})[0].at("location").at("path") == "model.box");
  const auto place = [&](const char* spec) {
    return sarif_of(run, {"check", spec})
        .at("results")[0]
        .at("locations")[0]
        .at("physicalLocation")
        .at("artifactLocation");
  };
  CHECK(place("/project/model.box") == Json{{"uri", "model.box"}, {"uriBaseId", "PROJECT"}});
  CHECK(place("/elsewhere/model.box") == Json{{"uri", "file:///elsewhere/model.box"}});
}
