#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/ir/ir.hpp"

/// How one command of a RUN is laid out: on one line, or on several that a person would break at the same places.
namespace boxwright::backends {

/// The lines of one command, without indentation and without the backslashes between them.
using CommandLines = std::vector<std::string>;

CommandLines command_lines(const ir::Command& command);

/// `sh -euc …` (or bash with pipefail), which runs a script wherever a command may stand.
CommandLines script_call_lines(const ir::Script& script);

/// A text's lines, without the line feeds.
std::vector<std::string_view> lines_of(std::string_view text);

/// Breaks lines that are longer than a builder reads, in the middle of words, where that changes nothing.
std::string wrap_long_lines(std::string_view instruction);

}  // namespace boxwright::backends
