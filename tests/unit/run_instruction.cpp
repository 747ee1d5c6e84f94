#include "compiler/backends/run_instruction.hpp"

#include <algorithm>

#include "tests/catch.hpp"
#include "tests/unit/backend_example.hpp"

using namespace boxwright;
using boxwright::tests::line;
using boxwright::tests::run_text;
using ir::Dialect;

namespace {

ir::Run run_of(std::vector<std::variant<ir::Command, ir::Script>> commands) {
  ir::Run run;
  run.commands = std::move(commands);
  return run;
}

ir::Command words(std::vector<Text> all) { return {std::move(all), {}}; }

ir::Mount secret(std::optional<std::string> variable, bool required) {
  ir::Mount mount;
  mount.kind = ir::Mount::Kind::secret;
  mount.id = "token";
  mount.variable = std::move(variable);
  mount.required = required;
  return mount;
}

}  // namespace

TEST_CASE("commands are joined so that the first failure stops", "[unit]") {
  CHECK(run_text(run_of({words({"make", "all"})})) == "RUN make all\n");
  CHECK(run_text(run_of({words({"a"}), line("rm -rf /x/*"), words({"b", "c d"})})) ==
        "RUN a \\\n    && rm -rf /x/* \\\n    && b 'c d'\n");
}

TEST_CASE("a long command has one operand a line, options with their values", "[unit]") {
  const std::string url = "https://download.example.org/whl/a-rather-long-folder";
  CHECK(run_text(run_of({words({"python3", "-m", "pip", "install", "--no-cache-dir", "--index-url", url, "torch==2.5.1",
                                "uvicorn[standard]==0.30"})})) ==
        "RUN python3 -m pip install --no-cache-dir \\\n        --index-url " + url +
            " \\\n        torch==2.5.1 \\\n        'uvicorn[standard]==0.30'\n");
}

TEST_CASE("a file's text has one line a line and goes to its path", "[unit]") {
  ir::Command command = words({"printf", "%s\\n", "# comment", "", "x = \"$y\""});
  command.into = Text("/etc/a b");
  CHECK(run_text(run_of({command})) ==
        "RUN printf '%s\\n' \\\n        '# comment' \\\n        '' \\\n        \"x = \\\"\\$y\\\"\" \\\n        > "
        "'/etc/a b'\n");
  command = words({"cat", "x"});
  command.into = Text("/y");
  CHECK(run_text(run_of({command})) == "RUN cat x > /y\n");
}

TEST_CASE("a line feed in a word is made by printf", "[unit]") {
  CHECK(run_text(run_of({words({"python3", "-c", "import x\nx.y()"})})) ==
        "RUN python3 -c \"$(printf '%s\\n' 'import x' 'x.y()')\"\n");
}

TEST_CASE("a user's line is bare where it is one simple command", "[unit]") {
  CHECK(run_text(run_of({line("make wheel")})) == "RUN make wheel\n");
  CHECK(run_text(run_of({line("a; b", false)})) == "RUN set -eu; a; b\n");
  CHECK(run_text(run_of({line("a; b", false)}), Dialect::buildkit, true) == "RUN a; b\n");
  // What a builder would take for its own is kept from it.
  CHECK(run_text(run_of({line("[ \"a\" ]")})) == "RUN set -eu; [ \"a\" ]\n");
  CHECK(run_text(run_of({line("[ \"a\" ]")}), Dialect::buildkit, true) == "RUN set -eu; [ \"a\" ]\n");
  CHECK(run_text(run_of({line("echo <<X")})) == "RUN sh -euc 'echo <<X'\n");
  CHECK(run_text(run_of({line("echo a\\", false)})) == "RUN sh -euc \"echo a\\\\\"\n");
}

TEST_CASE("a user's line among other commands keeps its own failures", "[unit]") {
  // Inside `{ a; b; } && c` the shell ignores `set -e`, and behind a comment nothing would be run.
  CHECK(run_text(run_of({line("a; b", false), words({"c"})})) == "RUN sh -euc 'a; b' \\\n    && c\n");
  CHECK(run_text(run_of({line("a # b"), words({"c"})})) == "RUN sh -euc 'a # b' \\\n    && c\n");
}

TEST_CASE("several lines are a here-document where the dialect has them", "[unit]") {
  const ir::Run run = run_of({line("for f in a b; do\n  echo \"$f\"\ndone\n", false)});
  CHECK(run_text(run) == "RUN <<'EOF'\nset -eu\nfor f in a b; do\n  echo \"$f\"\ndone\nEOF\n");
  CHECK(run_text(run, Dialect::buildkit, true) == "RUN <<'EOF'\nfor f in a b; do\n  echo \"$f\"\ndone\nEOF\n");
  CHECK(run_text(run, Dialect::portable) ==
        "RUN sh -euc \"$(printf '%s\\n' \\\n        'for f in a b; do' \\\n        \"  echo \\\"\\$f\\\"\" \\\n"
        "        'done')\"\n");
  CHECK(run_text(run_of({line("cat <<EOF\nx\nEOF", false)})) == "RUN <<'EOF2'\nset -eu\ncat <<EOF\nx\nEOF\nEOF2\n");
}

TEST_CASE("a text keeps a blank at its end that builders would take away", "[unit]") {
  CHECK(run_text(run_of({line("echo a\xC2\xA0")})) == "RUN sh -euc 'echo a\xC2\xA0'\n");
  CHECK(run_text(run_of({line("a; b \xE3\x80\x80", false)})) == "RUN sh -euc 'a; b \xE3\x80\x80'\n");
  CHECK(run_text(run_of({line("\xC2\xA0 a", false)})) == "RUN sh -euc '\xC2\xA0 a'\n");
  CHECK(run_text(run_of({line("echo \xC2\xA0 a")})) == "RUN echo \xC2\xA0 a\n");
}

