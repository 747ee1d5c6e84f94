#pragma once

#include <optional>
#include <set>
#include <string>

#include "compiler/verify/meaning.hpp"
#include "compiler/verify/read_dockerfile.hpp"

namespace boxwright::verify {

/// What an instruction says, decoded; of a RUN in shell form all but its commands. Nothing where it holds what the
/// compiler does not write, or a builder would refuse. `stages`: the names of those above.
std::optional<Facts> facts_of(const Instruction& instruction, const std::set<std::string>& stages);

}  // namespace boxwright::verify
