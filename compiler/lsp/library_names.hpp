#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/expand/library.hpp"
#include "compiler/lsp/workspace.hpp"

/// The templates that a document may use: its own, those it imports, and the standard library's.
namespace boxwright::lsp {

struct TemplateInfo {
  std::string name;
  std::string usage;  ///< `server port=8080`
  std::string doc;    ///< the comment above it
  std::vector<expand::Parameter> parameters;
  std::string path;  ///< of its file; the standard library's begins with `<`
  Place begin, end;  ///< of its name there
};

std::vector<std::string> template_names(const Workspace& workspace, const Document& document);
std::optional<TemplateInfo> find_template(const Workspace& workspace, const Document& document,
                                          const std::string& name);

}  // namespace boxwright::lsp
