#include "compiler/parse/parse.hpp"

#include <tao/pegtl.hpp>
#include <tao/pegtl/contrib/parse_tree.hpp>

#include "compiler/parse/build.hpp"
#include "compiler/parse/check_text.hpp"
#include "compiler/parse/node.hpp"
#include "compiler/parse/state.hpp"
#include "grammar/grammar.hpp"

namespace boxwright::parse {

namespace {

using Kind = Node::Kind;
namespace g = grammar;

/// The rules that become nodes of the tree.
template <class Rule>
inline constexpr Kind kind_of = Kind::none;
template <>
inline constexpr Kind kind_of<g::row> = Kind::row;
template <>
inline constexpr Kind kind_of<g::bad_row> = Kind::bad_row;
template <>
inline constexpr Kind kind_of<g::head> = Kind::head;
template <>
inline constexpr Kind kind_of<g::options> = Kind::options;
template <>
inline constexpr Kind kind_of<g::option> = Kind::option;
template <>
inline constexpr Kind kind_of<g::option_name> = Kind::option_name;
template <>
inline constexpr Kind kind_of<g::equals> = Kind::equals;
template <>
inline constexpr Kind kind_of<g::argument> = Kind::argument;
template <>
inline constexpr Kind kind_of<g::value> = Kind::argument;
template <>
inline constexpr Kind kind_of<g::item> = Kind::argument;
template <char... Stops>
inline constexpr Kind kind_of<g::bare<Stops...>> = Kind::bare;
template <>
inline constexpr Kind kind_of<g::string> = Kind::string;
template <>
inline constexpr Kind kind_of<g::string_text> = Kind::string_text;
template <>
inline constexpr Kind kind_of<g::escape> = Kind::escape;
template <>
inline constexpr Kind kind_of<g::literal> = Kind::literal;
template <>
inline constexpr Kind kind_of<g::reference> = Kind::reference;
template <>
inline constexpr Kind kind_of<g::reference_name> = Kind::reference_name;
template <>
inline constexpr Kind kind_of<g::form> = Kind::form;
template <>
inline constexpr Kind kind_of<g::list> = Kind::list;
template <>
inline constexpr Kind kind_of<g::targets> = Kind::targets;
template <>
inline constexpr Kind kind_of<g::command> = Kind::command;
template <>
inline constexpr Kind kind_of<g::raw_line> = Kind::raw_line;
template <>
inline constexpr Kind kind_of<g::text> = Kind::text;
template <>
inline constexpr Kind kind_of<g::close_fence> = Kind::close_fence;
template <>
inline constexpr Kind kind_of<g::block> = Kind::block;
template <>
inline constexpr Kind kind_of<g::comment> = Kind::comment;

template <class Rule>
struct Selected : std::bool_constant<kind_of<Rule> != Kind::none> {};

/// A node as PEGTL's parse tree makes it.
struct TreeNode : Node {
  template <class Rule, class Input, class... States>
  void start(const Input& in, States&&... /*unused*/) {
    kind = kind_of<Rule>;
    begin = in.current();
  }
  template <class Rule, class Input, class... States>
  void success(const Input& in, States&&... /*unused*/) {
    end = in.current();
  }
  template <class Rule, class Input, class... States>
  void failure(const Input& /*unused*/, States&&... /*unused*/) {}
  template <class... States>
  void emplace_back(std::unique_ptr<TreeNode>&& child, States&&... /*unused*/) {
    children.emplace_back(std::move(child));
  }
};

/// Turns what the grammar refuses into a message; `try_catch` in the grammar catches what is thrown.
template <class Rule>
struct Control : tao::pegtl::normal<Rule> {};

template <class Error>
struct Control<g::refusal<Error>> : tao::pegtl::normal<g::refusal<Error>> {
  template <class Input>
  [[noreturn]] static void raise(const Input& in, State& state) {
    state.refuse<Error>(in.byte());
    throw g::row_given_up{};
  }
};

}  // namespace

ast::File parse(const Sources& sources, FileId file, Diagnostics& diagnostics) {
  if (!check_text(sources, file, diagnostics)) return {};
  const std::string_view text = sources[file].text();
  tao::pegtl::memory_input<tao::pegtl::tracking_mode::lazy, tao::pegtl::eol::lf, const char*> in(text.data(), text.size(), "");
  State state(text, file, diagnostics);
  const auto root = tao::pegtl::parse_tree::parse<g::file, TreeNode, Selected, tao::pegtl::nothing, Control>(in, state);
  return root == nullptr ? ast::File{} : build(*root, text, file, diagnostics);
}

}  // namespace boxwright::parse
