#include "compiler/lsp/workspace.hpp"

#include "compiler/base/paths.hpp"
#include "compiler/driver/select_specs.hpp"
#include "compiler/lsp/uri.hpp"
#include "compiler/parse/parse.hpp"

namespace boxwright::lsp {

namespace {

/// As sources have a text: editors send the line ends of the file.
std::string with_line_feeds(std::string_view text) {
  Sources sources;
  return std::string(sources[sources.add("", text)].text());
}

}  // namespace

Shape::Shape(const std::string& name, const std::string& text)
    : file(sources.add(name, text)), tree(parse::parse(sources, file, diagnostics)), names(sources, file, tree) {}

Document::Document(std::string uri, std::string path, std::int64_t version, std::string_view text)
    : uri(std::move(uri)), path(std::move(path)), version(version) {
  text_ = with_line_feeds(text);
}

const Shape& Document::shape() const {
  if (shape_ == nullptr) shape_ = std::make_unique<Shape>(path.empty() ? uri : path, text_);
  return *shape_;
}

void Document::change(const Json& change) {
  const std::string put = with_line_feeds(change.at("text").get<std::string>());
  if (change.contains("range")) {
    const Source source("", text_);
    const std::size_t begin = offset_of(source, place_from(change["range"].at("start")));
    const std::size_t end = std::max(begin, offset_of(source, place_from(change["range"].at("end"))));
    text_.replace(begin, end - begin, put);
  } else {
    text_ = put;
  }
  shape_.reset();
}

Document& Workspace::open(const std::string& uri, std::int64_t version, const std::string& text) {
  documents_.erase(uri);
  const std::string path = path_of(uri).value_or("");
  Document& document = documents_.try_emplace(uri, uri, path, version, text).first->second;
  keep(document);
  return document;
}

void Workspace::keep(const Document& document) {
  if (!document.path.empty()) files_.open(document.path, document.text());
  forget_compilations();
}

void Workspace::close(const std::string& uri) {
  const auto found = documents_.find(uri);
  if (found == documents_.end()) return;
  if (!found->second.path.empty()) files_.close(found->second.path);
  documents_.erase(found);
  forget_compilations();
}

Document* Workspace::find(const std::string& uri) {
  const auto found = documents_.find(uri);
  return found == documents_.end() ? nullptr : &found->second;
}

std::string Workspace::uri_for(const std::string& path) const {
  for (const auto& [uri, document] : documents_)
    if (document.path == path) return uri;
  return uri_of(path);
}

Document& Workspace::document(const Json& params) {
  const auto uri = params.at("textDocument").at("uri").get<std::string>();
  Document* found = find(uri);
  if (found == nullptr) throw NotOpen{uri};
  return *found;
}

const driver::Compilation& Workspace::compilation(const Document& document) {
  const auto known = compilations_.find(document.uri);
  if (known != compilations_.end()) return known->second;
  driver::CompileOptions options;
  options.today = today_;
  options.may_be_library = true;
  const std::string name = document.path.empty() ? document.uri : document.path;
  const std::string folder = document.path.empty() ? "." : paths::parent(document.path);
  return compilations_.emplace(document.uri, driver::compile(files_, name, document.text(), folder, options))
      .first->second;
}

std::shared_ptr<const Shape> Workspace::shape_at(const std::string& path) {
  const auto text = files_.read(path);
  return text ? std::make_shared<Shape>(path, *text) : nullptr;
}

std::vector<std::string> Workspace::specs() const {
  std::vector<std::string> result;
  for (const std::string& folder : folders) {
    const driver::Selection found = driver::select_specs({folder}, files_, {});
    for (const driver::Spec& spec : found.specs) result.push_back(spec.name);
  }
  return result;
}

}  // namespace boxwright::lsp
