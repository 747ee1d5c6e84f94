#pragma once

#include "compiler/ir/ir.hpp"
#include "compiler/resolve/spec.hpp"

namespace boxwright::lower {

/// The steps, variables and configuration of one stage. `project` tells its caches from those of other specs.
ir::Stage lower_stage(const spec::Stage& stage, const std::string& project);

/// Makes a stage's downloads trust authorities beside its base's own, of the stage and of the policy.
void add_certificates(ir::Stage& stage, Certificates wanted, const Certificates& policy);

/// A command of the user's own, with what must be known of it to run it strictly.
ir::Script script(const spec::Run& run, const ir::Stage& stage);

/// One place of the spec as the origin of a step.
ir::Origin origin(Span span);

}  // namespace boxwright::lower
