#pragma once

#include <vector>

#include "compiler/format/lines.hpp"

namespace boxwright::format {

/// Aligns what stands in columns in the source: words in neighbouring lines, and comments behind rows.
void align(std::vector<Placed>& placed);

}  // namespace boxwright::format
