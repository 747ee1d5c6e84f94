#pragma once

#include <optional>

#include "compiler/ast/ast.hpp"
#include "compiler/expand/library.hpp"

namespace boxwright::expand {

/// A template that nothing uses, as an image in a branch that is not taken: its statements are read, so that a slip in
/// them is told before somebody uses it. Nothing where the template is not for images or stages.
std::optional<ast::Row> as_untaken(const Template& one);

}  // namespace boxwright::expand
