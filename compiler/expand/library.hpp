#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/ast/ast.hpp"
#include "compiler/base/diagnostic.hpp"
#include "compiler/base/source.hpp"
#include "compiler/expand/bindings.hpp"
#include "compiler/expand/expand.hpp"
#include "compiler/expand/fact_table.hpp"

namespace boxwright::expand {

/// A template as it is declared.
struct Template {
  std::string name;
  std::vector<Parameter> parameters;
  const ast::Row* row = nullptr;
  FileId file = 0;
  bool is_standard = false;  ///< of the standard library: it sees no parameter of the spec's
};

/// A file that takes part: the spec, or one it imports.
struct File {
  FileId id = 0;
  ast::File tree;
};

/// The spec, what it imports, and the templates of both and of the standard library.
class Library {
 public:
  Library(const Input& input, Sources& sources, Diagnostics& diagnostics)
      : input_(input), sources_(sources), diagnostics_(diagnostics) {}

  /// Reads all files from the spec on; what is imported comes before what imports it.
  void load(const ast::File& spec, FileId file);

  [[nodiscard]] const std::deque<File>& files() const { return files_; }
  /// The template of this name: the spec's own, else the standard library's; null where there is none.
  const Template* find(const std::string& name);
  /// Those of the spec and its imports that were not asked for.
  [[nodiscard]] std::vector<const Template*> unused() const;
  /// The table of facts of this name, with the rows that the project adds; null where there is none.
  const FactTable* table(const std::string& name);
  /// All that `use` may name.
  [[nodiscard]] std::vector<std::string> names() const;

 private:
  void load_imports(const ast::File& tree, FileId file, const std::string& directory);
  void load_import(const ast::Argument& argument, FileId file, const std::string& directory);
  void read_templates(const File& file, bool is_standard);

  const Input& input_;
  Sources& sources_;
  Diagnostics& diagnostics_;
  std::deque<File> files_;
  std::deque<File> standard_;
  std::map<std::string, Template> templates_;
  std::set<std::string> used_;
  std::map<std::string, std::optional<FactTable>> tables_;
  std::vector<std::pair<std::string, Span>> active_;  ///< files being read, by their real paths, and who imports them
  std::set<std::string> loaded_;
};

/// Is this a whole row with this first word?
bool is_named(const ast::Row& row, std::string_view head);
/// Is this `param(build)`?
bool is_build_parameter(const ast::Row& row);

/// The parameters that words declare: `p`, `q=default`, `device=[cpu, cuda]`. What is wrong with them is reported.
std::vector<Parameter> read_parameters(const std::vector<ast::Argument>& words, FileId file, Diagnostics& diagnostics);

/// `server port=8080`: how a template is used.
std::string signature(const Template& one);

/// The comment above a template, or at the head of its file: without its signs, a line each.
std::string doc_of(const ast::Row& row, const ast::File& tree, const Source& source);

/// What `boxwright templates` lists: the standard library's templates, sorted.
struct StandardTemplate {
  std::string name, usage, doc;
};
std::vector<StandardTemplate> standard_templates();

}  // namespace boxwright::expand
