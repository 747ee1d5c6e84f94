#pragma once

#include <functional>
#include <string>
#include <vector>

#include "compiler/ir/ir.hpp"

namespace boxwright::passes {

/// The commands that change a file as the spec says, with what the base has for it. `given` tells where a patch lies
/// while they run. They fail where a text is not found as often as it should be, and then change nothing.
std::vector<ir::Command> edit_commands(const ir::EditFile& file, const BaseFacts& facts,
                                       const std::function<std::string(const std::string& patch)>& given);

}  // namespace boxwright::passes
