// What parses, shape by shape: the page grammar/grammar.md as tests.

#include "compiler/ast/print.hpp"
#include "compiler/parse/parse.hpp"
#include "tests/catch.hpp"
#include "tests/grammar_support.hpp"

using namespace boxwright;
using tests::tree;

TEST_CASE("a row is a head, arguments, a target and a body", "[grammar]") {
  CHECK(tree("") == "[]");
  CHECK(tree("a") == R"([{"head":"a"}])");
  CHECK(tree("pip torch numpy") == R"([{"head":"pip","args":["torch","numpy"]}])");
  CHECK(tree("copy a b -> /x/") == R"([{"head":"copy","args":["a","b"],"to":["/x/"]}])");
  CHECK(tree("link -> /x { a }") == R"([{"head":"link","to":["/x"],"block":[{"head":"a"}]}])");
  CHECK(tree("weights(min-size=1G) -> /m x: get it") ==
        R"([{"head":"weights","opts":{"min-size":"1G"},"to":["/m","x"],"raw":"get it"}])");
  CHECK(tree("a\nb\n\n  c\td\t\n") == R"([{"head":"a"},{"head":"b"},{"head":"c","args":["d"]}])");
}

TEST_CASE("a first word that is no plain name is an argument", "[grammar]") {
  CHECK(tree("a-b_1 c") == R"([{"head":"a-b_1","args":["c"]}])");
  CHECK(tree("torch==2") == R"([{"args":["torch==2"]}])");
  CHECK(tree("./x y") == R"([{"args":["./x","y"]}])");
  CHECK(tree("\"when\"") == R"([{"args":["when"]}])");
  CHECK(tree("'else' x") == R"([{"args":["else","x"]}])");
  CHECK(tree("a${b}") == R"([{"args":["a${b}"]}])");
  CHECK(tree("a\"b\"") == R"([{"args":["ab"]}])");
  CHECK(tree("it's") == R"([{"args":["it's"]}])");
  CHECK(tree("x[y]==1") == R"([{"args":["x[y]==1"]}])");
  CHECK(tree("8081:8501") == R"([{"args":["8081:8501"]}])");
  CHECK(tree("run:make") == R"([{"args":["run:make"]}])");
  CHECK(tree("-") == R"([{"args":["-"]}])");
  CHECK(tree("é") == R"([{"args":["é"]}])");
}

TEST_CASE("rule 1: there are no pairs in the grammar", "[grammar]") {
  CHECK(tree("a torch==2.5.1 git=1:2.39 PATH=/x org.x.title=\"My model\" X=") ==
        R"([{"head":"a","args":["torch==2.5.1","git=1:2.39","PATH=/x","org.x.title=My model","X="]}])");
}

TEST_CASE("options touch the head", "[grammar]") {
  CHECK(tree("pip() x") == R"([{"head":"pip","opts":{},"args":["x"]}])");
  CHECK(tree("pip(a, b=c, d=, e=\"x y\",f='$z') x") ==
        R"([{"head":"pip","opts":{"a":true,"b":"c","d":"","e":"x y","f":"$z"},"args":["x"]}])");
  CHECK(tree("a(b=[c, d], e=[f g], h=K=[i]) x") ==
        R"([{"head":"a","opts":{"b":["c","d"],"e":["f","g"],"h":{"K=":["i"]}},"args":["x"]}])");
  CHECK(tree("a(url=https://x:80/y?z=1#f, r=${x:major}/y, s=*]) b") ==
        R"([{"head":"a","opts":{"url":"https://x:80/y?z=1#f","r":"${x:major}/y","s":"*]"},"args":["b"]}])");
}

TEST_CASE("options span lines, hold comments and may end with a comma", "[grammar]") {
  CHECK(tree("pip( # which\n  index=https://x/y, # there\n\n  # and\n  pre,\n) torch") ==
        R"([{"head":"pip","opts":{"index":"https://x/y","pre":true},"args":["torch"]}])");
  CHECK(tree("a(b\n,c\n)") == R"([{"head":"a","opts":{"b":true,"c":true}}])");
  CHECK(tree("a(b=\n)") == R"([{"head":"a","opts":{"b":""}}])");
}

TEST_CASE("touching pieces are one argument", "[grammar]") {
  CHECK(tree("a b\"c d\"e${f}g\"${h}\"") == R"([{"head":"a","args":["bc de${f}g${h}"]}])");
  CHECK(tree("a ''x \"\" ''") == R"([{"head":"a","args":["x","",""]}])");
  CHECK(tree("a x='b c' y='d'e") == R"([{"head":"a","args":["x=b c","y=de"]}])");
  CHECK(tree("a b'c' d\"e\"'f'") == R"([{"head":"a","args":["b'c'","de'f'"]}])");
  CHECK(tree("a b#c <=3,>4 *.py ! @ ~ % ^ & * | ? `x` a\\b é日本") ==
        R"([{"head":"a","args":["b#c","<=3,>4","*.py","!","@","~","%","^","&","*","|","?","`x`","a\\b","é日本"]}])");
}

TEST_CASE("strings resolve escapes, literals nothing", "[grammar]") {
  CHECK(tree(R"(a "\"\\\n\t\u{e9}\u{1F600}\u{10ffff}")") ==
        "[{\"head\":\"a\",\"args\":[\"\\\"\\\\\\n\\té😀\U0010FFFF\"]}]");
  CHECK(tree(R"(a '\n"$x${y}{z}(;#')") == R"([{"head":"a","args":["\\n\"$x${y}{z}(;#"]}])");
  CHECK(tree(R"(a "x # y; {z} (b) [c] 'd' : e -> f")") ==
        R"([{"head":"a","args":["x # y; {z} (b) [c] 'd' : e -> f"]}])");
  CHECK(tree("a \"->\" '->' b->c c->") == R"([{"head":"a","args":["->","->","b->c","c->"]}])");
}

TEST_CASE("references and dollars", "[grammar]") {
  CHECK(tree("a ${x} ${site-packages}/y ${cuda:major}.1 \"v${x:quoted}w\"") ==
        R"([{"head":"a","args":["${x}","${site-packages}/y","${cuda:major}.1","v${x:quoted}w"]}])");
  CHECK(tree("a $$ $$x $${x} $${x:-y}z \"$$ $${x}\" '$x'") ==
        R"([{"head":"a","args":["$$","$$x","$${x}","$${x:-y}z","$$ $${x}","$x"]}])");
}

TEST_CASE("the tree tells a reference from the text of one", "[grammar]") {
  Sources sources;
  Diagnostics diagnostics;
  const ast::File file = parse::parse(sources, sources.add("x.box", R"(a '${x}' "$${x}" ${x:y} "b${x}")"), diagnostics);
  const auto& arguments = file.rows.at(0).arguments;
  using Kind = ast::Piece::Kind;
  CHECK(arguments.at(0).pieces.at(0).kind == Kind::literal);
  CHECK(arguments.at(0).pieces.at(0).text == "${x}");
  CHECK(arguments.at(1).pieces.at(0).kind == Kind::string);
  CHECK(arguments.at(1).pieces.at(0).text == "${x}");
  CHECK(arguments.at(2).pieces.at(0).kind == Kind::reference);
  CHECK(arguments.at(2).pieces.at(0).text == "x");
  CHECK(arguments.at(2).pieces.at(0).form == "y");
  REQUIRE(arguments.at(3).pieces.size() == 2);
  CHECK(sources.text(arguments.at(3).pieces[0].span) == "\"b");
  CHECK(sources.text(arguments.at(3).pieces[1].span) == "${x}");
  CHECK(sources.text(arguments.at(3).span) == "\"b${x}\"");
}

TEST_CASE("lists are separated by one comma or by blanks, and end their argument", "[grammar]") {
  CHECK(tree("a [] [b] [b,c] [ b , c, ] [b c\n  d # e\n f]") ==
        R"([{"head":"a","args":[[],["b"],["b","c"],["b","c"],["b","c","d","f"]]}])");
  CHECK(tree("a K=[b, \"c d\"] x==['e]', ${f}]") ==
        R"([{"head":"a","args":[{"K=":["b","c d"]},{"x==":["e]","${f}"]}]}])");
  CHECK(tree("when x in [a, b] { c }") == R"([{"head":"when","args":["x","in",["a","b"]],"block":[{"head":"c"}]}])");
  CHECK(tree("run(env=[A=1, B=\"x y\"], in=/s): x") ==
        R"([{"head":"run","opts":{"env":["A=1","B=x y"],"in":"/s"},"raw":"x"}])");
  CHECK(tree("a [b]; c") == R"([{"head":"a","args":[["b"]]},{"head":"c"}])");
}

TEST_CASE("rule 2: a semicolon ends a row when a blank, a newline or a brace follows", "[grammar]") {
  CHECK(tree("a b; c ; d;\ne;") == R"([{"head":"a","args":["b"]},{"head":"c"},{"head":"d"},{"head":"e"}])");
  CHECK(tree("a { b; c;}") == R"([{"head":"a","block":[{"head":"b"},{"head":"c"}]}])");
}

TEST_CASE("rule 3: a colon before a blank or a line end opens raw", "[grammar]") {
  CHECK(tree("run: make all") == R"([{"head":"run","raw":"make all"}])");
  CHECK(tree("run : make") == R"([{"head":"run","raw":"make"}])");
  CHECK(tree("run(in=/x):\tmake  \t") == R"([{"head":"run","opts":{"in":"/x"},"raw":"make"}])");
  CHECK(tree("wrapper serve: exec python -m x \"$@\"") ==
        R"([{"head":"wrapper","args":["serve"],"raw":"exec python -m x \"$@\""}])");
  CHECK(tree("a 8081:8501 https://x/y python:3.11 ::1") ==
        R"([{"head":"a","args":["8081:8501","https://x/y","python:3.11","::1"]}])");
  CHECK(tree("run: a; b } { ( [ \" ' # c ${d} $e \\ f : g") ==
        R"([{"head":"run","raw":"a; b } { ( [ \" ' # c ${d} $e \\ f : g"}])");
}

TEST_CASE("a backslash continues raw, the lines are joined by one blank", "[grammar]") {
  CHECK(tree("run: a \\\n    b\\\nc\\  \n  d\ne") == R"([{"head":"run","raw":"a b c d"},{"head":"e"}])");
  CHECK(tree("run: a\\\\\nb") == R"([{"head":"run","raw":"a\\\\"},{"head":"b"}])");
  CHECK(tree("run: a\\\\\\\nb") == R"([{"head":"run","raw":"a\\\\ b"}])");
  CHECK(tree("run: \\\n  a \\\n\n  b") == R"([{"head":"run","raw":"a"},{"head":"b"}])");
  CHECK(tree("run: a \\\n  b # c \\\n  d") == R"([{"head":"run","raw":"a b # c d"}])");
}

TEST_CASE("a text stands between fences and is dedented by the closing one", "[grammar]") {
  CHECK(tree("file /x \"\"\"\na\n  b\n\"\"\"\nc") ==
        R"([{"head":"file","args":["/x"],"text":"a\n  b\n"},{"head":"c"}])");
  CHECK(tree("a {\n  run \"\"\"\n    x\n\n \n      y\n    \"\"\"\n}") ==
        R"([{"head":"a","block":[{"head":"run","text":"x\n\n\n  y\n"}]}])");
  CHECK(tree("a \"\"\"\n\"\"\"") == R"([{"head":"a","text":""}])");
  CHECK(tree("a \"\"\" \t\n\n\"\"\" \n") == R"([{"head":"a","text":"\n"}])");
  CHECK(tree("a \"\"\"\n\\n \\ $x ${y} # z \\\n\"\"\"") == R"([{"head":"a","text":"\\n \\ $x ${y} # z \\\n"}])");
  CHECK(tree("a \"\"\"\"\n\"\"\"\n\"\"\"\"\n") == R"([{"head":"a","text":"\"\"\"\n"}])");
  CHECK(tree("a \"\"\"\n\"\"\"\"\n\"\"\" x\nx \"\"\"\n\"\"\"\n") ==
        R"([{"head":"a","text":"\"\"\"\"\n\"\"\" x\nx \"\"\"\n"}])");
  CHECK(tree("a(b) c -> d \"\"\"\nx\n\"\"\"") ==
        R"([{"head":"a","opts":{"b":true},"args":["c"],"to":["d"],"text":"x\n"}])");
  CHECK(tree("a { b \"\"\"\n x\n \"\"\"\n}") == R"([{"head":"a","block":[{"head":"b","text":"x\n"}]}])");
}

TEST_CASE("a text knows where it stands", "[grammar]") {
  Sources sources;
  Diagnostics diagnostics;
  const ast::File file = parse::parse(
      sources, sources.add("x.box", "a \"\"\"\n\"\"\"\nb {\n  c \"\"\"\n    x\n    \"\"\"\n}"), diagnostics);
  CHECK(file.rows.at(0).fence()->first_line == 2);
  const ast::Fence& fence = *file.rows.at(1).block()->rows.at(0).fence();
  CHECK(fence.first_line == 5);
  CHECK(fence.indentation == 4);
  CHECK(sources[0].position(fence.span.begin) == Position{4, 5});
}

TEST_CASE("blocks nest, and end their row", "[grammar]") {
  CHECK(tree("a {}") == R"([{"head":"a","block":[]}])");
  CHECK(tree("a(b){ c }") == R"([{"head":"a","opts":{"b":true},"block":[{"head":"c"}]}])");
  CHECK(tree("a {\n  b {\n    c\n  }\n}\nd") ==
        R"([{"head":"a","block":[{"head":"b","block":[{"head":"c"}]}]},{"head":"d"}])");
  CHECK(tree("a { b { c }}") == R"([{"head":"a","block":[{"head":"b","block":[{"head":"c"}]}]}])");
  CHECK(tree("a { b } ; c\nd { e };\nf") ==
        R"([{"head":"a","block":[{"head":"b"}]},{"head":"c"},{"head":"d","block":[{"head":"e"}]},{"head":"f"}])");
  CHECK(tree("when x { a } else when y { b } else { c }") ==
        R"([{"head":"when","args":["x"],"block":[{"head":"a"}]},)"
        R"({"head":"else","args":["when","y"],"block":[{"head":"b"}]},{"head":"else","block":[{"head":"c"}]}])");
  CHECK(tree("copy {\n  app.py  -> /app/\n  src     -> /app/src\n}") ==
        R"([{"head":"copy","block":[{"args":["app.py"],"to":["/app/"]},{"head":"src","to":["/app/src"]}]}])");
}

TEST_CASE("rule 7: a row knows whether it follows a brace on its line", "[grammar]") {
  Sources sources;
  Diagnostics diagnostics;
  const ast::File file = parse::parse(
      sources, sources.add("x.box", "when a { b } else { c }\nelse { d } ; else\nwhen e( { } else { }"), diagnostics);
  REQUIRE(file.rows.size() == 6);
  CHECK_FALSE(file.rows[0].follows_brace);
  CHECK(file.rows[1].follows_brace);
  CHECK_FALSE(file.rows[2].follows_brace);
  CHECK(file.rows[3].follows_brace);
  CHECK_FALSE(file.rows[4].follows_brace);
  CHECK(file.rows[4].broken);
  CHECK(file.rows[5].follows_brace);
}

TEST_CASE("comments stand at a line's start or behind a blank", "[grammar]") {
  Sources sources;
  Diagnostics diagnostics;
  const std::string text =
      "# syntax=docker/dockerfile:1\na b # one\n  # two\nc( # three\n d=[e # four\n]) # five\nf { # six\n}\t# seven\n#";
  const ast::File file = parse::parse(sources, sources.add("x.box", text), diagnostics);
  CHECK(diagnostics.all().empty());
  REQUIRE(file.comments.size() == 9);
  const auto comment = [&](std::size_t index) { return sources.text(file.comments[index].span); };
  CHECK(comment(0) == "# syntax=docker/dockerfile:1");
  CHECK(comment(1) == "# one");
  CHECK(comment(2) == "# two");
  CHECK(comment(3) == "# three");
  CHECK(comment(4) == "# four");
  CHECK(comment(5) == "# five");
  CHECK(comment(6) == "# six");
  CHECK(comment(7) == "# seven");
  CHECK(comment(8) == "#");
}

TEST_CASE("rule 8: tabs are blanks, CRLF and a byte-order mark are accepted", "[grammar]") {
  CHECK(tree("\xEF\xBB\xBF# syntax=x\r\na\tb\r\nrun: c \\\r\n  d\r\ne \"\"\"\r\n\tf\r\n\t\"\"\"\r\n") ==
        R"([{"head":"a","args":["b"]},{"head":"run","raw":"c d"},{"head":"e","text":"f\n"}])");
}

TEST_CASE("habits from elsewhere that have a shape are left to the keywords", "[grammar]") {
  CHECK(tree("RUN make") == R"([{"head":"RUN","args":["make"]}])");
  CHECK(tree("key: value") == R"([{"head":"key","raw":"value"}])");
  CHECK(tree("cmd [\"a\", \"b\"]") == R"([{"head":"cmd","args":[["a","b"]]}])");
}

TEST_CASE("spans are byte offsets without the end of the row", "[grammar]") {
  Sources sources;
  Diagnostics diagnostics;
  const ast::File rows =
      parse::parse(sources, sources.add("x.box", "\n copy(a=b) \"é\" -> c  ; d: e f \n"), diagnostics);
  REQUIRE(rows.rows.size() == 2);
  CHECK(sources.text(rows.rows[0].span) == "copy(a=b) \"é\" -> c");
  CHECK(sources.text(rows.rows[0].head->span) == "copy");
  CHECK(sources.text(rows.rows[0].options.at(0).span) == "a=b");
  CHECK(sources.text(rows.rows[0].arguments.at(0).span) == "\"é\"");
  CHECK(sources.text(rows.rows[0].targets.at(0).span) == "c");
  CHECK(sources.text(rows.rows[1].raw()->span) == "e f");
}

TEST_CASE("the tree is printed with two blanks of indentation", "[grammar]") {
  Sources sources;
  Diagnostics diagnostics;
  const ast::File file = parse::parse(sources, sources.add("x.box", "a b"), diagnostics);
  CHECK(ast::to_json(file) == "[\n  {\n    \"head\": \"a\",\n    \"args\": [\n      \"b\"\n    ]\n  }\n]\n");
}
