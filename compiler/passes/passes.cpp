#include "compiler/passes/passes.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "compiler/ir/verify.hpp"

namespace boxwright::passes {

namespace {

std::string written(std::string_view identifier) {
  std::string name(identifier);
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

bool runs(const Pass& pass, const Options& options) {
  return !options.disabled.contains(pass.name) && (options.speed || pass.kind != Kind::speed);
}

}  // namespace

const std::vector<Pass>& pipeline() {
  static const std::vector<Pass> table{
#define PASS(name, kind, doc) {written(#name), Kind::kind, doc, &(name)},
#include "compiler/passes/passes.def"
#undef PASS
  };
  return table;
}

const Pass* find_pass(std::string_view name) {
  const auto& all = pipeline();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Pass& pass) { return pass.name == name; });
  return found == all.end() ? nullptr : &*found;
}

std::string help() {
  std::string text =
      "Passes, in their order; `-O 0` leaves out those marked *, `--disable-pass=NAME` any that can be left out:\n\n";
  for (const Pass& pass : pipeline()) {
    const char* mark = pass.kind == Kind::speed ? "*" : " ";
    const char* fixed = pass.kind == Kind::instructions ? " (cannot be left out)" : "";
    text += fmt::format("{} {:<20} {}{}\n", mark, pass.name, pass.doc, fixed);
  }
  return text;
}

void run(ir::Module& module, const Options& options, Context& context, const Observer& observer) {
  for (const Pass& pass : pipeline()) {
    if (!runs(pass, options)) continue;
    context.remarks.begin(pass.name);
    pass.run(module, context);
    if (context.diagnostics.has_errors()) return;
    ir::verify(module, pass.name);
    if (observer) observer(pass, module);
  }
}

}  // namespace boxwright::passes
