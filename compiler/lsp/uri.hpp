#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace boxwright::lsp {

/// The path of a `file:` URI (RFC 8089); nothing for any other.
std::optional<std::string> path_of(std::string_view uri);
/// The URI of a path from the root.
std::string uri_of(std::string_view path);

}  // namespace boxwright::lsp
