#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/diagnostic.hpp"
#include "compiler/ir/ir.hpp"
#include "compiler/passes/remarks.hpp"

/// The passes over the IR. Each is a function over a module; passes.def is their order.
namespace boxwright::passes {

/// `meaning`: the output would be wrong or unsafe without it. `speed`: it would be slower to build or larger.
/// `instructions`: it turns what is wanted into what a Dockerfile can say, so that there is none without it.
enum class Kind { meaning, speed, instructions };

/// Which passes run.
struct Options {
  bool speed = true;               ///< `-O0` sets it to no
  std::set<std::string> disabled;  ///< names, as users write them
};

/// What a pass is given beside the module.
struct Context {
  Diagnostics& diagnostics;
  Remarks& remarks;
};

struct Pass {
  std::string name;  ///< as users write it: `merge-installs`
  Kind kind;
  std::string_view doc;
  void (*run)(ir::Module&, Context&);
};

#define PASS(name, kind, doc) void name(ir::Module& module, Context& context);
#include "compiler/passes/passes.def"
#undef PASS

const std::vector<Pass>& pipeline();
const Pass* find_pass(std::string_view name);
/// The passes as `boxwright help passes` lists them.
std::string help();

/// Called behind each pass that ran.
using Observer = std::function<void(const Pass&, const ir::Module&)>;

/// Runs the pipeline; stops at the first pass that reports an error. The IR is verified behind each pass.
void run(ir::Module& module, const Options& options, Context& context, const Observer& observer = {});

}  // namespace boxwright::passes
