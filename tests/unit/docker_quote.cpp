#include "compiler/backends/docker_quote.hpp"

#include "tests/catch.hpp"

using boxwright::Text;
using namespace boxwright::backends;

using Words = std::vector<std::string>;

TEST_CASE("a value of ENV, ARG or LABEL is always in double quotes", "[unit]") {
  CHECK(docker_value("1") == R"("1")");
  CHECK(docker_value("") == R"("")");
  CHECK(docker_value(" a b ") == R"(" a b ")");
  CHECK(docker_value(R"(a"b)") == R"("a\"b")");
  CHECK(docker_value(R"(a\)") == R"("a\\")");
  CHECK(docker_value(R"(\n)") == R"("\\n")");
  CHECK(docker_value("$A ${A} $$") == R"("\$A \${A} \$\$")");
  CHECK(docker_value("it's `x` <<EOF #") == R"("it's `x` <<EOF #")");
  CHECK(docker_value("é\xC2\xA0\xE2\x80\xA8") == "\"é\xC2\xA0\xE2\x80\xA8\"");
}

TEST_CASE("only a variable of the text is a reference in a value", "[unit]") {
  Text path("/opt/$bin:");
  path.append_variable("PATH");
  CHECK(docker_value(path) == R"("/opt/\$bin:${PATH}")");
  CHECK(docker_word(path) == R"("/opt/\$bin:${PATH}")");
}

TEST_CASE("a word is bare where the lexer leaves it alone", "[unit]") {
  CHECK(docker_word("/app") == "/app");
  CHECK(docker_word("/a b") == R"("/a b")");
  CHECK(docker_word("/a'b") == R"("/a'b")");
  CHECK(docker_word("") == R"("")");
}

TEST_CASE("JSON words hold every byte", "[unit]") {
  CHECK(json_words({"streamlit", "run", "app.py"}) == R"(["streamlit", "run", "app.py"])");
  CHECK(json_words({}) == "[]");
  CHECK(json_words({R"(a"b\c)", "$HOME", "it's", ""}) == R"(["a\"b\\c", "$HOME", "it's", ""])");
  CHECK(json_words({"\x01\t\x7f", "é"}) == "[\"\\u0001\\u0009\x7f\", \"é\"]");
  CHECK(json_lexed_words({"/v$T", "/a\"b"}) == R"(["/v\\$T", "/a\\\"b"])");
}

TEST_CASE("the paths of COPY are words where that is the same", "[unit]") {
  CHECK(path_operands({"app.py", "src"}, "/app/") == Words{"app.py", "src", "/app/"});
  CHECK(path_operands({"."}, "/app/") == Words{".", "/app/"});
}

TEST_CASE("other paths are JSON, escaped for the lexer, and for the patterns in sources", "[unit]") {
  CHECK(path_operands({"a b"}, "/x/") == Words{R"(["a b",)", R"("/x/"])"});
  CHECK(path_operands({"br[0].txt"}, "/x[1]") == Words{R"(["br[[]0].txt",)", R"("/x[1]"])"});
  CHECK(path_operands({"$x", "it's", "\"q\""}, "/x/") ==
        Words{R"(["\\$x",)", R"("it\\'s",)", R"("\\\"q\\\"",)", R"("/x/"])"});
  // A byte-order mark at a word's beginning is nothing to the lexer.
  CHECK(path_operands({"\xEF\xBB\xBFx"}, "/x") == Words{"[\"\\\\\xEF\xBB\xBFx\",", R"("/x"])"});
  CHECK(path_operands({"--from=a"}, "/x") == Words{R"(["--from=a",)", R"("/x"])"});
  CHECK(path_operands({"#x", "\xC2\xA0"}, "/x/") == Words{R"(["#x",)", "\"\xC2\xA0\",", R"("/x/"])"});
}

TEST_CASE("an URL is no pattern", "[unit]") {
  CHECK(url_operands("https://e.org/a?b=c&d#e", "/f") == Words{"https://e.org/a?b=c&d#e", "/f"});
  CHECK(url_operands("https://e.org/[a]$b", "/f") == Words{R"(["https://e.org/[a]\\$b",)", R"("/f"])"});
}
