#pragma once

#include <tao/pegtl.hpp>
#include <vector>

#include "compiler/base/tree_node.hpp"

namespace boxwright {

/// The control of a grammar whose rules become nodes: what a rule of a kind has matched is noted, and what stood in a
/// rule that did not match in the end is forgotten. `State` counts the rules tried.
template <class Rule, auto kind>
struct TreeControl : tao::pegtl::normal<Rule> {
  using Kind = decltype(kind);

  template <tao::pegtl::apply_mode A, tao::pegtl::rewind_mode M, template <class...> class Action,
            template <class...> class Control, class Input, class State>
  static bool match(Input& in, State& state, std::vector<TreeNode<Kind>>& nodes) {
    ++state.rules_tried;
    const std::size_t index = nodes.size();
    if constexpr (kind != Kind::none) nodes.push_back({kind, in.current(), nullptr, 1});
    const bool matched = tao::pegtl::normal<Rule>::template match<A, M, Action, Control>(in, state, nodes);
    if (!matched) {
      nodes.resize(index);
    } else if constexpr (kind != Kind::none) {
      nodes[index].end = in.current();
      nodes[index].size = nodes.size() - index;
    }
    return matched;
  }
};

}  // namespace boxwright
