#pragma once

#include <cstddef>

#include "compiler/ast/ast.hpp"
#include "compiler/base/diagnostic.hpp"
#include "compiler/base/source.hpp"

namespace boxwright::parse {

/// Reads a source into its tree. Never fails: a bad row becomes a diagnostic and the next one is read. `effort`, when
/// given, becomes the number of rules tried and of bytes skipped: the test that reading is linear counts it.
ast::File parse(const Sources& sources, FileId file, Diagnostics& diagnostics, std::size_t* effort = nullptr);

}  // namespace boxwright::parse
