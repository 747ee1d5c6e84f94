#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "compiler/ast/ast.hpp"
#include "compiler/base/diagnostic.hpp"
#include "compiler/base/file_system.hpp"
#include "compiler/base/source.hpp"

/// What is decided before anything is resolved: parameters, conditions, templates, imports, variants.
namespace boxwright::expand {

/// What a spec is expanded with.
struct Input {
  const FileSystem* files = nullptr;
  std::string directory = ".";                  ///< the spec's folder
  std::string root = ".";                       ///< the project's: an import may not leave it
  bool allow_outside = false;                   ///< it may
  std::map<std::string, std::string> settings;  ///< `--set name=value`
};

/// A spec without parameters, conditions, templates and imports: what is resolved and compiled as one.
struct Configuration {
  ast::File file;
  std::string variant;  ///< `cuda`: values joined by `-`; empty: the images that have no variants
  std::string image;    ///< whose variant it is, as it is written
};

struct Program {
  std::vector<Configuration> configurations;
  std::set<std::string> parameters;           ///< all that `--set` may name
  std::set<std::string> template_parameters;  ///< what may be meant in a template's rows
};

/// Takes a parsed spec apart into its configurations: one of all images without variants, and one for each variant.
/// Branches that are not taken stay in it as `when` rows marked `untaken`.
Program expand(const ast::File& spec, FileId file, const Input& input, Sources& sources, Diagnostics& diagnostics);

}  // namespace boxwright::expand
