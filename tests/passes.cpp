// What each pass does by itself: tests/golden/passes/<pass>/ has a small spec, and in `expected` the IR before and
// after the pass, and what it says of the steps. The folder's name up to a `_` is the pass's: `offline_portable` is a
// second case of `offline`.
#include "compiler/passes/passes.hpp"

#include <fmt/format.h>

#include <set>
#include <string>

#include "compiler/ir/print.hpp"
#include "tests/cases.hpp"
#include "tests/catch.hpp"

using namespace boxwright;
using namespace boxwright::tests;

namespace {

std::string pass_of(const Case& one) {
  const std::string folder = one.folder.filename().string();
  return folder.substr(0, folder.find('_'));
}

/// The module as `lower` gives it: no pass has run.
driver::Compilation lowered(const Case& one) {
  driver::MemoryFiles files;
  add_project(one, files);
  driver::CompileOptions options = options_of(one, files);
  for (const passes::Pass& pass : passes::pipeline()) options.passes.disabled.insert(pass.name);
  return driver::compile(files, "model.box", spec_text(one), "", options);
}

std::string print(const passes::Remark& remark, const Sources& sources) {
  const Position place = sources[remark.origin.spans.front().file].position(remark.origin.spans.front().begin);
  return fmt::format("{} line {}: {}\n", passes::word(remark.kind), place.line, remark.message);
}

FileMap shown(const Case& one) {
  driver::MemoryFiles files;
  add_project(one, files);
  driver::Compilation compilation = lowered(one);
  REQUIRE_FALSE(compilation.diagnostics.has_errors());
  passes::Remarks remarks;
  passes::Context context{compilation.diagnostics, remarks};
  FileMap result;
  std::string last = ir::print(compilation.units.front().module);
  passes::run(compilation.units.front().module, options_of(one, files).passes, context,
              [&](const passes::Pass& pass, const ir::Module& module) {
                std::string now = ir::print(module);
                if (pass.name == pass_of(one)) {
                  result["before.ir"] = {last, false};
                  result["after.ir"] = {now, false};
                }
                last = std::move(now);
              });
  std::string said;
  for (const passes::Remark& remark : remarks.all())
    if (remark.pass == pass_of(one)) said += print(remark, compilation.sources);
  if (!said.empty()) result["remarks.txt"] = {said, false};
  return result;
}

}  // namespace

TEST_CASE("every pass does what is expected", "[golden]") {
  std::string report;
  for (const Case& one : pass_cases()) {
    INFO(one.name);
    const FileMap files = shown(one);
    CHECK(files.contains("after.ir"));
    if (is_update()) {
      write_tree(one.expected, files);
    } else if (const std::string difference = compare(read_tree(one.expected), files); !difference.empty()) {
      report += fmt::format("\n{}\n{}", one.name, difference);
    }
  }
  if (!report.empty()) FAIL(report);
}

TEST_CASE("every pass has a golden that shows it at work", "[coverage]") {
  std::set<std::string> at_work;
  for (const Case& one : pass_cases()) {
    INFO(one.name << " is named for no pass");
    CHECK(passes::find_pass(pass_of(one)) != nullptr);
    const FileMap expected = read_tree(one.expected);
    const auto before = expected.find("before.ir");
    const auto after = expected.find("after.ir");
    if (before != expected.end() && after != expected.end() && before->second.content != after->second.content)
      at_work.insert(pass_of(one));
  }
  for (const passes::Pass& pass : passes::pipeline()) {
    INFO("tests/golden/passes/" << pass.name);
    CHECK(at_work.contains(pass.name));
  }
}

/// A pass that is switched off leaves a module that the others can work with, and files that say what is wanted less
/// well and not wrongly: so every other pass runs, and the compile succeeds.
TEST_CASE("each pass but those that select instructions can be switched off", "[golden]") {
  for (const passes::Pass& off : passes::pipeline()) {
    if (off.kind == passes::Kind::instructions) continue;
    for (const Case& one : pass_cases()) {
      INFO(one.name << " without " << off.name);
      driver::MemoryFiles files;
      add_project(one, files);
      driver::CompileOptions options = options_of(one, files);
      options.passes.disabled.insert(off.name);
      driver::Compilation compilation = driver::compile(files, "model.box", spec_text(one), "", options);
      CHECK_FALSE(compilation.diagnostics.has_errors());
    }
  }
}
