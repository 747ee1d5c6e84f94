#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/backends/backend.hpp"
#include "compiler/base/diagnostic.hpp"
#include "compiler/base/file_system.hpp"
#include "compiler/base/source.hpp"
#include "compiler/ir/ir.hpp"
#include "compiler/passes/passes.hpp"

namespace boxwright::driver {

/// What one compile is asked to do.
struct CompileOptions {
  std::optional<ir::Dialect> dialect;  ///< `--dialect`, stronger than the spec's policy
  passes::Options passes{};            ///< `-O0`, `--disable-pass`
  std::string print_after;             ///< the pass behind which the IR is printed; empty: it is not
  std::string output;                  ///< the folder that is written to; empty: the spec's own
};

/// Everything one spec compiles to. `module` is all there only where `diagnostics` has no errors, and `complete` has
/// looked at the files.
struct Compilation {
  Sources sources;
  Diagnostics diagnostics;
  passes::Remarks remarks;
  std::string printed_ir;
  ir::Module module;
};

/// Text to IR: parse, resolve, lower, passes, and all that there is to say. Stops before `lower` when there are errors.
/// `name` is how messages call the spec; `directory` is the folder it lies in, which is the build context.
Compilation compile(const FileSystem& files, const std::string& name, const std::string& text,
                    const std::string& directory, const CompileOptions& options);

/// What only files that are written need: every file of the context, and the stamp, for which these are read.
/// Nothing where there are errors.
void complete(Compilation& compilation, const FileSystem& files, const std::string& directory);

}  // namespace boxwright::driver
