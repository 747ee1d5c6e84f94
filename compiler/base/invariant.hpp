#pragma once

#include <string_view>

namespace boxwright {

/// Ends the program with a message: something is not as an earlier stage of the compiler has promised.
[[noreturn]] void broken_invariant(std::string_view what, std::string_view subject = {});

}  // namespace boxwright
