#include "compiler/parse/parse.hpp"

#include <tao/pegtl.hpp>
#include <vector>

#include "compiler/base/tree_control.hpp"
#include "compiler/parse/build.hpp"
#include "compiler/parse/check_text.hpp"
#include "compiler/parse/node.hpp"
#include "compiler/parse/state.hpp"
#include "grammar/grammar.hpp"

namespace boxwright::parse {

namespace {

// The rules that become nodes.
template <class Rule>
inline constexpr NodeKind kind_of = NodeKind::none;
template <>
inline constexpr NodeKind kind_of<grammar::file> = NodeKind::file;
template <>
inline constexpr NodeKind kind_of<grammar::row> = NodeKind::row;
template <>
inline constexpr NodeKind kind_of<grammar::bad_row> = NodeKind::bad_row;
template <>
inline constexpr NodeKind kind_of<grammar::head> = NodeKind::head;
template <>
inline constexpr NodeKind kind_of<grammar::options> = NodeKind::options;
template <>
inline constexpr NodeKind kind_of<grammar::option> = NodeKind::option;
template <>
inline constexpr NodeKind kind_of<grammar::option_name> = NodeKind::option_name;
template <>
inline constexpr NodeKind kind_of<grammar::equals> = NodeKind::equals;
template <>
inline constexpr NodeKind kind_of<grammar::argument> = NodeKind::argument;
template <>
inline constexpr NodeKind kind_of<grammar::value> = NodeKind::argument;
template <>
inline constexpr NodeKind kind_of<grammar::item> = NodeKind::argument;
template <char... Stops>
inline constexpr NodeKind kind_of<grammar::bare<Stops...>> = NodeKind::bare;
template <>
inline constexpr NodeKind kind_of<grammar::string> = NodeKind::string;
template <>
inline constexpr NodeKind kind_of<grammar::string_text> = NodeKind::string_text;
template <>
inline constexpr NodeKind kind_of<grammar::escape> = NodeKind::escape;
template <>
inline constexpr NodeKind kind_of<grammar::literal> = NodeKind::literal;
template <>
inline constexpr NodeKind kind_of<grammar::reference> = NodeKind::reference;
template <>
inline constexpr NodeKind kind_of<grammar::reference_name> = NodeKind::reference_name;
template <>
inline constexpr NodeKind kind_of<grammar::form> = NodeKind::form;
template <>
inline constexpr NodeKind kind_of<grammar::list> = NodeKind::list;
template <>
inline constexpr NodeKind kind_of<grammar::targets> = NodeKind::targets;
template <>
inline constexpr NodeKind kind_of<grammar::command> = NodeKind::command;
template <>
inline constexpr NodeKind kind_of<grammar::raw_line> = NodeKind::raw_line;
template <>
inline constexpr NodeKind kind_of<grammar::text> = NodeKind::text;
template <>
inline constexpr NodeKind kind_of<grammar::close_fence> = NodeKind::close_fence;
template <>
inline constexpr NodeKind kind_of<grammar::block> = NodeKind::block;
template <>
inline constexpr NodeKind kind_of<grammar::comment> = NodeKind::comment;

/// Turns what the grammar refuses into a message; `try_catch` in the grammar catches what is thrown.
template <class Rule>
struct Control : TreeControl<Rule, kind_of<Rule>> {};

template <class Error>
struct Control<grammar::refusal<Error>> : tao::pegtl::normal<grammar::refusal<Error>> {
  template <class Input>
  [[noreturn]] static void raise(const Input& in, State& state, const std::vector<Node>& /*unused*/) {
    state.refuse<Error>(in.byte());
    throw grammar::row_given_up{};
  }
};

}  // namespace

ast::File parse(const Sources& sources, FileId file, Diagnostics& diagnostics, std::size_t* effort) {
  using Input = tao::pegtl::memory_input<tao::pegtl::tracking_mode::lazy, tao::pegtl::eol::lf, const char*>;
  if (!check_text(sources, file, diagnostics)) return {};
  const std::string_view text = sources[file].text();
  Input in(text.data(), text.size(), "");
  State state(text, file, diagnostics);
  std::vector<Node> nodes;
  const bool matched = tao::pegtl::parse<grammar::file, tao::pegtl::nothing, Control>(in, state, nodes);
  if (effort != nullptr) *effort = state.rules_tried + state.bytes_read_again();
  return matched ? build(nodes.front(), text, file, diagnostics) : ast::File{};
}

}  // namespace boxwright::parse
