#pragma once

#include "compiler/ast/ast.hpp"
#include "compiler/base/diagnostic.hpp"
#include "compiler/base/source.hpp"

namespace boxwright::parse {

/// Reads a source into its tree. Never fails: a bad row becomes a diagnostic and the next one is read.
ast::File parse(const Sources& sources, FileId file, Diagnostics& diagnostics);

}  // namespace boxwright::parse
