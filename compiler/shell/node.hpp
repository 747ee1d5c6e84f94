#pragma once

#include "compiler/base/tree_node.hpp"

namespace boxwright::shell {

/// The rules of the shell's grammar that the tree is made of.
enum class NodeKind : unsigned char {
  none,
  script,
  simple,
  compound,
  braces,
  subshell,
  condition,
  body,
  function,
  substitution,
  negation,
  sequence,
  background,
  both,
  either,
  pipe,
  assignment,
  assigned_name,
  assigned,
  redirection,
  descriptor,
  direction,
  word,
  plain,
  escape,
  single_quoted,
  ansi_quoted,
  double_quoted,
  quoted_text,
  quoted_escape,
  quoted_character,
  continuation,
  expansion,
  array,
  lone_dollar,
};

using Node = TreeNode<NodeKind>;

}  // namespace boxwright::shell
