// What a spec becomes, shown beside it: the Dockerfile with the rows that each line comes from, where a statement
// lands, and what can be done with an image.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "compiler/backends/dockerfile.hpp"
#include "compiler/base/paths.hpp"
#include "compiler/layers/story.hpp"
#include "compiler/lsp/features.hpp"
#include "compiler/lsp/uri.hpp"
#include "compiler/parse/keywords.hpp"

namespace boxwright::lsp {

namespace {

using backends::Instruction;

/// The Dockerfiles of a compile without errors, by the image they are of.
struct Written {
  const ir::Image* image = nullptr;
  backends::Dockerfile file;
};

std::vector<Written> written(const driver::Compilation& compilation) {
  std::vector<Written> result;
  if (compilation.diagnostics.has_errors()) return result;
  for (const driver::Unit& unit : compilation.units)
    for (const ir::Image& image : unit.module.images)
      result.push_back({&image, backends::write_dockerfile(unit.module, image)});
  return result;
}

/// The lines of the document that a row of a template, or of the document, stands for: from 0.
std::optional<std::pair<std::size_t, std::size_t>> lines_of(Span row, const Sources& sources) {
  const Span place = sources.outermost(row);
  if (place.file != 0) return std::nullopt;
  return std::pair(place_of(sources[0], place.begin).line, place_of(sources[0], place.end).line);
}

std::string listed(const std::set<std::size_t>& numbers) {
  return fmt::format("{} {}", numbers.size() == 1 ? "layer" : "layers", fmt::join(numbers, ", "));
}

/// In which layers the rows land that end in a line: by the line, from 1, and by the image.
using Landings = std::map<std::size_t, std::map<std::string, std::set<std::size_t>>>;

Landings landings_of(const driver::Compilation& compilation) {
  Landings result;
  if (compilation.diagnostics.has_errors()) return result;
  for (const driver::Unit& unit : compilation.units) {
    for (const ir::Image& image : unit.module.images) {
      const layers::Build build = layers::build_of(unit.module, image);
      for (const layers::Chapter& chapter : layers::tell(build, unit.remarks, compilation.sources, 0).chapters)
        if (chapter.layer->makes_files)
          for (const auto& [first, last] : chapter.lines) result[last][image.reference()].insert(chapter.number);
    }
  }
  return result;
}

/// `layer 3`, and where images differ `app: layer 3; app-gpu: layer 4`.
std::string label_of(const std::map<std::string, std::set<std::size_t>>& landings) {
  const auto& first = landings.begin()->second;
  if (std::all_of(landings.begin(), landings.end(), [&](const auto& one) { return one.second == first; }))
    return listed(first);
  std::string text;
  for (const auto& [image, numbers] : landings)
    text += fmt::format("{}{}: {}", text.empty() ? "" : "; ", image, listed(numbers));
  return text;
}

/// What a word says that names nothing by `${…}`; empty for others and for lists.
std::string literal_text(const ast::Argument& argument) {
  std::string text;
  for (const ast::Piece& piece : argument.pieces) {
    if (piece.kind == ast::Piece::Kind::reference || piece.kind == ast::Piece::Kind::list) return "";
    text += piece.text;
  }
  return text;
}

bool is_in(std::size_t line, const Json& range) {
  return range.at("start").at("line").get<std::size_t>() <= line &&
         line <= range.at("end").at("line").get<std::size_t>();
}

Json lens(const Json& range, const char* title, const char* command, const Document& document,
          const std::string& image) {
  return {{"range", range},
          {"command", {{"title", title}, {"command", command}, {"arguments", {document.uri, image}}}}};
}

/// By its reference, or as the spec writes it; the first where none is asked for.
const Written* chosen(const std::vector<Written>& all, const Sources& sources, const Json& params) {
  if (all.empty()) return nullptr;
  const auto wanted = params.value("image", std::string());
  if (wanted.empty()) return &all.front();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Written& one) {
    return one.image->reference() == wanted || sources.text(one.image->origin.spans.front()) == wanted;
  });
  if (found == all.end()) throw BadRequest{fmt::format("there is no image `{}` here", wanted)};
  return &*found;
}

}  // namespace

Json inlay_hints(Workspace& workspace, const Json& params) {
  const Document& document = workspace.document(params);
  Json result = Json::array();
  const Source& source = document.shape().source();
  for (const auto& [line, landings] : landings_of(workspace.compilation(document))) {
    if (!is_in(line - 1, params.at("range"))) continue;
    const std::size_t end = source.line_start(line) + source.line(line).size();
    result.push_back(
        {{"position", to_json(place_of(source, end))}, {"label", label_of(landings)}, {"paddingLeft", true}});
  }
  return result;
}

