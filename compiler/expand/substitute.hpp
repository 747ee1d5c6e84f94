#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/ast/ast.hpp"
#include "compiler/base/diagnostic.hpp"
#include "compiler/expand/bindings.hpp"

namespace boxwright::expand {

/// Replaces names in rows by what they stand for, and moves the rows to another id of their file.
///
/// What is not bound stays a reference: a built-in of the stage, a variable, or nothing at all, which is said later. A
/// name that stands for a list is as many words as that has items.
class Substitution {
 public:
  /// `file` is the id the rows get. `open_names`, where given, collects the names that stay.
  Substitution(const Bindings& bindings, FileId file, Diagnostics& diagnostics, std::set<std::string>* open_names)
      : bindings_(bindings), file_(file), diagnostics_(diagnostics), open_names_(open_names) {}

  /// All of a row but its block, which the result has without rows.
  [[nodiscard]] ast::Row row(const ast::Row& row) const;
  [[nodiscard]] std::vector<ast::Argument> words(const std::vector<ast::Argument>& arguments) const;
  /// One argument as one; a list stays a list.
  [[nodiscard]] ast::Argument argument(const ast::Argument& argument) const;
  /// A value for a template, in which `name=${list}` stays a list too.
  [[nodiscard]] ast::Argument handed_on(const ast::Argument& argument) const;
  [[nodiscard]] Span at(Span span) const { return {file_, span.begin, span.end}; }

 private:
  void append(const ast::Piece& piece, ast::Argument& result) const;
  void append_reference(const ast::Piece& piece, ast::Argument& result) const;
  /// Do names bring more than anybody means? Reported at `place` if so.
  [[nodiscard]] bool is_too_long(std::size_t brought, Span place) const;
  [[nodiscard]] const Binding* list_behind(const ast::Argument& argument) const;
  [[nodiscard]] std::string shell(std::string_view text, Span span, bool is_shell) const;
  [[nodiscard]] std::string shell_value(const std::string& name, const std::string& form, const Binding& binding,
                                        Span place, bool is_shell) const;
  /// The text in this form; reported, and left as it is, where it has none.
  [[nodiscard]] std::string formed(const std::string& name, const std::string& text, const std::string& form,
                                   Span place) const;

  const Bindings& bindings_;
  FileId file_;
  Diagnostics& diagnostics_;
  std::set<std::string>* open_names_;
};

/// Where `name=` is assigned to in shell text; `npos` where it is not. A replaced name that the script sets itself
/// would be read wrongly.
std::size_t find_assignment(std::string_view text, std::string_view name);

/// `${name}` or `${name:form}` at a place of a text; its name is empty where there is none.
struct TextReference {
  std::string name, form;
  std::size_t length = 0;  ///< of all of it
};
TextReference reference_at(std::string_view text, std::size_t at);

}  // namespace boxwright::expand
