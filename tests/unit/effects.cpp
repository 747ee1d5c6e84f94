// What steps read and write, and which of them must keep their order.

#include "compiler/ir/effects.hpp"

#include "compiler/ir/ir.hpp"
#include "compiler/ir/paths.hpp"
#include "tests/catch.hpp"

using namespace boxwright;
using namespace boxwright::ir;

namespace {

Copy copy(const std::string& source, const std::string& destination, bool folders = false) {
  Copy result;
  result.sources = {source};
  result.destination = destination;
  result.folders = folders;
  return result;
}

PipInstall pip(const std::string& requirements_in_image = "") {
  PipInstall result;
  result.python = "pip";
  if (!requirements_in_image.empty()) result.requirement_files = {requirements_in_image};
  return result;
}

Clone clone(const std::string& destination) {
  Clone result;
  result.destination = destination;
  return result;
}

Effects barrier() { return {{}, {{Resource::Kind::everything, "", true}}}; }

}  // namespace

TEST_CASE("conflicts is symmetric and sees what is shared", "[unit]") {
  struct Case {
    const char* name;
    Effects a, b;
    bool conflict;
  };
  const std::vector<Case> cases{
      {"two files beside each other", effects_of(copy("a.py", "/app/")), effects_of(copy("b.py", "/app/")), false},
      {"one file twice", effects_of(copy("a.py", "/app/")), effects_of(copy("x/a.py", "/app/")), true},
      {"a file below a folder", effects_of(copy("src", "/app", true)), effects_of(copy("b.py", "/app/")), true},
      {"folders with a common beginning of the name", effects_of(copy("a", "/app", true)),
       effects_of(copy("b", "/apples", true)), false},
      {"packages and pip", effects_of(InstallPackages{}), effects_of(pip()), true},
      {"packages and a copy", effects_of(InstallPackages{}), effects_of(copy("a.py", "/app/")), false},
      {"two calls of pip", effects_of(pip()), effects_of(pip()), true},
      {"pip and the clone whose requirements it reads", effects_of(pip("/opt/x/r.txt")), effects_of(clone("/opt/x")),
       true},
      {"pip and another clone", effects_of(pip("/opt/x/r.txt")), effects_of(clone("/opt/y")), false},
      {"a barrier and anything", barrier(), effects_of(copy("a.py", "/app/")), true},
      {"a barrier and a barrier", barrier(), barrier(), true},
  };
  for (const Case& test : cases) {
    INFO(test.name);
    CHECK(conflicts(test.a, test.b) == test.conflict);
    CHECK(conflicts(test.b, test.a) == test.conflict);
  }
}

TEST_CASE("a barrier is told from a narrowed step", "[unit]") {
  CHECK(barrier().is_barrier());
  CHECK_FALSE(effects_of(InstallPackages{}).is_barrier());
}

TEST_CASE("a path is inside a folder by whole names", "[unit]") {
  CHECK(is_inside("/app/x", "/app"));
  CHECK(is_inside("/app/x", "/app/"));
  CHECK(is_inside("/app", "/app"));
  CHECK(is_inside("/x", "/"));
  CHECK_FALSE(is_inside("/apples", "/app"));
  CHECK_FALSE(is_inside("/", "/app"));
}
