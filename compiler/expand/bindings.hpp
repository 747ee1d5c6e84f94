#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/ast/ast.hpp"
#include "compiler/base/diagnostic.hpp"

/// Names that are known when compiling, and what they stand for.
namespace boxwright::expand {

/// What a parameter's values look like: found from its default.
enum class Type { text, integer, boolean, version };

/// What a `param` or a parameter of a template declares.
struct Parameter {
  std::string name;
  Type type = Type::text;
  std::vector<std::string> allowed;         ///< empty: any value of the type
  std::optional<ast::Argument> fallback{};  ///< absent: a value must be given
  bool takes_list = false;                  ///< its default is a list of its own, and no list of what is allowed
  Span span{};
};

/// A name and what it stands for here.
struct Binding {
  ast::Argument value;                   ///< its own names replaced, as far as they are known
  std::optional<Parameter> parameter{};  ///< absent: a built-in
};

/// The names of one block, and of those around it.
class Bindings {
 public:
  explicit Bindings(const Bindings* outer = nullptr) : outer_(outer) {}

  void set(const std::string& name, Binding binding) { own_.insert_or_assign(name, std::move(binding)); }
  [[nodiscard]] const Binding* find(std::string_view name) const;
  [[nodiscard]] std::vector<std::string_view> names() const;

 private:
  const Bindings* outer_;
  std::map<std::string, Binding, std::less<>> own_;
};

/// Is it one of the names the language itself gives a value? They cannot be declared.
bool is_built_in_name(std::string_view name);

/// One word with this text, as if it was written in quotes at `span`.
ast::Argument word(std::string text, Span span);
/// The text of an argument; nothing where it is a list or names something that is not known here.
std::optional<std::string> text_of(const ast::Argument& argument);
/// The items of a list, or the argument alone.
std::vector<ast::Argument> items_of(const ast::Argument& argument);

/// `name=value`, split at the first equals sign outside of quotes.
struct SplitPair {
  std::string name;
  Span name_span;
  std::optional<ast::Argument> value;  ///< absent: no equals sign
};
SplitPair split_pair(const ast::Argument& argument);

/// `18446744073709551615`, `-3`
bool is_integer(std::string_view text);
/// `12.4`, `v2.1.2`, `2.0.1+cu118`, `3`: numbers with dots between, and perhaps a suffix.
bool is_version(std::string_view text);
/// Below, at or above 0 as the first is lower, equal or higher; missing parts count as 0, and a suffix such as `rc1`
/// makes a version lower (Semantic Versioning 2.0.0, 11), one behind `+` does not.
int compare_versions(std::string_view first, std::string_view second);

/// What all of these texts look like.
Type type_of(const std::vector<std::string>& texts);
/// Is this a value of the parameter? Reported at `place` where it is not.
bool check_value(const Parameter& parameter, std::string_view text, Span place, Diagnostics& diagnostics);

/// `${cuda:major}`: a text in one of the forms major, minor, compact, dashed, gnu, quoted;
/// nothing where it has none.
std::optional<std::string> in_form(std::string_view text, std::string_view form);
/// The forms there are, for messages.
const std::vector<std::string_view>& forms();

}  // namespace boxwright::expand
