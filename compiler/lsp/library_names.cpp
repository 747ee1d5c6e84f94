#include "compiler/lsp/library_names.hpp"

#include "compiler/base/paths.hpp"

namespace boxwright::lsp {

namespace {

/// A library with a document's text and all that it imports. What is wrong there is told elsewhere.
struct Loaded {
  Loaded(const Workspace& workspace, const Document& document)
      : shape(document.path.empty() ? document.uri : document.path, document.text()),
        input{&workspace.files(), document.path.empty() ? "." : paths::parent(document.path), "/", true, {}},
        library(input, shape.sources, shape.diagnostics) {
    library.load(shape.tree, shape.file);
  }

  Shape shape;
  expand::Input input;
  expand::Library library;
};

}  // namespace

std::vector<std::string> template_names(const Workspace& workspace, const Document& document) {
  return Loaded(workspace, document).library.names();
}

std::optional<TemplateInfo> find_template(const Workspace& workspace, const Document& document,
                                          const std::string& name) {
  Loaded loaded(workspace, document);
  const expand::Template* found = loaded.library.find(name);
  if (found == nullptr || found->row->arguments.empty()) return std::nullopt;
  const Source& source = loaded.shape.sources[found->file];
  const Span place = found->row->arguments.front().span;
  TemplateInfo result{found->name,
                      expand::signature(*found),
                      {},
                      found->parameters,
                      source.name(),
                      place_of(source, place.begin),
                      place_of(source, place.end)};
  for (const expand::File& file : loaded.library.files())
    if (file.id == found->file) result.doc = expand::doc_of(*found->row, file.tree, source);
  if (found->is_standard)
    for (const expand::StandardTemplate& one : expand::standard_templates())
      if (one.name == name) result.doc = one.doc;
  return result;
}

}  // namespace boxwright::lsp
