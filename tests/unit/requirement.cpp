// What pip is given is read whole, so that nothing rides along behind a name.

#include "compiler/resolve/requirement.hpp"

#include "tests/catch.hpp"

using namespace boxwright::resolve;

TEST_CASE("a requirement is pinned by one exact version, a file or a full commit", "[unit]") {
  const auto pinned = [](const char* text) { return parse_requirement(text).value().pinned; };
  CHECK(pinned("torch==2.5.1"));
  CHECK(pinned("torch===2.5.1"));
  CHECK(pinned("torch==2.0.1+cu118"));
  CHECK(pinned("platipy[cardiac]==0.7.2"));
  CHECK(pinned("x==1; python_version<'3.12'"));
  CHECK(pinned("x @ https://example.org/x-1-py3-none-any.whl"));
  CHECK(pinned("git+https://github.com/a/b@0123456789abcdef0123456789abcdef01234567"));
  CHECK_FALSE(pinned("torch"));
  CHECK_FALSE(pinned("torch>=2"));
  CHECK_FALSE(pinned("torch==2.*"));
  CHECK_FALSE(pinned("git+https://github.com/a/b@main"));
  CHECK_FALSE(pinned("git+https://github.com/a/b"));
}

TEST_CASE("a requirement's name is the one the index knows", "[unit]") {
  CHECK(parse_requirement("Foo._-Bar==1").value().name == "foo-bar");
  CHECK(parse_requirement("wai.annotations<=0.3.5").value().name == "wai-annotations");
  CHECK(parse_requirement("torch==2.5.1").value().version == "2.5.1");
  CHECK(parse_requirement("Pillow>=7.1.2,<9").value().version.empty());
}

TEST_CASE("what is no requirement is refused whole", "[unit]") {
  for (const char* text : {"", "foo; rm -rf /", "foo && bar", "foo`id`", "foo==1 || true", "-r x.txt", "--index-url=x",
                           "foo=1", "foo==", "foo[a", "fo$o", "foo\nbar", "_foo", "foo-", "https://", "foo @ nowhere"})
    CHECK_FALSE(parse_requirement(text).has_value());
}

TEST_CASE("a requirements file says what it includes and what it leaves open", "[unit]") {
  const RequirementsFile file = read_requirements_file(
      "# a comment\n"
      "-r base.txt\n"
      "--constraint=limits/all.txt\n"
      "torch==2.5.1 --hash=sha256:00\n"
      "pandas\n"
      "numpy>=1.20  # any\n"
      "--find-links https://example.org\n"
      "requests==2.0 \\\n"
      "    --hash=sha256:11\n"
      "x==1 ; python_version < \"3.12\"\r\n");
  CHECK(file.includes == std::vector<std::string>{"base.txt", "limits/all.txt"});
  CHECK(file.unpinned == std::vector<std::string>{"pandas", "numpy"});
  CHECK(file.names == std::vector<std::string>{"torch", "pandas", "numpy", "requests", "x"});
  CHECK(file.paths.empty());
}

TEST_CASE("a requirements file says what else it names on disk", "[unit]") {
  for (const char* line : {"-e .", "--editable=./lib", "./wheels/x.whl", "/opt/x.whl", "-f wheels",
                           "--find-links=/wheels", "x @ file:///opt/x.whl"}) {
    INFO(line);
    CHECK(read_requirements_file(line).paths == std::vector<std::string>{line});
  }
  for (const char* line :
       {"-e git+https://example.org/x.git", "-f https://example.org", "x @ https://example.org/x.whl"})
    CHECK(read_requirements_file(line).paths.empty());
}
