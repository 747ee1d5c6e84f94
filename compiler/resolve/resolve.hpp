#pragma once

#include "compiler/ast/ast.hpp"
#include "compiler/base/diagnostic.hpp"
#include "compiler/resolve/environment.hpp"
#include "compiler/resolve/spec.hpp"
#include "compiler/resolve/waivers.hpp"

namespace boxwright::resolve {

/// Gives every word of an expanded file its meaning: statements found in the table of keywords, names replaced, values
/// checked, the files that are copied found in the context. Complete only where no error was reported. Adds the file's
/// waivers to `waivers`; which of them waive nothing is known once all configurations of a spec are resolved.
spec::Spec resolve(const ast::File& file, const Environment& environment, Waivers& waivers, Diagnostics& diagnostics);

}  // namespace boxwright::resolve
