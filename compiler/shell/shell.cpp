#include "compiler/shell/shell.hpp"

#include <tao/pegtl.hpp>

#include "compiler/base/tree_control.hpp"
#include "compiler/shell/build.hpp"
#include "compiler/shell/node.hpp"
#include "compiler/shell/state.hpp"
#include "grammar/shell.hpp"

namespace boxwright::shell {

namespace {

namespace rules = grammar::shell;

// The rules that become nodes.
template <class Rule>
inline constexpr NodeKind kind_of = NodeKind::none;
template <>
inline constexpr NodeKind kind_of<rules::script> = NodeKind::script;
template <>
inline constexpr NodeKind kind_of<rules::simple_command> = NodeKind::simple;
template <>
inline constexpr NodeKind kind_of<rules::test_command> = NodeKind::simple;
template <>
inline constexpr NodeKind kind_of<rules::if_command> = NodeKind::compound;
template <>
inline constexpr NodeKind kind_of<rules::while_command> = NodeKind::compound;
template <>
inline constexpr NodeKind kind_of<rules::for_command> = NodeKind::compound;
template <>
inline constexpr NodeKind kind_of<rules::case_command> = NodeKind::compound;
template <>
inline constexpr NodeKind kind_of<rules::arithmetic_command> = NodeKind::compound;
template <>
inline constexpr NodeKind kind_of<rules::braces> = NodeKind::braces;
template <>
inline constexpr NodeKind kind_of<rules::subshell> = NodeKind::subshell;
template <>
inline constexpr NodeKind kind_of<rules::condition> = NodeKind::condition;
template <>
inline constexpr NodeKind kind_of<rules::body> = NodeKind::body;
template <>
inline constexpr NodeKind kind_of<rules::function> = NodeKind::function;
template <>
inline constexpr NodeKind kind_of<rules::substitution> = NodeKind::substitution;
template <>
inline constexpr NodeKind kind_of<rules::process> = NodeKind::substitution;
template <>
inline constexpr NodeKind kind_of<rules::negation> = NodeKind::negation;
template <>
inline constexpr NodeKind kind_of<rules::newline> = NodeKind::sequence;
template <>
inline constexpr NodeKind kind_of<rules::semicolon> = NodeKind::sequence;
template <>
inline constexpr NodeKind kind_of<rules::background> = NodeKind::background;
template <>
inline constexpr NodeKind kind_of<rules::both> = NodeKind::both;
template <>
inline constexpr NodeKind kind_of<rules::either> = NodeKind::either;
template <>
inline constexpr NodeKind kind_of<rules::pipe> = NodeKind::pipe;
template <>
inline constexpr NodeKind kind_of<rules::assignment> = NodeKind::assignment;
template <>
inline constexpr NodeKind kind_of<rules::assigned_name> = NodeKind::assigned_name;
template <>
inline constexpr NodeKind kind_of<rules::assigned> = NodeKind::assigned;
template <>
inline constexpr NodeKind kind_of<rules::redirection> = NodeKind::redirection;
template <>
inline constexpr NodeKind kind_of<rules::descriptor> = NodeKind::descriptor;
template <>
inline constexpr NodeKind kind_of<rules::direction> = NodeKind::direction;
template <>
inline constexpr NodeKind kind_of<rules::here_direction> = NodeKind::direction;
template <>
inline constexpr NodeKind kind_of<rules::word> = NodeKind::word;
template <>
inline constexpr NodeKind kind_of<rules::value> = NodeKind::word;
template <>
inline constexpr NodeKind kind_of<rules::plain> = NodeKind::plain;
template <>
inline constexpr NodeKind kind_of<rules::escape> = NodeKind::escape;
template <>
inline constexpr NodeKind kind_of<rules::single_quoted> = NodeKind::single_quoted;
template <>
inline constexpr NodeKind kind_of<rules::ansi_quoted> = NodeKind::ansi_quoted;
template <>
inline constexpr NodeKind kind_of<rules::double_quoted> = NodeKind::double_quoted;
template <>
inline constexpr NodeKind kind_of<rules::quoted_text> = NodeKind::quoted_text;
template <>
inline constexpr NodeKind kind_of<rules::quoted_escape> = NodeKind::quoted_escape;
template <>
inline constexpr NodeKind kind_of<rules::quoted_character> = NodeKind::quoted_character;
template <>
inline constexpr NodeKind kind_of<rules::continuation> = NodeKind::continuation;
template <>
inline constexpr NodeKind kind_of<rules::array> = NodeKind::array;
template <>
inline constexpr NodeKind kind_of<rules::lone_dollar> = NodeKind::lone_dollar;
template <bool in_quotes>
inline constexpr NodeKind kind_of<rules::expansion<in_quotes>> = NodeKind::expansion;
template <bool in_quotes>
inline constexpr NodeKind kind_of<rules::backquoted<in_quotes>> = NodeKind::substitution;

template <class Rule>
struct Control : TreeControl<Rule, kind_of<Rule>> {};

}  // namespace

Script parse(std::string_view text, std::size_t* effort) {
  using Input = tao::pegtl::memory_input<tao::pegtl::tracking_mode::lazy, tao::pegtl::eol::lf, const char*>;
  if (text.data() == nullptr) text = "";
  Input in(text.data(), text.size(), "");
  State state(text);
  std::vector<Node> nodes;
  tao::pegtl::parse<rules::script, tao::pegtl::nothing, Control>(in, state, nodes);
  if (effort != nullptr) *effort = state.rules_tried;
  return build(nodes.front(), state);
}

std::string_view Command::name() const {
  if (words.empty() || !words.front().literal) return {};
  const std::string_view text = words.front().text;
  return text.substr(text.rfind('/') + 1);
}

bool Script::is_within(const Member& member, Group::Kind kind) const {
  for (std::size_t at = member.group; at != 0; at = groups[at].group)
    if (groups[at].kind == kind) return true;
  return kind == Group::Kind::text;
}

}  // namespace boxwright::shell
