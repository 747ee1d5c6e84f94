#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// The base protocol of the Language Server Protocol 3.17 (microsoft.github.io/language-server-protocol): headers, an
/// empty line, and as many bytes of JSON as `Content-Length` says.
namespace boxwright::lsp {

/// Takes bytes as they come and gives whole messages. What is no message is skipped: headers without a length up to
/// their empty line, and the bytes of a message that is longer than any editor sends.
class Frames {
 public:
  static constexpr std::size_t longest = 64U << 20U;  ///< bytes of a message

  void add(std::string_view bytes) { waiting_.append(bytes); }
  /// The next message's text; nothing as long as it is not all here.
  std::optional<std::string> next();

 private:
  std::string waiting_;
  std::size_t skipped_ = 0;  ///< bytes that are still to come and nobody wants
};

/// A message with its header.
std::string framed(std::string_view message);

}  // namespace boxwright::lsp
