// stdlib/pythons.json, as it is embedded.
#include "compiler/resolve/pythons.hpp"

#include <algorithm>

#include "compiler/resolve/bases.hpp"
#include "compiler/resolve/values.hpp"
#include "tests/catch.hpp"

using namespace boxwright;

TEST_CASE("uv and the Pythons that it brings are exact and have sums", "[unit]") {
  CHECK(uv().version.find_first_not_of("0123456789.") == std::string::npos);
  CHECK(uv().sums.size() >= 3);  // glibc and musl on x86_64, one for both on aarch64
  for (const std::string& sum : uv().sums) CHECK(resolve::is_hexadecimal(sum, 64));
  const BaseFacts debian = BaseTable::embedded().facts("debian:bookworm-slim");
  const auto versions = brought_versions(debian);
  REQUIRE(versions.size() >= 5);
  for (const std::string& version : versions) {
    const auto python = brought_python(version);
    REQUIRE(python);
    INFO(version << " is " << python->version);
    CHECK(python->version.starts_with(version + "."));
    CHECK(python->version.size() > version.size() + 1);
  }
  CHECK(versions.front() == "3.8");  // by number: 3.10 stands behind 3.9
  CHECK(std::find(versions.begin(), versions.end(), "3.10") > std::find(versions.begin(), versions.end(), "3.9"));
}

TEST_CASE("a Python without an archive for musl cannot be had on Alpine", "[unit]") {
  const BaseFacts alpine = BaseTable::embedded().facts("alpine:3.20");
  const auto old = brought_python("3.8");
  REQUIRE(old);
  CHECK_FALSE(runs_on(*old, alpine));
  CHECK(runs_on(*brought_python("3.12"), alpine));
  CHECK_FALSE(brought_python("3.7"));
}
