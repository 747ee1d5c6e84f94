#include "compiler/base/pattern_matcher.hpp"

#include "tests/catch.hpp"

using namespace boxwright;

namespace {

bool ignored(const std::string& file, const std::string& path) {
  const auto matcher = PatternMatcher::read(file);
  REQUIRE(matcher.has_value());
  return matcher->ignores(path);
}

}  // namespace

TEST_CASE("patterns are anchored at the root of the context", "[unit]") {
  CHECK(ignored("*.md", "a.md"));
  CHECK_FALSE(ignored("*.md", "d/a.md"));
  CHECK(ignored("**/*.md", "a.md"));
  CHECK(ignored("**/*.md", "d/e/a.md"));
  CHECK(ignored("/a", "a"));
  CHECK(ignored("./a//b/../c", "a/c"));
  CHECK_FALSE(ignored("../x", "x"));
}

TEST_CASE("what takes a folder takes everything in it", "[unit]") {
  for (const char* pattern : {"a", "a/", "a/*", "a/**"}) {
    CAPTURE(pattern);
    CHECK(ignored(pattern, "a/b"));
    CHECK(ignored(pattern, "a/b/c.go"));
    CHECK_FALSE(ignored(pattern, "ab"));
    CHECK_FALSE(ignored(pattern, "b/a"));
  }
  CHECK(ignored("**/.git", "d/.git/config"));
}

TEST_CASE("the last line that matches wins", "[unit]") {
  CHECK_FALSE(ignored("a\n!a/b/x.go", "a/b/x.go"));
  CHECK(ignored("a\n!a/b/x.go", "a/b/y.go"));
  CHECK(ignored("!a/b/x.go\na", "a/b/x.go"));
  CHECK_FALSE(ignored("*\n!src", "src/deep/x"));
  CHECK(ignored("*\n!src", "other"));
  CHECK_FALSE(ignored("**\n!a/b/c.txt", "a/b/c.txt"));
  CHECK(ignored("**\n!a/b/c.txt", "a/b"));
  CHECK(ignored("**\n!src\n**/.env*", "src/.env"));
  CHECK(ignored("**\n!src\n**/.env*", "src/x/.env.local"));
}

TEST_CASE("stars, marks and sets", "[unit]") {
  CHECK(ignored("a?c", "abc"));
  CHECK(ignored("a?c", "aéc"));
  CHECK_FALSE(ignored("a?c", "a/c"));
  CHECK(ignored("[a-c]x", "bx"));
  CHECK_FALSE(ignored("[a-c]x", "dx"));
  CHECK(ignored("[^a-c]x", "dx"));
  CHECK(ignored("a/**/z", "a/z"));
  CHECK(ignored("a/**/z", "a/b/c/z"));
  CHECK_FALSE(ignored("a/**/z", "az"));
  CHECK(ignored("**", "anything/at/all"));
  CHECK(ignored("a.b", "a.b"));
  CHECK_FALSE(ignored("a.b", "axb"));
  CHECK(ignored("**b", "ab"));
  CHECK(ignored("a**", "ab/c"));
}

TEST_CASE("what is no pattern", "[unit]") {
  CHECK(ignored("\n  x  \r\n", "x"));
  CHECK_FALSE(ignored("#x", "#x"));
  CHECK_FALSE(ignored("a\n./!a", "a"));
  CHECK(ignored(" #x", "#x"));
  CHECK(ignored("\\#h", "#h"));
  CHECK(ignored("\\!bang", "!bang"));
  CHECK(ignored("br\\[1]", "br[1]"));
  CHECK(ignored("br[[]1]", "br[1]"));
  CHECK(ignored("\xEF\xBB\xBFx", "x"));
}

TEST_CASE("lines that an engine refuses", "[unit]") {
  for (const char* line : {"!", "! ", "[", "a[b", "[]", "[b-a]", "a\\", "x\nz", "!/", "\\d", "a|*", "^a?", "[a]{2}",
                           "a\\*|b", "!\xC2\xA0"}) {
    CAPTURE(line);
    CHECK_FALSE(is_pattern(line));
  }
  for (const char* line : {"*.md", "!x", "", "# x", "[a]", "a\\*", "*.{a,b}", "a|b", "a^", "**/a|b", "a|b**", "[^|]*"})
    CHECK(is_pattern(line));
}

TEST_CASE("an escaped path matches itself and nothing near it", "[unit]") {
  for (const char* path :
       {"a.txt", "#h",  "!bang", "br[1]", "a b/c",  " a ",   "st*r", "q?x", "back\\slash",           "^a",
        "a]b",   "é/ü", "{a,b}", "$x",    "a|b[1]", "x{2}?", " ",    "  ",  "\xC2\xA0x\xE3\x80\x80", "\ta",
        "!a|b",  "a|b"}) {
    CAPTURE(path);
    const std::string line = escape_pattern(path);
    CHECK(ignored(line, path));
    CHECK(ignored("**\n!" + line, "other"));
    CHECK_FALSE(ignored("**\n!" + line, path));
    CHECK_FALSE(ignored(line, std::string(path) + "x"));
  }
  CHECK_FALSE(ignored(escape_pattern("st*r"), "star"));
  CHECK_FALSE(ignored(escape_pattern("q?x"), "qax"));
  // The engines' own expression takes these signs for its own, unless they are escaped.
  CHECK(escape_pattern("a|b[1]") == "a\\|b\\[1]");
  CHECK(escape_pattern("x{2}?") == "x\\{2\\}\\?");
  CHECK(escape_pattern("a|b{2}") == "a|b{2}");
  CHECK(escape_pattern("\xC2\xA0x") == "[\xC2\xA0]x");
}

TEST_CASE("a pattern of many stars stays quick", "[unit]") {
  CHECK_FALSE(ignored("*a*a*a*a*a*a*a*a*a*a*a*a*a*b", std::string(200, 'a')));
}
