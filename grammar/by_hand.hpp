#pragma once

#include <tao/pegtl.hpp>

/// Rules that PEGTL does not have.
namespace boxwright::grammar {

/// A rule matched by `Rule::read(input, state)`; for PEGTL's own analysis it has the shape of `Like`.
template <class Rule, class Like = tao::pegtl::success>
struct by_hand : Like {
  template <tao::pegtl::apply_mode, tao::pegtl::rewind_mode, template <class...> class Action,
            template <class...> class Control, class Input, class State, class... Others>
  static bool match(Input& in, State& state, Others&&... /*unused*/) {
    return Rule::read(in, state);
  }
};

/// The character before this place is one of these; the text's begin counts as a line's.
template <char... Characters>
struct behind : by_hand<behind<Characters...>> {
  template <class Input, class State>
  static bool read(Input& in, State& /*unused*/) {
    const char previous = in.byte() == 0 ? '\n' : *(in.current() - 1);
    return ((previous == Characters) || ...);
  }
};

}  // namespace boxwright::grammar
