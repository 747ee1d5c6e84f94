// Diagnostics: everything that a compile says of the text as it is now, each at its place, with the places that explain
// it, the address of its page, and whether it is about something needless.
#include <algorithm>
#include <map>

#include "compiler/lsp/features.hpp"
#include "compiler/lsp/uri.hpp"

namespace boxwright::lsp {

namespace {

int severity_of(Severity severity) {
  switch (severity) {
    case Severity::error:
      return 1;
    case Severity::warning:
      return 2;
    case Severity::note:
    case Severity::remark:
      return 3;
  }
  return 1;
}

/// The message and its help: editors show no more than this text.
std::string text_of(const Diagnostic& diagnostic) {
  std::string text = diagnostic.message;
  for (const std::string& note : diagnostic.notes) text += "\n" + note;
  return text;
}

/// The document is the first file, wherever it lies. Of the others some of these are the standard library's, which no
/// editor can open.
bool can_be_shown(const Sources& sources, Span span) {
  return span.file == 0 || (span.file < sources.size() && sources[span.file].name().starts_with('/'));
}

std::string uri_in(const Document& document, const Sources& sources, FileId file) {
  return file == 0 ? document.uri : uri_of(sources[file].name());
}

Json related(const Diagnostic& diagnostic, const Document& document, const Sources& sources) {
  Json list = Json::array();
  for (const Label& label : diagnostic.labels) {
    if (!can_be_shown(sources, label.span)) continue;
    list.push_back(
        {{"location", {{"uri", uri_in(document, sources, label.span.file)}, {"range", range_of(sources, label.span)}}},
         {"message", label.text}});
  }
  return list;
}

Json to_json(const Diagnostic& diagnostic, const Document& document, const Sources& sources) {
  Json result{{"range", range_of(sources, diagnostic.span)},
              {"severity", severity_of(diagnostic.severity)},
              {"code", diagnostic.code},
              {"codeDescription", {{"href", "boxwright:help/" + std::string(diagnostic.code)}}},
              {"source", "boxwright"},
              {"message", text_of(diagnostic)}};
  if (diagnostic.code.starts_with("unused-")) result["tags"] = {1};  // unnecessary
  if (Json list = related(diagnostic, document, sources); !list.empty()) result["relatedInformation"] = std::move(list);
  return result;
}

}  // namespace

std::map<std::string, Json> diagnostics_of(Workspace& workspace, const Document& document) {
  const driver::Compilation& compilation = workspace.compilation(document);
  std::map<std::string, Json> result{{document.uri, Json::array()}};
  for (const Diagnostic& diagnostic : compilation.diagnostics.sorted()) {
    if (diagnostic.severity == Severity::remark) continue;
    Diagnostic shown = diagnostic;
    // What lies in another file is told there; what has no place of its own at the beginning of the spec.
    if (!can_be_shown(compilation.sources, shown.span)) shown.span = Span{0, 0, 0};
    const std::string uri = uri_in(document, compilation.sources, shown.span.file);
    // An open file tells of itself.
    if (uri != document.uri && workspace.find(uri) != nullptr) continue;
    auto& list = result.emplace(uri, Json::array()).first->second;
    list.push_back(to_json(shown, document, compilation.sources));
  }
  return result;
}

}  // namespace boxwright::lsp
