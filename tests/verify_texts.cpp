// Texts that are hard to quote, in statements of every kind: what comes of them means what the spec says, or is an
// error of the spec. Never is it a fault of ours.

#include "compiler/backends/backend.hpp"
#include "compiler/driver/compile.hpp"
#include "compiler/driver/memory_files.hpp"
#include "compiler/verify/verify.hpp"
#include "tests/catch.hpp"
#include "tests/driver_run.hpp"
#include "tests/random.hpp"

using namespace boxwright;
using namespace boxwright::tests;

namespace {

const Words texts{"a b",      "it's",  "say \"x\"", "$HOME",     "${PATH}",      "$$",
                  "`date`",   "a\\b",  "\\",        "a\\",       "\\n",          "#x",
                  "a # b",    "<<EOF", "<<'EOF'",   "a<<b",      "!x",           "*",
                  "?",        "[a]",   "a[1]",      "{a,b}",     "~/x",          "-x",
                  "--flag=1", "é",     "\xC2\xA0",  "x\xC2\xA0", "\xE2\x80\xA8", "\xEF\xBB\xBFx",
                  "%s\\n",    "a;b",   "a&&b",      "a|b",       "(a)",          ">x",
                  "a=b",      "=",     "'",         "\"",        "''",           "a'b\"c",
                  "\\$x",     "x\\\\", "$(x)",      "a,b",       "[\"a\"]",      "[",
                  "a\tb",     "\x01",  " lead",     "trail ",    "EOF",          "set -eu",
                  "exec",     "AS",    "FROM x",    "RUN",       "#!/x"};

/// As a string of the language.
std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '$') {
      result += "$$";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      result += c == '\t' ? "\\t" : "\\u{1}";
    } else {
      if (c == '"' || c == '\\') result += '\\';
      result += c;
    }
  }
  return result + "\"";
}

/// Rows of an image: `@` is the text as a string, `%` as it stands.
const Words rows{"env A=@",
                 "label org.x=@",
                 "arg A=@",
                 "cmd prog @",
                 "entrypoint prog @",
                 "healthcheck prog @",
                 "description @",
                 "run(env=A=@): make",
                 "run: echo %",
                 "run: %\n  run: true",
                 "run: a; echo %\n  run: b",
                 "run \"\"\"\n%\necho %\n\"\"\"",
                 "shell /bin/bash -eu -o pipefail -c\n  run \"\"\"\n%\n\"\"\"\n  run: echo % | cat",
                 "secret(env=T) t\n  run(secret=t): echo %",
                 "file /etc/x \"\"\"\n%\n\"\"\"",
                 "patch /etc/x {\n replace @ -> \"new\"\n append @\n}",
                 "dockerfile \"\"\"\nRUN echo %\nENV A=\"%\"\nWORKDIR /x%\n\"\"\"\n  run: true",
                 "dockerfile \"\"\"\nUSER %\nRUN a \\\n  %\n\"\"\"\n  run: true\n  workdir /b",
                 "dir @",
                 "workdir @",
                 "volume @"};

std::string row_with(const std::string& row, const std::string& text) {
  const bool is_path = row == "dir @" || row == "workdir @" || row == "volume @";
  std::string result;
  for (const char c : row) {
    if (c == '@') {
      result += quoted(is_path ? "/p/" + text : text);
    } else if (c == '%') {
      result += text;
    } else {
      result += c;
    }
  }
  return result;
}

}  // namespace

TEST_CASE("a text that is hard to quote is what it was, or an error of the spec", "[driver]") {
  Random random(1);
  std::size_t good = 0;
  for (std::size_t i = 0; i < 500; ++i) {
    const std::string row = row_with(random.one_of(rows), random.one_of(texts));
    const driver::MemoryFiles files;
    driver::CompileOptions options;
    options.dialect = i % 2 == 0 ? Dialect::buildkit : Dialect::portable;
    const driver::Compilation result = driver::compile(
        files, "model.box", "image acme/app:1.0 {\n  from python:3.11-slim-bookworm\n  " + row + "\n}\n", ".", options);
    if (result.diagnostics.has_errors()) continue;
    ++good;
    const ir::Module& module = result.units.front().module;
    const auto found = verify::difference(verify::meaning_of(module, module.images.front()),
                                          backends::emit_dockerfile(module, module.images.front(), {}).front().content);
    INFO(row);
    CHECK((found ? verify::report(*found) : "") == "");
  }
  CHECK(good > 350);
}
