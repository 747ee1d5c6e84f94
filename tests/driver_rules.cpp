// Rules: --deny and --allow, and what other linters are told of waivers.

#include <set>
#include <sstream>

#include "compiler/lint/rules.hpp"
#include "tests/catch.hpp"
#include "tests/driver_run.hpp"

using namespace boxwright;
using namespace boxwright::tests;

namespace {

/// A port without a health check, and a tag.
const std::string port_spec =
    "image acme/app:1.0 {\n  from debian:bookworm-slim\n  launch { port 8080:8080 }\n  expose 8080\n  cmd true\n}\n";

}  // namespace

TEST_CASE("what a denied rule finds is an error", "[driver]") {
  Run run;
  run.file("model.box", port_spec);
  REQUIRE(run({"check"}) == 0);
  CHECK(run({"check", "--deny=missing-healthcheck"}) == 1);
  CHECK_THAT(run.streams.err, contains("error[missing-healthcheck]"));
  CHECK_THAT(run.streams.err, contains("  = help: `--deny=missing-healthcheck` makes it an error\n"));
  CHECK_THAT(run.streams.err, contains("warning[unpinned]"));
  CHECK(run.streams.err.ends_with("\n1 error, 1 warning\n"));
  CHECK(run({"compile", "--deny", "unpinned"}) == 1);
  CHECK_FALSE(run.has("Dockerfile"));
  run.file("other.box", "image acme/app:1.0 {\n  from debian\n}\n");  // an error anyway
  CHECK(run({"check", "--deny=unpinned", "other.box"}) == 1);
  CHECK_THAT(run.streams.err, !contains("--deny"));
  CHECK(run({"build", "--deny=unpinned"}) == 1);
  CHECK(run.outcome.program.empty());
}

TEST_CASE("--deny=warnings denies all that is left after waivers and --allow", "[driver]") {
  Run run;
  run.file("model.box", port_spec);
  CHECK(run({"check", "--deny=warnings"}) == 1);
  CHECK(run.streams.err.ends_with("\n2 errors\n"));
  CHECK(run({"check", "--deny=warnings", "--allow=unpinned"}) == 1);
  CHECK(run.streams.err.ends_with("\n1 error\n"));
  CHECK(run({"check", "--deny=warnings", "--allow=unpinned", "--allow=missing-healthcheck"}) == 0);
  CHECK(run.streams.err.empty());
  run.file("model.box",
           "image acme/app:1.0 {\n  from debian:bookworm-slim\n  allow unpinned debian:bookworm-slim \"a test\"\n}\n");
  CHECK(run({"check", "--deny=warnings", "--deny=unpinned"}) == 0);
  CHECK(run({"check", "--deny=warnings", "--disable-pass=label"}) == 1);
  CHECK_THAT(run.streams.err, contains("`--deny=warnings` makes it an error"));
}

TEST_CASE("what an allowed rule finds is not told, in any variant", "[driver]") {
  Run run;
  run.file(
      "model.box",
      "param kind=[a, b]\nimage acme/app:1.0 {\n  variants kind\n  from debian:bookworm-slim\n  launch { port 80:80 "
      "}\n  when kind == b { from debian:trixie-slim\n healtcheck none }\n}\n");
  CHECK(run({"check", "--allow=unpinned"}) == 1);
  CHECK_THAT(run.streams.err, !contains("unpinned"));
  CHECK_THAT(run.streams.err, contains("error[E0201]"));
  run.file("model.box", "image acme/app:1.0 {\n  from debian\n}\n");
  REQUIRE(run({"compile"}) == 1);  // a base without a tag is an error of that rule
  CHECK(run({"compile", "--allow=unpinned"}) == 0);
  CHECK(run.has("Dockerfile"));
}

TEST_CASE("what a policy denies cannot be allowed on the command line", "[driver]") {
  Run run;
  run.file("model.box", "policy { deny missing-healthcheck }\n" + port_spec);
  CHECK(run({"check", "--allow=missing-healthcheck"}) == 1);
  CHECK_THAT(run.streams.err, contains("error[missing-healthcheck]"));
  CHECK_THAT(run.streams.err,
             contains("the policy lets nobody waive `missing-healthcheck`, nor does `--allow` change"));
}

TEST_CASE("rules that the command line names are rules", "[driver]") {
  Run run;
  run.file("model.box", small_spec);
  CHECK(run({"check", "--deny=unpined"}) == 2);
  CHECK_THAT(run.streams.err, contains("there is no rule `unpined`; did you mean `unpinned`?"));
  CHECK(run({"check", "--deny=warning"}) == 2);
  CHECK_THAT(run.streams.err, contains("did you mean `warnings`?"));
  CHECK(run({"check", "--allow=E0201"}) == 2);
  CHECK(run({"check", "--allow=warnings"}) == 2);
  CHECK_THAT(run.streams.err, contains("`--allow` takes rules"));
  CHECK(run({"check", "--allow=unpinned", "--deny=unpinned"}) == 2);
  CHECK_THAT(run.streams.err, contains("`--deny` and `--allow` both name `unpinned`"));
}

