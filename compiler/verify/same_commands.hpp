#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "compiler/verify/meaning.hpp"

namespace boxwright::verify {

/// What was meant and what stands there instead.
struct Unlike {
  std::string what, meant, written;
};

/// Does the text of a RUN, or of its here-document, say these commands, in this order and each stopping all at its
/// failure? Nothing where it does.
std::optional<Unlike> unlike_commands(const Commands& meant, std::string_view text, bool is_here_document);

}  // namespace boxwright::verify
