#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "compiler/ast/ast.hpp"
#include "compiler/base/diagnostic.hpp"
#include "compiler/expand/bindings.hpp"
#include "compiler/expand/library.hpp"

namespace boxwright::expand {

/// A `param(build)` of the file: an argument for each stage that names it.
struct BuildParameter {
  ast::Argument argument;  ///< `NAME=default`
  const ast::Row* row = nullptr;
};

/// What the rows of one configuration are expanded with.
struct Frame {
  Library& library;
  Sources& sources;
  Diagnostics& diagnostics;
  std::map<std::string, std::string> settings;  ///< of the command line, and the variant's over them
  std::map<std::string, BuildParameter> build_parameters;
  Bindings built_in;  ///< those of the configuration: os, arch
  std::string variant;
  std::string platform;        ///< the one that the configuration is for, where its images depend on it; empty: any
  bool lookup_failed = false;  ///< and what stands behind it in its template would be made of nothing
  std::size_t uses = 0;        ///< of templates
};

/// Binds what the `param` rows among these declare. A value that is not allowed is reported.
void declare(const std::vector<ast::Row>& rows, FileId file, Frame& frame, Bindings& bindings);

/// The names that the `param` rows among these declare, for the build or for compiling.
std::set<std::string> declared_names(const std::vector<ast::Row>& rows);

/// Does anything in these rows depend on what machine the image is for?
bool names_architecture(const std::vector<ast::Row>& rows);

/// Expands the rows of a file: names replaced, conditions decided, templates spliced in. `chosen` says which images of
/// it are wanted.
std::vector<ast::Row> expand_rows(const std::vector<ast::Row>& rows, FileId file, Frame& frame,
                                  const Bindings& bindings, const std::set<const ast::Row*>& chosen);

}  // namespace boxwright::expand
