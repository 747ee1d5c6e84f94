#pragma once

#include <string_view>
#include <vector>

#include "compiler/base/diagnostic.hpp"
#include "compiler/ir/ir.hpp"

/// The passes over the IR. Each is a function over a module; passes.def is their order.
namespace boxwright::passes {

enum class Kind { meaning, speed };

struct Pass {
  std::string_view name;
  Kind kind;
  std::string_view doc;
  void (*run)(ir::Module&, Diagnostics&);
};

#define PASS(name, kind, doc) void name(ir::Module& module, Diagnostics& diagnostics);
#include "compiler/passes/passes.def"
#undef PASS

const std::vector<Pass>& pipeline();
/// Runs the whole pipeline; stops at the first pass that reports an error.
void run(ir::Module& module, Diagnostics& diagnostics);

}  // namespace boxwright::passes