TEST_CASE("no builder finds a here-document in a word that is told line by line", "[unit]") {
  // For the lexer of a builder, the quotes of an inner word end the outer one.
  CHECK(run_text(run_of({line("a '$b'\ncat <<'X'\n$a\nX", false)}), Dialect::portable) ==
        "RUN sh -euc \"$(printf '%s\\n' \\\n        \"a '\\$b'\" \\\n        \"cat <\"\"<'X'\" \\\n"
        "        \"\\$a\" \\\n        X)\"\n");
  CHECK(run_text(run_of({line("cat <<X\ny\nX", false)}), Dialect::portable) ==
        "RUN sh -euc \"$(printf '%s\\n' \\\n        'cat <<X' \\\n        y \\\n        X)\"\n");
}

TEST_CASE("a here-document is never a program of its own", "[unit]") {
  const ir::Run run = run_of({line("#!/bin/x\na", false)});
  CHECK(run_text(run, Dialect::buildkit, true) == "RUN <<'EOF'\nset -eu\n#!/bin/x\na\nEOF\n");
}

TEST_CASE("a line too long for a builder is wrapped, in a here-document's stead too", "[unit]") {
  const std::string word(150'000, 'x');
  for (const std::string& text :
       {run_text(run_of({words({"echo", word})})), run_text(run_of({line("a\n" + word, false)}))}) {
    std::string joined;
    std::size_t longest = 0;
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = text.find('\n', begin);
      longest = std::max(longest, end - begin);
      const bool goes_on = text[end - 1] == '\\';
      joined += text.substr(begin, end - begin - (goes_on ? 1 : 0));
      begin = end + 1;
    }
    CHECK(longest < 65'536);
    CHECK(joined.find(word) != std::string::npos);
  }
}

TEST_CASE("variables of one step", "[unit]") {
  ir::Run run = run_of({words({"make", "all"})});
  run.variables = {{"A", "1"}, {"B", "x y"}};
  CHECK(run_text(run) == "RUN A=1 B='x y' make all\n");
  run.commands.emplace_back(words({"b"}));
  CHECK(run_text(run) == "RUN export A=1 B='x y' \\\n    && make all \\\n    && b\n");
  // `A=1 echo "$A"` would still print the old value.
  run.commands = {line("echo $A")};
  CHECK(run_text(run) == "RUN export A=1 B='x y' \\\n    && echo $A\n");
  run.commands = {line("a || b", false)};
  CHECK(run_text(run) == "RUN set -eu; export A=1 B='x y'; a || b\n");
  run.commands = {line("a\nb", false)};
  CHECK(run_text(run) == "RUN <<'EOF'\nset -eu\nexport A=1 B='x y'\na\nb\nEOF\n");
}

TEST_CASE("mounts stand one a line", "[unit]") {
  ir::Run run = run_of({words({"make"})});
  ir::Mount cache;
  cache.kind = ir::Mount::Kind::cache;
  cache.target = "/root/.ccache";
  ir::Mount bind;
  bind.source = "/src";
  bind.from = "sources";
  bind.target = "/src";
  run.mounts = {cache, bind};
  run.network = ir::Network::none;
  CHECK(backends::run_instruction(run, Dialect::buildkit, false) ==
        "RUN --network=none --mount=type=cache,target=/root/.ccache,sharing=locked \\\n"
        "    --mount=type=bind,from=sources,source=/src,target=/src \\\n"
        "    make");
}

TEST_CASE("only the dialect that has it switches the network off", "[unit]") {
  ir::Run run = run_of({words({"make"})});
  run.network = ir::Network::none;
  CHECK(run_text(run) == "RUN --network=none make\n");
  CHECK(run_text(run, Dialect::portable) == "RUN make\n");
}

TEST_CASE("secrets are mounted, and a variable is read from its file in the portable dialect", "[unit]") {
  ir::Run run = run_of({words({"get"})});
  run.mounts = {secret({}, true)};
  CHECK(run_text(run) == "RUN --mount=type=secret,id=token,required=true \\\n    get\n");
  run.mounts = {secret("HF_TOKEN", true)};
  CHECK(run_text(run) == "RUN --mount=type=secret,id=token,env=HF_TOKEN,required=true \\\n    get\n");
  CHECK(run_text(run, Dialect::portable) ==
        "RUN --mount=type=secret,id=token,required=true \\\n    HF_TOKEN=$(cat /run/secrets/token) \\\n"
        "    && export HF_TOKEN \\\n    && get\n");
  run.mounts = {secret("HF_TOKEN", false)};
  CHECK(run_text(run) ==
        "RUN --mount=type=secret,id=token,env=HF_TOKEN \\\n    export HF_TOKEN=\"${HF_TOKEN-}\" \\\n    && get\n");
  CHECK_THAT(run_text(run, Dialect::portable), tests::contains("2>/dev/null || true)"));
}

TEST_CASE("a secret's file belongs to the user that reads it", "[unit]") {
  ir::Run run = run_of({words({"get"})});
  run.mounts = {secret({}, true)};
  run.user = "10001:10002";
  CHECK_THAT(run_text(run), tests::contains("id=token,uid=10001,gid=10002,required=true"));
}
