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

/// A document's diagnostics in the protocol's form.
class Teller {
 public:
  Teller(const Workspace& workspace, const Document& document, const Sources& sources)
      : workspace_(workspace), document_(document), sources_(sources) {}

  /// The document lies anywhere. Of the other files some are the standard library's, which no editor can open.
  [[nodiscard]] bool can_be_shown(Span span) const {
    if (span.file >= sources_.size()) return false;
    const std::string& name = sources_[span.file].name();
    return name == sources_[0].name() || name.starts_with('/');
  }

  [[nodiscard]] std::string uri_of_file(FileId file) const {
    const std::string& name = sources_[file].name();
    return name == sources_[0].name() ? document_.uri : workspace_.uri_for(name);
  }

  [[nodiscard]] Json json(const Diagnostic& diagnostic) const {
    Json result{{"range", range_of(sources_, diagnostic.span)},
                {"severity", severity_of(diagnostic.severity)},
                {"code", diagnostic.code},
                {"codeDescription", {{"href", "boxwright:help/" + std::string(diagnostic.code)}}},
                {"source", "boxwright"},
                {"message", text_of(diagnostic)}};
    if (diagnostic.code.starts_with("unused-")) result["tags"] = Json::array({1});  // unnecessary
    if (Json list = related(diagnostic); !list.empty()) result["relatedInformation"] = std::move(list);
    return result;
  }

 private:
  [[nodiscard]] Json related(const Diagnostic& diagnostic) const {
    Json list = Json::array();
    for (const Label& label : diagnostic.labels) {
      if (!can_be_shown(label.span)) continue;
      list.push_back({{"location", {{"uri", uri_of_file(label.span.file)}, {"range", range_of(sources_, label.span)}}},
                      {"message", label.text}});
    }
    return list;
  }

  const Workspace& workspace_;
  const Document& document_;
  const Sources& sources_;
};

}  // namespace

Json to_json(const Workspace& workspace, const Document& document, const Sources& sources,
             const Diagnostic& diagnostic) {
  return Teller(workspace, document, sources).json(diagnostic);
}

std::map<std::string, Json> diagnostics_of(Workspace& workspace, const Document& document) {
  const driver::Compilation& compilation = workspace.compilation(document);
  const Sources& sources = compilation.sources;
  const Teller teller(workspace, document, sources);
  std::map<std::string, Json> result{{document.uri, Json::array()}};
  const auto tell = [&](const Diagnostic& shown) {
    result.emplace(teller.uri_of_file(shown.span.file), Json::array()).first->second.push_back(teller.json(shown));
  };
  for (const Diagnostic& diagnostic : compilation.diagnostics.sorted()) {
    if (diagnostic.severity == Severity::remark) continue;
    Diagnostic shown = diagnostic;
    // What has no place of its own stands at the beginning of the spec.
    if (shown.span.file >= sources.size()) shown.span = Span{0, 0, 0};
    const Span used = sources.outermost(shown.span);
    // What is wrong in a template may be wrong by its use alone: it is told in both files.
    const bool elsewhere = sources[shown.span.file].name() != sources[0].name();
    if (elsewhere && used.file == 0) {
      Diagnostic here = shown;
      here.span = used;
      here.labels.insert(here.labels.begin(), Label{shown.span, "here, in the template"});
      tell(here);
    }
    if (teller.can_be_shown(shown.span)) tell(shown);
  }
  return result;
}

}  // namespace boxwright::lsp
