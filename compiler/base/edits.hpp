#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/source.hpp"

namespace boxwright {

/// What stands at `span` is replaced.
struct TextEdit {
  Span span;
  std::string replacement;

  friend bool operator==(const TextEdit&, const TextEdit&) = default;
};

/// A file with edits made, which must be in order and not overlap. Their places are those of its `Source`; its own
/// byte-order mark and CRLF line ends stay, and what is put in gets these line ends too.
std::string with_edits(std::string_view file, const std::vector<TextEdit>& edits);

}  // namespace boxwright
