#pragma once

#include <string>
#include <string_view>

#include "compiler/resolve/spec.hpp"

namespace boxwright::resolve {

/// Is the text one simple command that leaves the shell as it is: no list, pipeline, compound command, substitution or
/// here-document? Unsure means no.
bool is_simple_command(std::string_view text);
/// Does it hold a pipe, at whatever depth?
bool has_pipe(std::string_view text);

/// Does bash run the stage's steps? It does where the spec says so, and where a pipe needs its `pipefail` and the base
/// has it; all others are run by sh.
bool runs_in_bash(const spec::Stage& stage);

/// A word as the shell reads it back: bare, or in single quotes.
std::string shell_quoted(std::string_view text);

}  // namespace boxwright::resolve
