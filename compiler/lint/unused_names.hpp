#pragma once

#include "compiler/ast/ast.hpp"
#include "compiler/base/diagnostic.hpp"
#include "compiler/resolve/waivers.hpp"

namespace boxwright::lint {

/// Rules `unused-param` and `unused-template`: these names are gone once a spec is expanded, so that its text is asked.
void check_unused_names(const ast::File& file, resolve::Waivers& waivers, Diagnostics& diagnostics);

}  // namespace boxwright::lint