Json code_lenses(Workspace& workspace, const Json& params) {
  const Document& document = workspace.document(params);
  const Shape& shape = document.shape();
  Json result = Json::array();
  for (const Name& name : shape.names.all()) {
    if (name.kind != Name::Kind::image || !name.declares) continue;
    const Json range = range_of(shape.sources, name.row->head->span);
    result.push_back(lens(range, "compile", "boxwright.compile", document, name.text));
    result.push_back(lens(range, "build", "boxwright.build", document, name.text));
    result.push_back(lens(range, "run", "boxwright.run", document, name.text));
    result.push_back(lens(range, "preview", "boxwright.preview", document, name.text));
  }
  return result;
}

/// The files that rows name: imports, and what lies in the build context.
Json document_links(Workspace& workspace, const Json& params) {
  const Document& document = workspace.document(params);
  const Shape& shape = document.shape();
  Json result = Json::array();
  if (document.path.empty()) return result;
  const auto add = [&](Span span, const std::string& text) {
    if (text.starts_with('/')) return;  // a path of an image
    const std::string path = workspace.files().canonical(paths::join(paths::parent(document.path), text));
    if (workspace.files().kind(path) == FileSystem::Kind::file)
      result.push_back({{"range", range_of(shape.sources, span)}, {"target", uri_of(path)}});
  };
  for (const Name& name : shape.names.all())
    if (name.kind == Name::Kind::import) add(name.span, name.text);
  const std::function<void(const std::vector<ast::Row>&)> visit = [&](const std::vector<ast::Row>& rows) {
    for (const ast::Row& row : rows) {
      const keywords::Keyword* keyword = row.head ? keywords::find_anywhere(row.head->value) : nullptr;
      const bool elsewhere = std::any_of(row.options.begin(), row.options.end(),
                                         [](const ast::Option& option) { return option.name.value == "from"; });
      const bool paths =
          keyword != nullptr && keyword->arguments.type == "path" && keyword->name != "import" && !elsewhere;
      for (const ast::Argument& argument : row.arguments)
        if (const std::string text = paths ? literal_text(argument) : ""; !text.empty()) add(argument.span, text);
      if (row.block() != nullptr) visit(row.block()->rows);
    }
  };
  visit(shape.tree.rows);
  return result;
}

/// The Dockerfile of the document, or of the image that is named, as it is now; and for each of its instructions the
/// lines of the spec that it comes from. `null` where there are errors.
Json preview(Workspace& workspace, const Json& params) {
  const Document& document = workspace.document(params);
  const driver::Compilation& compilation = workspace.compilation(document);
  const std::vector<Written> all = written(compilation);
  const Written* one = chosen(all, compilation.sources, params);
  if (one == nullptr) return nullptr;
  Json lines = Json::array();
  for (const Instruction& instruction : one->file.instructions) {
    Json rows = Json::array();
    for (const Span row : instruction.rows)
      if (const auto found = lines_of(row, compilation.sources))
        rows.push_back({{"first", found->first}, {"last", found->second}});
    // Lines are counted with that of the mark, which a preview has not.
    const std::size_t shift = instruction.first_line > one->file.mark_line ? 2 : 1;
    lines.push_back(
        {{"first", instruction.first_line - shift}, {"last", instruction.last_line - shift}, {"rows", rows}});
  }
  return {{"uri", document.uri},
          {"image", one->image->reference()},
          {"languageId", "dockerfile"},
          {"text", one->file.text},
          {"lines", std::move(lines)}};
}

/// For editors without requests of their own: the commands give what the requests do.
Json execute_command(Workspace& workspace, const Json& params) {
  const auto command = params.at("command").get<std::string>();
  const Json& arguments = params.at("arguments");
  if (command == "boxwright.help") return help(workspace, {{"code", arguments.at(0)}});
  if (command != "boxwright.preview") throw BadRequest{fmt::format("there is no command `{}` here", command)};
  Json asked{{"textDocument", {{"uri", arguments.at(0)}}}};
  if (arguments.size() > 1) asked["image"] = arguments[1];
  return preview(workspace, asked);
}

Json capabilities() {
  return {{"positionEncoding", "utf-16"},
          {"textDocumentSync", {{"openClose", true}, {"change", 2}, {"save", {{"includeText", false}}}}},
          {"completionProvider", {{"triggerCharacters", {"(", "=", "{", "/", "["}}}},
          {"hoverProvider", true},
          {"definitionProvider", true},
          {"referencesProvider", true},
          {"documentHighlightProvider", true},
          {"renameProvider", {{"prepareProvider", true}}},
          {"documentSymbolProvider", true},
          {"foldingRangeProvider", true},
          {"semanticTokensProvider", {{"legend", token_legend()}, {"full", true}, {"range", true}}},
          {"documentFormattingProvider", true},
          {"documentRangeFormattingProvider", true},
          {"codeActionProvider", {{"codeActionKinds", {"quickfix"}}}},
          {"codeLensProvider", Json::object()},
          {"inlayHintProvider", true},
          {"documentLinkProvider", Json::object()},
          {"executeCommandProvider", {{"commands", {"boxwright.help", "boxwright.preview"}}}},
          {"workspace", {{"workspaceFolders", {{"supported", true}}}}}};
}

}  // namespace boxwright::lsp
