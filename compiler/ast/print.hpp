#pragma once

#include <string>

#include "compiler/ast/ast.hpp"

namespace boxwright::ast {

/// The tree as JSON, for tests and tools: an array of rows with `head`, `opts`, `args`, `to`, `raw`, `text`, `block`,
/// each absent when it was not written. An argument is its text with escapes resolved and `${…}` and `$$` as written.
std::string to_json(const File& file);

/// An argument's text as `to_json` writes it, for one that is no list.
std::string display(const Argument& argument);

}  // namespace boxwright::ast
