#pragma once

#include "compiler/ast/ast.hpp"
#include "compiler/base/diagnostic.hpp"
#include "compiler/base/source.hpp"
#include "compiler/parse/node.hpp"

namespace boxwright::parse {

/// Makes the tree of a file from what the grammar matched: resolves escapes, joins commands, dedents texts.
ast::File build(const Node& root, std::string_view text, FileId file, Diagnostics& diagnostics);

}  // namespace boxwright::parse