TEST_CASE("files for linters name what the spec waives, and nothing else", "[driver]") {
  Run run;
  const std::string waived =
      "image acme/app:1.0 {\n  from debian:bookworm-slim\n  allow unpinned debian:bookworm-slim \"a test\"\n  allow "
      "missing-healthcheck \"not used\"\n  copy . -> /app/\n}\n";
  run.file("model.box", waived).file("app.py", "");
  CHECK(run({"compile", "--emit=linters"}) == 0);
  CHECK_THAT(*run.files.read(".hadolint.yaml"), contains("\nignored:\n  - DL3006\n"));
  CHECK_THAT(*run.files.read(".hadolint.yaml"), !contains("DL3057"));
  CHECK_THAT(*run.files.read(".checkov.yaml"), contains("\nskip-check:\n  - CKV_DOCKER_7\n"));
  CHECK_THAT(*run.files.read(".trivyignore"), contains("\nDS-0001\nAVD-DS-0001\n"));
  CHECK_THAT(*run.files.read(".dockerignore"), !contains("!/.hadolint.yaml"));
  CHECK(run({"compile", "--check"}) == 0);  // they are no part of the build context, which would change it

  // They are kept up to date, also where nothing is waived any more.
  run.file("model.box", small_spec);
  CHECK(run({"compile"}) == 0);
  CHECK_THAT(*run.files.read(".hadolint.yaml"), contains("\nignored: []\n"));
  CHECK_THAT(*run.files.read(".checkov.yaml"), contains("\nskip-check: []\n"));
  CHECK_THAT(*run.files.read(".trivyignore"), !contains("DS-"));
}

TEST_CASE("a waiver for one kind of thing covers no other for linters", "[driver]") {
  Run run;
  run.file("model.box",
           "image acme/app:1.0 {\n  from python:3.12-slim-bookworm\n  allow unpinned apt/git torch \"a test\"\n"
           "  apt git\n  pip torch\n}\n");
  CHECK(run({"compile", "--emit=linters"}) == 0);
  CHECK_THAT(*run.files.read(".hadolint.yaml"), contains("\nignored:\n  - DL3008\n  - DL3013\n"));
  CHECK_THAT(*run.files.read(".checkov.yaml"), contains("skip-check: []"));
  CHECK_THAT(*run.files.read(".trivyignore"), !contains("DS-"));
}

TEST_CASE("somebody else's file for a linter stays", "[driver]") {
  Run run;
  run.file("model.box", small_spec).file(".hadolint.yaml", "ignored: [DL3059]\n");
  CHECK(run({"compile", "--emit=linters"}) == 2);
  CHECK_THAT(run.streams.err, contains("`.hadolint.yaml` stays as it is: it was not written by boxwright"));
  CHECK_FALSE(run.has(".checkov.yaml"));
}

TEST_CASE("each id of another linter is one of a linter that is told of waivers", "[driver]") {
  std::size_t ids = 0;
  for (const lint::Rule& rule : lint::rules()) {
    for (const lint::Foreign& one : lint::foreign_ids(rule)) {
      INFO(rule.name << " " << one.id);
      const std::string waived = std::string(rule.name) + (one.kind.empty() ? "" : ":" + std::string(one.kind));
      std::size_t found = 0;
      for (const lint::Linter linter : {lint::Linter::hadolint, lint::Linter::trivy, lint::Linter::checkov})
        found += lint::foreign_ids({waived}, linter).count(one.id);
      CHECK(found == 1);
      ++ids;
    }
  }
  CHECK(ids > 10);
}

TEST_CASE("a value that a parameter cannot have is not replaced unasked", "[driver]") {
  Run run;
  run.file(
      "model.box",
      "param dev=[cpu, cuda]\nimage acme/app:1.0 {\n  from debian:bookworm-slim\n  when dev == gpu { env A=1 }\n}\n");
  const std::string before = *run.files.read("model.box");
  CHECK(run({"check", "--fix"}) == 1);
  CHECK(*run.files.read("model.box") == before);
}

TEST_CASE("a file of templates is no spec that lacks an image", "[driver]") {
  Run run;
  run.file("team.box", "policy { deny root-user }\ntemplate service port=8080 {\n  expose ${port}\n}\n");
  run.file("model.box",
           "import team.box\nimage acme/app:1.0 {\n  from debian:bookworm-slim\n  use service port=8080\n}\n");
  CHECK(run({"check", "."}) == 0);
  CHECK_THAT(run.streams.err, !contains("E0601") && !contains("unused-template"));
  CHECK(run({"check", "team.box"}) == 0);
  CHECK(run({"compile", "."}) == 0);
  CHECK(run.has("Dockerfile"));
  CHECK(run({"verify", "."}) == 0);
  CHECK(run({"compile", "team.box"}) == 1);
  CHECK_THAT(run.streams.err, contains("E0601"));
}
