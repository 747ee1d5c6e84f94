#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "compiler/ir/ir.hpp"

namespace boxwright::ir {

/// What stands behind what makes or fetches weights: it fails unless they are there and have that many bytes, and lets
/// everybody read them.
std::vector<std::variant<Command, Script>> weights_commands(const std::string& path, std::uint64_t least_bytes);

}  // namespace boxwright::ir
