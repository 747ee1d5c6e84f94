#pragma once

#include <vector>

#include "compiler/ir/ir.hpp"

/// The commands that download a model of the Hugging Face hub, with a client that is pinned by checksum.
namespace boxwright::passes {

/// Where the client comes from, for a base with this Python: pip installs just the wheels of
/// stdlib/huggingface_hub.txt.
std::vector<ir::Command> install_hub_client(const BaseFacts& facts);

/// Downloads the model to /weights, tests that something came, and lets everybody read it.
std::vector<std::variant<ir::Command, ir::Script>> model_commands(const ir::Download& model, const BaseFacts& facts);

}  // namespace boxwright::passes
