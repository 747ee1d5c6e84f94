#pragma once

#include <string>
#include <string_view>

namespace boxwright::resolve {

/// Is the text one simple command: no list, pipeline, compound command or substitution outside of quotes? Unsure means
/// no.
bool is_simple_command(std::string_view text);
/// Does it hold a pipe outside of quotes?
bool has_pipe(std::string_view text);

/// A word as the shell reads it back: bare, or in single quotes.
std::string shell_quoted(std::string_view text);

}  // namespace boxwright::resolve
