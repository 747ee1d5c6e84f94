#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/backends/backend.hpp"
#include "compiler/base/diagnostic.hpp"
#include "compiler/base/file_system.hpp"
#include "compiler/base/source.hpp"
#include "compiler/ir/ir.hpp"
#include "compiler/passes/passes.hpp"

namespace boxwright::driver {

/// What `--deny` takes beside rules: all that is a warning.
inline constexpr std::string_view all_warnings = "warnings";

/// What one compile is asked to do.
struct CompileOptions {
  std::optional<ir::Dialect> dialect;             ///< `--dialect`, stronger than the spec's policy
  passes::Options passes{};                       ///< `-O0`, `--disable-pass`
  std::string print_after;                        ///< the pass behind which the IR is printed; empty: it is not
  std::string output;                             ///< the folder that is written to; empty: the spec's own
  std::map<std::string, std::string> settings{};  ///< `--set name=value`
  bool allow_outside = false;                     ///< `--allow-outside`: imports may leave the project
  bool may_be_library = false;                    ///< a file of templates or policies alone is no error
  std::string today{};                            ///< `2026-11-21`, for how old bases are; empty: it is not known
  std::set<std::string, std::less<>> denied{};    ///< `--deny`: rules whose findings are errors, or `warnings`
  std::set<std::string, std::less<>> allowed{};   ///< `--allow`: rules whose findings are not told
};

/// What is compiled as one: the images of a spec that have no variants, or one variant of an image.
struct Unit {
  std::string variant;  ///< `cuda`; empty: none
  std::string image;    ///< whose variant it is, as it is written
  ir::Module module;
  passes::Remarks remarks;
};

/// Everything one spec compiles to. `units` are all there only where `diagnostics` has no errors, and `complete` has
/// looked at the files.
struct Compilation {
  Sources sources;
  Diagnostics diagnostics;
  std::string printed_ir;
  std::vector<Unit> units;
  std::set<std::string> parameters;  ///< what `--set` may name
};

/// Text to IR: parse, expand, resolve, lower, passes, and all that there is to say. Stops before `lower` when there are
/// errors.
/// `name` is how messages call the spec; `directory` is the folder it lies in, which is the build context.
Compilation compile(const FileSystem& files, const std::string& name, const std::string& text,
                    const std::string& directory, const CompileOptions& options);

/// The nearest folder from this one upward that holds a repository, else this one; canonical.
std::string project_root(const FileSystem& files, const std::string& folder);

/// What only files that are written need: every file of the context, and the stamp, for which these are read.
/// Nothing where there are errors.
void complete(Compilation& compilation, const FileSystem& files, const std::string& directory);

}  // namespace boxwright::driver
