#pragma once

#include <string_view>

namespace boxwright {

/// Without the white space at its beginning. BuildKit counts all of Unicode's, the no-break space with it.
std::string_view without_blanks_before(std::string_view text);
/// Without that at its end.
std::string_view without_blanks_behind(std::string_view text);
/// Without both.
std::string_view trimmed(std::string_view text);

}  // namespace boxwright
