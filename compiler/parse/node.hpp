#pragma once

#include "compiler/base/tree_node.hpp"

namespace boxwright::parse {

/// The rules of the grammar that the tree is made of.
enum class NodeKind : unsigned char {
  none,
  file,
  row,
  bad_row,
  head,
  options,
  option,
  option_name,
  equals,
  argument,
  bare,
  string,
  string_text,
  escape,
  literal,
  reference,
  reference_name,
  form,
  list,
  targets,
  command,
  raw_line,
  text,
  close_fence,
  block,
  comment,
};

using Node = TreeNode<NodeKind>;

}  // namespace boxwright::parse
