#pragma once

#include <cstddef>
#include <string_view>

#include "compiler/base/text.hpp"

namespace boxwright::verify {

/// Takes what stands at a `$` into a text: `${X}`, `$X`, `${X:+before${X}behind}`, or the dollar alone where no name
/// stands behind it. False where it is anything else, which the compiler writes nowhere.
bool take_reference(std::string_view text, std::size_t& place, Text& result);

/// The bytes of a name at the beginning of a text, which may be none.
std::size_t name_size(std::string_view text);

}  // namespace boxwright::verify
