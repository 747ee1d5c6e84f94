#pragma once

#include <memory>
#include <string_view>
#include <vector>

namespace boxwright::parse {

/// One matched rule of the grammar, of those the tree is made of.
struct Node {
  enum class Kind : unsigned char {
    none,
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
  using children_t = std::vector<std::unique_ptr<Node>>;  // a name that PEGTL wants

  children_t children;
  const char* begin = nullptr;
  const char* end = nullptr;
  Kind kind = Kind::none;

  [[nodiscard]] std::string_view text() const { return {begin, static_cast<std::size_t>(end - begin)}; }
  [[nodiscard]] const Node* child(Kind wanted) const {
    for (const auto& node : children)
      if (node->kind == wanted) return node.get();
    return nullptr;
  }
};

}  // namespace boxwright::parse
