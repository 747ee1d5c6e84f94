#pragma once

#include <string>

#include "compiler/ir/ir.hpp"

namespace boxwright::backends {

/// Does the shell of this stage's RUNs stop at failures by itself (bash with pipefail, set here or in a stage it starts
/// from)?
bool strict_shell(const ir::Module& module, const ir::Stage& stage);

/// Is it written as a here-document: one script of several lines, and the dialect has them?
bool is_heredoc(const ir::Run& run, ir::Dialect dialect, bool strict_shell);

/// The RUN instruction, without a line feed at its end.
std::string run_instruction(const ir::Run& run, ir::Dialect dialect, bool strict_shell);

}  // namespace boxwright::backends
