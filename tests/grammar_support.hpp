#pragma once

#include <string>
#include <string_view>

#include "compiler/base/diagnostic.hpp"

namespace boxwright::tests {

/// The tree of a text as `boxwright parse` prints it, without blanks between its parts; the messages when there are
/// any.
std::string tree(std::string_view text);

/// The first lines of all messages about a text: `LINE:COLUMN CODE MESSAGE` each, in the order they are shown.
std::string refused(std::string_view text);

/// The tree although there are messages.
std::string tree_of_broken(std::string_view text);

/// All that is said about a text.
std::vector<Diagnostic> diagnostics_of(std::string_view text);

/// The text with the first mend of its first message applied.
std::string mended(std::string_view text);

}  // namespace boxwright::tests
