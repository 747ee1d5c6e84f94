#include "compiler/ir/verify.hpp"

#include <fmt/core.h>

#include <set>
#include <string>

#include "compiler/base/invariant.hpp"
#include "compiler/ir/paths.hpp"
#include "compiler/ir/print.hpp"

namespace boxwright::ir {

namespace {

class Verifier {
 public:
  Verifier(const Module& module, std::string_view after) : module_(module), after_(after) {}

  void run() {
    for (const Stage& stage : module_.stages) {
      if (stage.name.empty()) fail("a stage has no name", stage.comment);
      if (stage.base.kind == Base::Kind::stage) use(stage.base.name);
      for (const Step& step : stage.steps) check(step);
      if (!above_.insert(stage.name).second) fail("two stages have one name", stage.name);
    }
    for (const Image& image : module_.images) {
      use(image.stage);
      for (const std::string& name : image.checks) use(name);
    }
  }

 private:
  [[noreturn]] void fail(std::string_view what, std::string_view subject) const {
    broken_invariant(fmt::format("after {}: {}", after_, what), subject);
  }

  /// A stage is built before what uses it: it stands above.
  void use(const std::string& name) const {
    if (!above_.contains(name)) fail("a stage is used that does not stand above", name);
  }

  void check(const Step& step) const {
    if (step.origin.spans.empty()) fail("a step comes from nowhere", print(step.operation));
    const std::string destination = destination_of(step.operation);
    if (!destination.empty() && !destination.starts_with('/'))
      fail("a path in the image is relative", print(step.operation));
    if (const auto* copy = std::get_if<Copy>(&step.operation)) check(*copy, step);
    if (const auto* run = std::get_if<Run>(&step.operation)) check(*run, step);
  }

  void check(const Copy& copy, const Step& step) const {
    if (copy.sources.empty()) fail("a copy copies nothing", print(step.operation));
    if (copy.from == Copy::From::stage) use(copy.source_name);
    for (const std::string& source : copy.sources) {
      const bool absolute = source.starts_with('/');
      if (absolute == (copy.from == Copy::From::context)) fail("a source is not where it should be", source);
    }
  }

  void check(const Run& run, const Step& step) const {
    if (run.commands.empty()) fail("a step runs nothing", print(step.operation));
    for (const Mount& mount : run.mounts) {
      if (mount.kind == Mount::Kind::bind && !mount.from.empty()) use(mount.from);
      if (!mount.target.empty() && !mount.target.starts_with('/')) fail("a mount's target is relative", mount.target);
    }
    if (!run.directory.empty() && !run.directory.starts_with('/')) fail("a step's folder is relative", run.directory);
  }

  const Module& module_;
  std::string_view after_;
  std::set<std::string> above_;
};

}  // namespace

void verify(const Module& module, std::string_view after) { Verifier(module, after).run(); }

}  // namespace boxwright::ir
