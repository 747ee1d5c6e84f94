#pragma once

#include "compiler/ast/ast.hpp"
#include "compiler/expand/bindings.hpp"
#include "compiler/expand/library.hpp"
#include "compiler/expand/rows.hpp"

namespace boxwright::expand {

/// Gives a template's parameters the values of a `use`, whose names are replaced; false where one has none that is
/// right. `file` is the id of the template's text in this use.
bool bind_parameters(const Template& found, const ast::Row& use, FileId file, Frame& frame, Bindings& own);

/// `lookup cuda framework=torch`, its names replaced: from here on `${cuda-base}` and the other columns have the values
/// of the row that fits. What is wanted to be empty is not wanted. `checking`: only its form is looked at.
void look_up(const ast::Row& row, bool checking, Frame& frame, Bindings& bindings);

}  // namespace boxwright::expand
