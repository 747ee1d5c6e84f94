#include "compiler/base/edit_distance.hpp"

#include "tests/catch.hpp"

using boxwright::closest;
using boxwright::edit_distance;

TEST_CASE("edit distance counts insertions, deletions, replacements and swaps", "[unit]") {
  CHECK(edit_distance("", "") == 0);
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("abc", "") == 3);
  CHECK(edit_distance("workdir", "workdir") == 0);
  CHECK(edit_distance("wrokdir", "workdir") == 1);
  CHECK(edit_distance("worrkdir", "workdir") == 1);
  CHECK(edit_distance("orkdir", "workdir") == 1);
  CHECK(edit_distance("workdur", "workdir") == 1);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("ca", "abc") == 3);  // what is swapped is not edited again
}

TEST_CASE("a misspelt word finds the one that was meant", "[unit]") {
  const std::vector<std::string_view> names{"healthcheck", "entrypoint", "env", "run", "arg", "copy", "cmd"};
  CHECK(closest("healtcheck", names) == "healthcheck");
  CHECK(closest("HealthCheck", names) == "healthcheck");
  CHECK(closest("entyrpoint", names) == "entrypoint");
  CHECK(closest("rnu", names) == "run");
  CHECK(closest("copi", names) == "copy");
}

TEST_CASE("a word that is near to nothing gets no suggestion", "[unit]") {
  const std::vector<std::string_view> names{"healthcheck", "env", "run", "cmd"};
  CHECK(closest("banana", names) == std::nullopt);
  CHECK(closest("x", names) == std::nullopt);
  CHECK(closest("", names) == std::nullopt);
  CHECK(closest("add", names) == std::nullopt);
  CHECK(closest("healthcheck", {}) == std::nullopt);
  CHECK(closest(std::string(100'000, 'a'), {std::string_view("aaa")}) == std::nullopt);
}

TEST_CASE("a guess is certain where no other word is within two edits", "[unit]") {
  using boxwright::guess;
  const std::vector<std::string_view> names{"healthcheck", "workdir", "env", "run", "healthcheck"};
  CHECK(guess("healtcheck", names)->certain);
  CHECK(guess("helthchek", names)->certain);
  CHECK(guess("WORKDIR", names)->certain);
  CHECK_FALSE(guess("evn", names)->certain);       // `run` is two edits away
  CHECK_FALSE(guess("helthchk", names)->certain);  // three edits
  CHECK_FALSE(guess("banana", names));
}

TEST_CASE("among equals the first is suggested", "[unit]") {
  CHECK(closest("cat", {std::string_view("car"), std::string_view("can")}) == "car");
  CHECK(closest("cat", {std::string_view("can"), std::string_view("car")}) == "can");
}
