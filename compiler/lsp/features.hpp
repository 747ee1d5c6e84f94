#pragma once

#include <string>

#include "compiler/lsp/workspace.hpp"

/// What the server answers to each request of methods.def: the result, which may be null. Throws `NotOpen`,
/// `BadRequest`, and what the JSON library throws where parameters are missing.
namespace boxwright::lsp {

struct BadRequest {
  std::string reason;  ///< for the person
};

#define METHOD(name, function) Json function(Workspace& workspace, const Json& params);
#include "compiler/lsp/methods.def"
#undef METHOD

/// What `initialize` announces: everything is there from the beginning.
Json capabilities();
/// The diagnostics of a document and of the files it imports: by URI.
std::map<std::string, Json> diagnostics_of(Workspace& workspace, const Document& document);

/// A diagnostic as it is told.
Json to_json(const Workspace& workspace, const Document& document, const Sources& sources,
             const Diagnostic& diagnostic);

/// The kinds of semantic tokens, in the order in which tokens name them.
Json token_legend();

}  // namespace boxwright::lsp
