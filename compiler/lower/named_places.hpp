#pragma once

#include <string>
#include <vector>

#include "compiler/resolve/spec.hpp"

namespace boxwright::lower {

/// A stage's statements in written order, but for steps that name their place (`run(at=…)`): these stand straight
/// before the first install, straight behind the last one, or behind the installs and the copies from the context.
std::vector<const spec::Statement*> placed_statements(const spec::Stage& stage);

/// Where the stage's copies from the context go.
std::vector<std::string> copied_paths(const spec::Stage& stage);

}  // namespace boxwright::lower
