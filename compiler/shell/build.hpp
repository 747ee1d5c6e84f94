#pragma once

#include "compiler/shell/node.hpp"
#include "compiler/shell/shell.hpp"
#include "compiler/shell/state.hpp"

namespace boxwright::shell {

/// Makes plain values of what the grammar matched.
Script build(const Node& root, const State& state);

/// Where in the text a node ends.
std::size_t end_of(const Node& node, const State& state);

/// A word without its quotes.
Word build_word(const Node& node, const State& state);

}  // namespace boxwright::shell
