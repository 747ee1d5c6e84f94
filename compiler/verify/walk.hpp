#pragma once

#include <optional>
#include <vector>

#include "compiler/verify/read_dockerfile.hpp"
#include "compiler/verify/verify.hpp"

namespace boxwright::verify {

/// Goes through a Dockerfile's instructions beside what they have to say, as a builder would: who and where it is at
/// each RUN follows from the instructions above it.
std::optional<Difference> walk(const Meaning& meaning, const std::vector<Instruction>& instructions);

}  // namespace boxwright::verify
