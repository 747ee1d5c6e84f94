#pragma once

#include "compiler/ast/ast.hpp"
#include "compiler/base/diagnostic.hpp"
#include "compiler/resolve/environment.hpp"
#include "compiler/resolve/spec.hpp"

namespace boxwright::resolve {

/// Gives every word of a file its meaning: statements found in the table of keywords, names replaced, values checked,
/// the files that are copied found in the context. Complete only where no error was reported.
spec::Spec resolve(const ast::File& file, const Environment& environment, Diagnostics& diagnostics);

}  // namespace boxwright::resolve
