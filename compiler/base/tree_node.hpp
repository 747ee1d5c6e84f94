#pragma once

#include <cstddef>
#include <string_view>

namespace boxwright {

/// One match of a rule. Nodes lie in one row of memory, each followed by all that is in it.
template <class Kind>
class TreeNode {
 public:
  Kind kind = Kind::none;
  const char* begin = nullptr;
  const char* end = nullptr;
  std::size_t size = 1;  ///< of itself and all that is in it, in nodes

  [[nodiscard]] std::string_view text() const { return {begin, static_cast<std::size_t>(end - begin)}; }

  /// Goes from a node to the next one that is not in it.
  struct Iterator {
    const TreeNode* node;
    const TreeNode& operator*() const { return *node; }
    Iterator& operator++() {
      node += node->size;
      return *this;
    }
    friend bool operator==(const Iterator&, const Iterator&) = default;
  };
  struct Children {
    const TreeNode* parent;
    [[nodiscard]] Iterator begin() const { return {parent + 1}; }
    [[nodiscard]] Iterator end() const { return {parent + parent->size}; }
  };
  [[nodiscard]] Children children() const { return {this}; }
  [[nodiscard]] const TreeNode* child(Kind wanted) const {
    for (const TreeNode& node : children())
      if (node.kind == wanted) return &node;
    return nullptr;
  }
};

}  // namespace boxwright
