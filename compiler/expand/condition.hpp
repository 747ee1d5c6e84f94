#pragma once

#include <vector>

#include "compiler/ast/ast.hpp"
#include "compiler/base/diagnostic.hpp"
#include "compiler/expand/bindings.hpp"

namespace boxwright::expand {

/// Does the condition of a `when` hold? `words` are what stands behind `when`, as written. What is wrong with it is
/// reported, and then it does not.
///
///     condition  <- both ( "or" both )*
///     both       <- single ( "and" single )*
///     single     <- "not" single / value ( ( "==" / "!=" / "<" / "<=" / ">" / ">=" ) value / "in" list )?
bool holds(const std::vector<ast::Argument>& words, Span place, const Bindings& bindings, FileId file,
           Diagnostics& diagnostics);

}  // namespace boxwright::expand
