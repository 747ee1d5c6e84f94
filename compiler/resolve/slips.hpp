#pragma once

#include "compiler/ast/ast.hpp"
#include "compiler/base/diagnostic.hpp"
#include "compiler/parse/keywords.hpp"

namespace boxwright::resolve {

/// Says of a row of a known statement that it is written as in another language, and what is meant: one message, in the
/// place of those that its parts would bring. False where nothing is to be said.
bool report_slip(const ast::Row& row, const keywords::Keyword& keyword, Diagnostics& diagnostics);

}  // namespace boxwright::resolve
