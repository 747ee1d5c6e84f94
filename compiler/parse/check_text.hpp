#pragma once

#include "compiler/base/diagnostic.hpp"
#include "compiler/base/source.hpp"

namespace boxwright::parse {

/// Says whether a source is text: UTF-8 without NUL and without control characters but tab and line feed. The first few
/// bytes that are not are reported; of a file with a NUL only that.
bool check_text(const Sources& sources, FileId file, Diagnostics& diagnostics);

}  // namespace boxwright::parse
