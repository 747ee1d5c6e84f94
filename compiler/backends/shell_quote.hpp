#pragma once

#include <string>

#include "compiler/base/text.hpp"

namespace boxwright::backends {

/// A text as one word for a POSIX shell: bare where nothing in it means anything to the shell, else quoted. Its
/// variables stay references inside double quotes.
std::string shell_word(const Text& text);

/// As `shell_word`, for the place of a program's name, where `a=b` would be an assignment.
std::string shell_program(const Text& text);

/// A text in double quotes, so that it can be put behind `"$folder"/` or hold variables.
std::string shell_double_quoted(const Text& text);

}  // namespace boxwright::backends
