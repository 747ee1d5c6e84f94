#pragma once

#include <string>
#include <string_view>

#include "compiler/ir/ir.hpp"

namespace boxwright::ir {

/// Is a path the folder itself or below it?
bool is_inside(std::string_view path, std::string_view folder);

/// Where an operation puts something, without a last `/`; empty where it puts nothing at a known place.
std::string destination_of(const Operation& operation);

}  // namespace boxwright::ir
