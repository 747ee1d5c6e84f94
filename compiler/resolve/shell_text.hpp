#pragma once

#include <string>
#include <string_view>

namespace boxwright::resolve {

/// Is the text one simple command that leaves the shell as it is: no list, pipeline, compound command, substitution or
/// here-document? Unsure means no.
bool is_simple_command(std::string_view text);
/// Does it hold a pipe, at whatever depth?
bool has_pipe(std::string_view text);

/// A word as the shell reads it back: bare, or in single quotes.
std::string shell_quoted(std::string_view text);

}  // namespace boxwright::resolve
