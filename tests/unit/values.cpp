// Names, paths and numbers as specs write them.

#include "compiler/resolve/values.hpp"

#include "compiler/base/path_text.hpp"
#include "compiler/resolve/image_reference.hpp"
#include "compiler/resolve/shell_text.hpp"
#include "tests/catch.hpp"

using namespace boxwright;
using namespace boxwright::resolve;

TEST_CASE("an image reference has a name, a tag and a digest", "[unit]") {
  const std::string digest = "sha256:" + std::string(64, 'a');
  const auto full = parse_image_reference("registry.example.org:5000/team/app:1.0@" + digest);
  REQUIRE(full);
  CHECK(full->name == "registry.example.org:5000/team/app");
  CHECK(full->tag == "1.0");
  CHECK(full->digest == digest);
  CHECK(full->short_name() == "app");
  CHECK(parse_image_reference("localhost/app").value().tag.empty());
  CHECK(parse_image_reference("a__b--c.d").has_value());
}

TEST_CASE("what no registry takes is no image reference", "[unit]") {
  for (const char* text : {"", "App", "a//b", "a/", "/a", "a:", "a b", "a\nRUN x", "a:tag/x", "a@sha256:12", "-a", "a-",
                           "a..b", "a___b", "host:port/a", "a:b:c"})
    CHECK_FALSE(parse_image_reference(text).has_value());
}

TEST_CASE("a path is made normal without leaving its root", "[unit]") {
  CHECK(normal_path("/a//b/./c/") == "/a/b/c/");
  CHECK(normal_path("/../x") == "/x");
  CHECK(normal_path("a/../b") == "b");
  CHECK(normal_path("a/../../b") == "../b");
  CHECK(normal_path(".") == ".");
  CHECK(normal_path("./") == ".");
  CHECK(normal_path("/") == "/");
}

TEST_CASE("a name says secret by one of its segments", "[unit]") {
  for (const char* name : {"HF_TOKEN", "PASSWORD", "aws_secret_access_key", "API_KEY", "GITHUB_AUTH"})
    CHECK(is_secret_name(name));
  for (const char* name : {"TOKENIZERS_PARALLELISM", "MONKEY", "COMPASS", "PUBLIC_KEY", "TOKEN_FILE", "MAX_TOKENS"})
    CHECK_FALSE(is_secret_name(name));
}

TEST_CASE("the name and password of an URL are seen", "[unit]") {
  CHECK(has_credentials("https://me:pw@example.org/simple"));
  CHECK_FALSE(has_credentials("https://example.org/a:b@c"));
}

TEST_CASE("an URL gives its file the last part of its path as a name", "[unit]") {
  CHECK(url_file_name("https://example.org/a/b.zip?download=1") == "b.zip");
  CHECK(url_file_name("https://example.org/get?file=a/b.zip") == "get");
  CHECK(url_file_name("https://example.org/a/b.zip#/c") == "b.zip");
  for (const char* url : {"https://example.org", "https://example.org/", "https://example.org/a/",
                          "https://example.org?a/b", "https://example.org/a/..", "https://example.org/a/b,c"})
    CHECK(url_file_name(url).empty());
}

TEST_CASE("a simple command is told from everything a shell could make of more", "[unit]") {
  for (const char* text :
       {"make wheel", "A=1 make", "echo 'a; b | c'", "echo \"a && b\"", "cat < in > out", "echo a\\;b"})
    CHECK(is_simple_command(text));
  for (const char* text : {"a && b", "a | b", "a; b", "(a)", "if x; then y; fi", "echo $(id)", "echo \"$(id)\"",
                           "echo `id`", "a &", "! a", "cd /x", "echo 'open", "set -e"})
    CHECK_FALSE(is_simple_command(text));
  CHECK(has_pipe("a | b"));
  CHECK_FALSE(has_pipe("a || b"));
  CHECK_FALSE(has_pipe("echo '|'"));
}
