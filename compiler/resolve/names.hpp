#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/ast/ast.hpp"
#include "compiler/base/diagnostic.hpp"
#include "compiler/base/text.hpp"

namespace boxwright::resolve {

/// What `${…}` may name in one place. What a name is declared as decides what becomes of it.
struct Names {
  /// Built-ins with a value here: replaced when compiling.
  std::map<std::string, std::string> known;
  /// Built-ins without a value here, and why.
  std::map<std::string, std::string> unknown;
  /// Arguments and environment variables: they stay references.
  std::set<std::string> variables;
  /// What `param` declares somewhere in the spec: replaced already where it may be named, and what may be meant where
  /// it may not.
  const std::set<std::string>* parameters = nullptr;
  /// In a branch that is not taken: a parameter's value may be what its condition keeps away, and is not judged.
  bool checking = false;

  [[nodiscard]] bool is_built_in(const std::string& name) const;
};

/// An argument with its names replaced.
struct Word {
  Text text;
  Span span;
  bool quoted = false;    ///< some of it stood in quotes
  bool replaced = false;  ///< some of it was a parameter, or another name whose value is known
  bool is_list = false;
  std::vector<Word> items;  ///< of a list

  /// The text where it has no variable in it, and so for messages too.
  [[nodiscard]] std::string display() const;
};

/// `NAME=VALUE`, split at the first equals sign outside of quotes.
struct Pair {
  std::string name;
  Span name_span;
  bool has_value = false;  ///< there was an equals sign
  Word value;
  Span span;
};

/// Replaces the names of an argument; an unknown one is an error and leaves nothing.
Word evaluate(const ast::Argument& argument, const Names& names, Diagnostics& diagnostics);
Pair evaluate_pair(const ast::Argument& argument, const Names& names, Diagnostics& diagnostics);

/// Replaces built-ins in shell text; every other `$` belongs to the shell. `span` is the whole text's, for messages.
std::string evaluate_shell(std::string_view text, Span span, const Names& names, Diagnostics& diagnostics);

}  // namespace boxwright::resolve
