// What the embedded table knows of bases that people use.

#include "compiler/resolve/bases.hpp"

#include <algorithm>

#include "tests/catch.hpp"

using boxwright::BaseFacts;
using boxwright::BaseTable;
using boxwright::glob_matches;

TEST_CASE("a slim Python image has its Python below /usr/local", "[unit]") {
  const BaseFacts facts = BaseTable::embedded().facts("docker.io/library/python:3.11-slim-bookworm");
  REQUIRE(facts.known);
  REQUIRE(facts.python);
  CHECK(facts.python->version == "3.11");
  CHECK(facts.python->site_packages == "/usr/local/lib/python3.11/site-packages");
  CHECK_FALSE(facts.python->managed);
  CHECK(facts.release == "bookworm");
  CHECK(facts.packages == "apt");
}

TEST_CASE("Debian has no Python and says which one its archive brings", "[unit]") {
  const BaseFacts facts = BaseTable::embedded().facts("debian:bookworm-slim@sha256:" + std::string(64, '0'));
  REQUIRE(facts.known);
  CHECK_FALSE(facts.python);
  REQUIRE(facts.distribution_python);
  CHECK(facts.distribution_python->version == "3.11");
  CHECK(facts.has_bash());
  CHECK(facts.sh == "dash");
}

TEST_CASE("a base that ends with a user of its own says who that is", "[unit]") {
  const BaseFacts facts = BaseTable::embedded().facts("quay.io/jupyter/scipy-notebook:2024-10-07");
  REQUIRE(facts.known);
  CHECK(facts.user.name == "jovyan");
  CHECK(facts.user.uid == 1000);
}

TEST_CASE("an unknown base is taken for Debian, and said to be unknown", "[unit]") {
  const BaseFacts facts = BaseTable::embedded().facts("registry.example.org:5000/team/base:1");
  CHECK_FALSE(facts.known);
  CHECK(facts.packages == "apt");
}

TEST_CASE("accounts and groups of a base are its family's and its own", "[unit]") {
  const auto uid_of = [](const BaseFacts& facts, std::string_view name) {
    const auto found =
        std::find_if(facts.accounts.begin(), facts.accounts.end(), [&](const auto& user) { return user.name == name; });
    return found == facts.accounts.end() ? 4294967295U : found->uid;
  };
  const BaseFacts node = BaseTable::embedded().facts("node:22-bookworm-slim");
  CHECK(uid_of(node, "www-data") == 33);
  CHECK(uid_of(node, "node") == 1000);
  CHECK(node.groups.at("video") == 44);
  CHECK(node.groups.at("node") == 1000);
  const BaseFacts jupyter = BaseTable::embedded().facts("quay.io/jupyter/scipy-notebook:2024-10-07");
  CHECK(uid_of(jupyter, "jovyan") == 1000);
  CHECK_FALSE(jupyter.groups.contains("jovyan"));  // its group is `users`
  CHECK(BaseTable::embedded().facts("fedora:41").groups.empty());
  CHECK(BaseTable().extend(R"({"bases": [], "families": {"debian": {"users": {"a": 1}, "groups": {}}}})"));
}

TEST_CASE("a table beside the spec goes before the embedded one", "[unit]") {
  BaseTable table = BaseTable::embedded();
  const auto problem =
      table.extend(R"({"bases": [{"match": ["team/*"], "family": "alpine", "packages": "apk", "sh": "busybox"}]})");
  CHECK_FALSE(problem);
  CHECK(table.facts("team/base:1").family == "alpine");
  CHECK(table.facts("python:3.11-slim").python.has_value());
  CHECK(table.extend("no json").has_value());
}

TEST_CASE("a base says what it starts has to write, and where it listens", "[unit]") {
  for (const char* const name : {"nginx:1.30-trixie", "docker.io/library/nginx:1.30-alpine3.23", "nginx"}) {
    const BaseFacts facts = BaseTable::embedded().facts(name);
    CHECK(facts.writes == std::vector<std::string>{"/run", "/var/cache/nginx"});
    CHECK(facts.low_ports.contains(80));
  }
  CHECK(BaseTable::embedded().facts("nginx:1.30-alpine3.23").release == "alpine3.23");
  CHECK(BaseTable::embedded().facts("nginxinc/nginx-unprivileged:1.30-trixie").writes.empty());
  for (const char* const ports : {R"(["80"])", R"({"http": "a row"})", R"({"8080": "a row"})", R"({"80": 8080})"}) {
    const auto problem =
        BaseTable().extend(std::string(R"({"bases": [{"match": ["a"], "low_ports": )") + ports + "}]}");
    CHECK(problem == "no table of bases: `low_ports` must be an object of texts, by ports below 1024");
  }
}

TEST_CASE("a glob's star crosses slashes", "[unit]") {
  CHECK(glob_matches("apt/*", "apt/ffmpeg"));
  CHECK(glob_matches("*", ""));
  CHECK(glob_matches("mhubai/*", "mhubai/base:latest"));
  CHECK(glob_matches("a*b*c", "a/x/b/y/c"));
  CHECK_FALSE(glob_matches("a?c", "ac"));
  CHECK_FALSE(glob_matches("apt/*", "apt"));
}
