#pragma once

#include "compiler/ir/ir.hpp"

namespace boxwright::tests {

/// A module as the passes leave it: the image of a dashboard that takes a checked download from a stage of its own.
ir::Module dashboard(ir::Dialect dialect);

/// A module of one image with one stage, `final`, on which a test puts the steps it is about.
ir::Module one_stage(ir::Dialect dialect = ir::Dialect::buildkit);

/// Adds a step to the module's last stage.
ir::Step& add_step(ir::Module& module, ir::Operation operation, const std::string& comment = {});

/// A script for a Run.
ir::Script line(const std::string& text, bool simple = true);

/// The module's Dockerfile without its first lines (directive, mark, blank line).
std::string dockerfile_of(const ir::Module& module);

/// What one Run looks like in a Dockerfile: the last paragraph of a stage with nothing else.
std::string run_text(const ir::Run& run, ir::Dialect dialect = ir::Dialect::buildkit, bool bash = false);

}  // namespace boxwright::tests
