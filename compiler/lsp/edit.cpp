// Formatting and code actions: texts that the editor puts in.
#include <fmt/core.h>

#include "compiler/format/format.hpp"
#include "compiler/lsp/features.hpp"
#include "compiler/lsp/uri.hpp"

namespace boxwright::lsp {

namespace {

Json text_edit(const Sources& sources, Span span, const std::string& text) {
  return {{"range", range_of(sources, span)}, {"newText", text}};
}

Span span_of(const Shape& shape, const Json& range) {
  return {shape.file, static_cast<std::uint32_t>(offset_of(shape.source(), place_from(range.at("start")))),
          static_cast<std::uint32_t>(offset_of(shape.source(), place_from(range.at("end"))))};
}

bool touch(Span a, Span b) { return a.file == b.file && a.begin <= b.end && b.begin <= a.end; }

bool asks_for_quick_fixes(const Json& params) {
  const auto context = params.find("context");
  if (context == params.end() || !context->contains("only") || (*context)["only"].is_null()) return true;
  for (const Json& kind : (*context)["only"])
    if (kind == "quickfix" || kind == "") return true;
  return false;
}

Json action(const Fix& fix, const Diagnostic& diagnostic, const Workspace& workspace, const Document& document,
            const Sources& sources) {
  const std::string title = fmt::format("{} `{}`", fix.title, shortened(fix.replacement));
  Json changes;
  changes[document.uri] = Json::array({text_edit(sources, fix.span, fix.replacement)});
  return {{"title", title},
          {"kind", "quickfix"},
          {"diagnostics", Json::array({to_json(workspace, document, sources, diagnostic)})},
          {"isPreferred", fix.certain},
          {"edit", {{"changes", std::move(changes)}}}};
}

}  // namespace

Json formatting(Workspace& workspace, const Json& params) {
  const Shape& shape = workspace.document(params).shape();
  std::vector<TextEdit> edits = format::edits(shape.sources, shape.file, shape.tree, shape.diagnostics);
  if (params.contains("range")) edits = format::within(edits, span_of(shape, params["range"]));
  Json result = Json::array();
  for (const TextEdit& edit : edits) result.push_back(text_edit(shape.sources, edit.span, edit.replacement));
  return result;
}

Json code_actions(Workspace& workspace, const Json& params) {
  Json result = Json::array();
  if (!asks_for_quick_fixes(params)) return result;
  const Document& document = workspace.document(params);
  const Span wanted = span_of(document.shape(), params.at("range"));
  const driver::Compilation& compilation = workspace.compilation(document);
  for (const Diagnostic& diagnostic : compilation.diagnostics.sorted()) {
    if (diagnostic.span.file != 0 || !touch(diagnostic.span, wanted)) continue;
    for (const Fix& fix : diagnostic.fixes)
      if (fix.span.file == 0) result.push_back(action(fix, diagnostic, workspace, document, compilation.sources));
  }
  return result;
}

}  // namespace boxwright::lsp
