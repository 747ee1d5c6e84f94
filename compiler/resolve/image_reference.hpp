#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace boxwright {

/// `[host[:port]/]name[:tag][@digest]`, by the grammar of the distribution specification
/// (github.com/distribution/reference).
struct ImageReference {
  std::string name;    ///< with its host
  std::string tag;     ///< empty: none
  std::string digest;  ///< `sha256:…`; empty: none

  /// The last part of the name: `summarizer` of `acme/summarizer`.
  [[nodiscard]] std::string short_name() const;
};

std::optional<ImageReference> parse_image_reference(std::string_view text);

}  // namespace boxwright
