#pragma once

#include <cstddef>
#include <string_view>

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

/// One match of a rule. Nodes lie in one row of memory, each followed by all that is in it.
class Node {
 public:
  NodeKind kind = NodeKind::none;
  const char* begin = nullptr;
  const char* end = nullptr;
  std::size_t size = 1;  ///< of itself and all that is in it, in nodes

  [[nodiscard]] std::string_view text() const { return {begin, static_cast<std::size_t>(end - begin)}; }

  /// Goes from a node to the next one that is not in it.
  struct Iterator {
    const Node* node;
    const Node& operator*() const { return *node; }
    Iterator& operator++() {
      node += node->size;
      return *this;
    }
    friend bool operator==(const Iterator&, const Iterator&) = default;
  };
  struct Children {
    const Node* parent;
    [[nodiscard]] Iterator begin() const { return {parent + 1}; }
    [[nodiscard]] Iterator end() const { return {parent + parent->size}; }
  };
  [[nodiscard]] Children children() const { return {this}; }
  [[nodiscard]] const Node* child(NodeKind wanted) const {
    for (const Node& node : children())
      if (node.kind == wanted) return &node;
    return nullptr;
  }
};

}  // namespace boxwright::parse
