#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/ast/ast.hpp"
#include "compiler/base/diagnostic.hpp"
#include "compiler/parse/keywords.hpp"
#include "compiler/resolve/names.hpp"

namespace boxwright::resolve {

/// The options of a statement or item, checked against the keyword's row.
class Options {
 public:
  void set(std::string_view name, Word value) { values_[std::string(name)] = std::move(value); }
  [[nodiscard]] bool has(std::string_view name) const { return values_.find(name) != values_.end(); }
  /// The value; it must have been given.
  [[nodiscard]] const Word& at(std::string_view name) const { return values_.find(name)->second; }
  /// The value's text, or nothing.
  [[nodiscard]] std::string text(std::string_view name) const { return has(name) ? at(name).display() : ""; }
  /// One word or a list, as a list.
  [[nodiscard]] std::vector<Word> list(std::string_view name) const;

 private:
  std::map<std::string, Word, std::less<>> values_;
};

/// One fact of a statement: its own arguments, or a row of its block of items.
struct Item {
  std::vector<Word> words;    ///< of keywords that take no pairs
  std::vector<Pair> pairs;    ///< of those that do
  std::vector<Word> targets;  ///< its own, or the statement's
  Options options;            ///< the statement's, and its own over them
  Span span;
};

/// A row that its keyword's table row allows: names replaced, options and counts checked.
struct Statement {
  const keywords::Keyword* keyword = nullptr;
  const ast::Row* row = nullptr;
  unsigned scope = 0;  ///< what it stands in, of keywords::Scope
  Span span;
  Span name_span;
  Options options;
  std::vector<Item> items;
  std::vector<Word> targets;

  [[nodiscard]] std::string name() const { return std::string(keyword->name); }
  /// The first argument's text.
  [[nodiscard]] const Word& first() const { return items.front().words.front(); }
};

/// Reads a row as a statement of `scope`; reports what is wrong with it and then gives nothing.
std::optional<Statement> read_statement(const ast::Row& row, unsigned scope, const Names& names,
                                        Diagnostics& diagnostics);

/// The row's keyword in this scope, without a report: for what must be known before rows are read.
const keywords::Keyword* keyword_of(const ast::Row& row, unsigned scope);

}  // namespace boxwright::resolve
