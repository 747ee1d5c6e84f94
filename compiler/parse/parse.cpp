#include "compiler/parse/parse.hpp"

#include <tao/pegtl.hpp>
#include <vector>

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

/// Notes what is matched and turns what the grammar refuses into a message; `try_catch` in the grammar catches what is
/// thrown. What stood in a rule that did not match in the end is forgotten.
template <class Rule>
struct Control : tao::pegtl::normal<Rule> {
  template <tao::pegtl::apply_mode A, tao::pegtl::rewind_mode M, template <class...> class Action,
            template <class...> class AnyControl, class Input>
  static bool match(Input& in, State& state, std::vector<Node>& nodes) {
    ++state.rules_tried;
    const std::size_t index = nodes.size();
    if constexpr (kind_of<Rule> != NodeKind::none) nodes.push_back({kind_of<Rule>, in.current(), nullptr, 1});
    const bool matched = tao::pegtl::normal<Rule>::template match<A, M, Action, AnyControl>(in, state, nodes);
    if (!matched) {
      nodes.resize(index);
    } else if constexpr (kind_of<Rule> != NodeKind::none) {
      nodes[index].end = in.current();
      nodes[index].size = nodes.size() - index;
    }
    return matched;
  }
};

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
