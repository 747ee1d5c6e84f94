#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/ast/ast.hpp"
#include "compiler/base/source.hpp"

/// What a file's rows name, by their shape and the keywords: enough to go from a name to where it is declared while
/// the file is being written and does not compile.
namespace boxwright::lsp {

struct Name {
  enum class Kind {
    parameter,
    argument,
    variable,
    shell_variable,  ///< `$NAME` in a command: an argument or a variable, and mostly neither
    secret,
    stage,
    image,
    template_,
    import,
  };
  Kind kind = Kind::parameter;
  std::string text;
  Span span;  ///< of the name alone
  bool declares = false;
  std::size_t block = 0;  ///< of a declaration: where it holds; of a use: where it stands
  std::string owner{};    ///< of a template's parameter: the template
  const ast::Row* row = nullptr;
};

/// Parameters, arguments and variables are named in one way, `${…}`.
inline bool is_value(Name::Kind kind) {
  return kind == Name::Kind::parameter || kind == Name::Kind::argument || kind == Name::Kind::variable;
}

/// A block of rows, 0 the file.
struct NamedBlock {
  std::size_t parent = 0;
  Span span;
};

class Names {
 public:
  Names() = default;
  Names(const Sources& sources, FileId file, const ast::File& tree);

  [[nodiscard]] const std::vector<Name>& all() const { return all_; }
  /// The name that a place is in or at the end of; null where there is none.
  [[nodiscard]] const Name* at(std::size_t offset) const;
  /// Where this file declares what a use means, or the declaration itself; null where it does not.
  [[nodiscard]] const Name* declaration(const Name& name) const;
  /// What a declaration of this file is named by in it, itself included.
  [[nodiscard]] std::vector<const Name*> uses(const Name& declaration) const;
  /// The declarations that can be named at a place.
  [[nodiscard]] std::vector<const Name*> visible(std::size_t offset) const;

 private:
  friend class NamesReader;
  [[nodiscard]] bool is_within(std::size_t block, std::size_t outer) const;

  std::vector<Name> all_;
  std::vector<NamedBlock> blocks_;
};

}  // namespace boxwright::lsp
