// Every pass that may be left out can be, alone and with all that only serve speed: what is written still builds what
// the spec says, only slower, or with what the warning names.

#include "compiler/driver/cli.hpp"
#include "compiler/driver/context.hpp"
#include "tests/cases.hpp"
#include "tests/catch.hpp"

using namespace boxwright;

namespace {

/// What a case compiles to with further options; its Dockerfile, or the messages where there were errors.
std::string dockerfile(const tests::Case& one, const std::vector<std::string>& further) {
  tests::Case changed = one;
  changed.arguments.insert(changed.arguments.end(), further.begin(), further.end());
  const tests::Compiled result = tests::compile(changed);
  if (result.compilation.diagnostics.has_errors()) return result.rendered;
  const auto& compilation = result.compilation;
  const ir::Module& module = compilation.units.front().module;
  return backends::emit_dockerfile(module, module.images.front(), {}).front().content;
}

bool installs(const std::string& text) {
  return text.find("pip") != std::string::npos || text.find("apt-get") != std::string::npos;
}

bool is_example(const tests::Case& one) { return one.name.starts_with("examples/"); }

}  // namespace

TEST_CASE("each pass can be left out, and the file still starts from the base and ends as the user", "[driver]") {
  for (const tests::Case& one : tests::cases()) {
    if (!is_example(one)) continue;
    const bool installs_something = installs(dockerfile(one, {}));
    std::vector<std::vector<std::string>> choices{{"-O", "0"}};
    for (const passes::Pass& pass : passes::pipeline())
      if (pass.kind != passes::Kind::instructions) choices.push_back({"--disable-pass=" + pass.name});
    for (const auto& options : choices) {
      INFO(one.name << " " << options.front());
      const std::string text = dockerfile(one, options);
      CHECK(text.find("\nFROM ") != std::string::npos);
      CHECK(text.find(" AS final\n") != std::string::npos);
      CHECK(installs(text) == installs_something);
    }
  }
}

TEST_CASE("what the passes say and make can be asked for", "[driver]") {
  driver::MemoryFiles files;
  const auto read = [&](const std::vector<std::string>& words) { return driver::read_command_line(words, files); };
  CHECK(read({"compile", "--disable-pass=schedul"}).error == "there is no pass `schedul`; did you mean `schedule`?");
  CHECK(read({"compile", "--print-ir-after=x"}).error == "there is no pass `x`");
  CHECK(read({"compile", "--disable-pass=select-instructions"}).error ==
        "the pass `select-instructions` cannot be left out: without it there is nothing to write");
  const auto request = read({"compile", "-O0", "--remarks", "--disable-pass", "label", "m.box"}).request;
  REQUIRE(request);
  CHECK_FALSE(request->compile.passes.speed);
  CHECK(request->remarks);
  CHECK(request->compile.passes.disabled == std::set<std::string>{"label"});
  CHECK(request->operands == std::vector<std::string>{"m.box"});
}
