#pragma once

#include <optional>

#include "compiler/ir/ir.hpp"
#include "compiler/resolve/spec.hpp"

namespace boxwright::lower {

/// The first step of a stage whose base is not known: it stops the build, in a line, where the base lacks a command
/// that the stage needs. It makes accounts and packages possible, as it were, and so stands before all that needs them.
/// None where the base is known or nothing is needed of it.
std::optional<ir::Step> test_of_base(const spec::Stage& stage);

}  // namespace boxwright::lower
