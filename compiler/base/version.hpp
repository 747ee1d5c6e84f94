#pragma once

#include <string_view>

namespace boxwright {

// The build system knows the version; a compiler that is run without it must still agree.
#ifndef BOXWRIGHT_VERSION
#define BOXWRIGHT_VERSION "0.1.0"
#endif

/// The version of this program, as `--version` and the generated-by line of every output say it.
inline constexpr std::string_view kVersion = BOXWRIGHT_VERSION;  // NOLINT(readability-identifier-naming)

}  // namespace boxwright
