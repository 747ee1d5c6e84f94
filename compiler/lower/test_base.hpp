#pragma once

#include <optional>

#include "compiler/ir/ir.hpp"
#include "compiler/resolve/spec.hpp"

namespace boxwright::lower {

/// What the commands stand for that a stage needs of a base that is only assumed to be a Debian system: the step that
/// tests for them makes it, as it were, and what needs them reads it.
ir::Resource assumed_tools();

/// The first step of a stage whose base is not known: it stops the build, in a line, where the base lacks a command
/// that the stage needs. None where the base is known or nothing is needed of it.
std::optional<ir::Step> test_of_base(const spec::Stage& stage);

}  // namespace boxwright::lower
