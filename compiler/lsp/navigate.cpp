// From a name to where it is declared, to all that names it, and to another name, across the files that import each
// other.
#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "compiler/base/paths.hpp"
#include "compiler/lsp/features.hpp"
#include "compiler/lsp/library_names.hpp"
#include "compiler/lsp/uri.hpp"

namespace boxwright::lsp {

namespace {

/// A name in a file, wherever that is.
struct Found {
  std::string uri;
  Json range;
};

Json location(const Found& found) { return {{"uri", found.uri}, {"range", found.range}}; }

const Name* name_at(const Document& document, const Json& params) {
  const Shape& shape = document.shape();
  return shape.names.at(offset_of(shape.source(), place_from(params.at("position"))));
}

std::string canonical_import(const Workspace& workspace, const std::string& path, const std::string& import) {
  return workspace.files().canonical(paths::join(paths::parent(path), import));
}

/// Do other files name it? Templates and their parameters are shared by `import`.
bool is_shared(const Name& name) { return name.kind == Name::Kind::template_ || !name.owner.empty(); }

/// All places in the project that mean the same as a name.
class Search {
 public:
  Search(Workspace& workspace, const Document& document, const Name& name)
      : workspace_(workspace), document_(document), name_(name) {}

  /// With the declaration, if it is asked for.
  std::vector<Found> all(bool with_declaration) {
    if (name_.kind == Name::Kind::import) {
      imports(with_declaration);
    } else if (const Name* declared = document_.shape().names.declaration(name_);
               declared != nullptr || !is_shared(name_)) {
      if (declared == nullptr) return {};
      for (const Name* use : document_.shape().names.uses(*declared))
        if (with_declaration || !use->declares) add(document_.uri, document_.shape(), use->span);
      if (is_shared(*declared)) others(with_declaration);
    } else {
      add_same(document_.uri, document_.shape(), with_declaration);
      others(with_declaration);
    }
    return std::move(found_);
  }

 private:
  void add(const std::string& uri, const Shape& shape, Span span) {
    if (!has(uri, shape, span)) found_.push_back({uri, range_of(shape.sources, span)});
  }

  /// Templates have one name for all files that see them.
  void add_same(const std::string& uri, const Shape& shape, bool with_declaration) {
    for (const Name& one : shape.names.all()) {
      const bool parameter = !name_.owner.empty() && one.owner == name_.owner && one.text == name_.text;
      const bool same =
          name_.kind == Name::Kind::template_ ? one.kind == name_.kind && one.text == name_.text : parameter;
      if (!same) continue;
      if (one.declares && parameter) {
        for (const Name* use : shape.names.uses(one))
          if (with_declaration || !use->declares) add(uri, shape, use->span);
      } else if (with_declaration || !one.declares) {
        add(uri, shape, one.span);
      }
    }
  }

  [[nodiscard]] bool has(const std::string& uri, const Shape& shape, Span span) const {
    const Json range = range_of(shape.sources, span);
    return std::any_of(found_.begin(), found_.end(),
                       [&](const Found& found) { return found.uri == uri && found.range == range; });
  }

  void others(bool with_declaration) {
    for (const std::string& path : workspace_.specs()) {
      if (path == document_.path) continue;
      if (const auto shape = workspace_.shape_at(path)) add_same(workspace_.uri_for(path), *shape, with_declaration);
    }
  }

  /// All rows that import the same file.
  void imports(bool with_declaration) {
    const std::string wanted = canonical_import(workspace_, document_.path, name_.text);
    std::set<std::string> paths{document_.path};
    for (const std::string& path : workspace_.specs()) paths.insert(path);
    for (const std::string& path : paths) {
      const auto shape = workspace_.shape_at(path);
      if (shape == nullptr) continue;
      for (const Name& one : shape->names.all())
        if (one.kind == Name::Kind::import && canonical_import(workspace_, path, one.text) == wanted &&
            with_declaration)
          add(workspace_.uri_for(path), *shape, one.span);
    }
  }

  Workspace& workspace_;
  const Document& document_;
  const Name& name_;
  std::vector<Found> found_;
};

/// Names that a person has given; all others are words of the language or of somebody else.
void check_renamed(const Workspace& workspace, const Document& document, const Name& name) {
  if (name.kind == Name::Kind::import)
    throw BadRequest{"a file is renamed in its folder, and then named anew in the rows that import it"};
  if (name.kind == Name::Kind::image) throw BadRequest{"an image's name stands nowhere else: change it here"};
  if (name.declares || document.shape().names.declaration(name) != nullptr) return;
  const std::string& wanted = name.owner.empty() ? name.text : name.owner;
  if (is_shared(name)) {
    const auto info = find_template(workspace, document, wanted);
    if (info && info->path.starts_with('<'))
      throw BadRequest{fmt::format("`{}` is of the standard library, and keeps its name", name.text)};
    if (info) return;
  }
  throw BadRequest{fmt::format("nothing here declares `{}`", name.text)};
}

/// Would the new name mean something else somewhere?
void check_free(const Document& document, const Name& name, const std::string& wanted) {
  const bool value = is_value(name.kind);
  constexpr std::string_view built_in[] = {"os",      "arch",          "variant",    "home", "user",
                                           "workdir", "site-packages", "image-name", "tag"};
  if (value && std::find(std::begin(built_in), std::end(built_in), wanted) != std::end(built_in))
    throw BadRequest{fmt::format("`{}` is known in every image, and no name for anything else", wanted)};
  for (const Name& other : document.shape().names.all())
    if (other.declares && other.text == wanted && (other.kind == name.kind || (value && is_value(other.kind))))
      throw BadRequest{fmt::format("there is a `{}` already", wanted)};
}

bool is_name(const std::string& text) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return !text.empty() && is_letter(text.front()) && std::all_of(text.begin(), text.end(), [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

}  // namespace

Json definition(Workspace& workspace, const Json& params) {
  const Document& document = workspace.document(params);
  const Shape& shape = document.shape();
  const Name* name = name_at(document, params);
  if (name == nullptr) return nullptr;
  if (name->kind == Name::Kind::import) {
    const std::string path = canonical_import(workspace, document.path, name->text);
    if (workspace.files().kind(path) != FileSystem::Kind::file) return nullptr;
    return location({workspace.uri_for(path), {{"start", to_json(Place{})}, {"end", to_json(Place{})}}});
  }
  if (const Name* declared = shape.names.declaration(*name))
    return location({document.uri, range_of(shape.sources, declared->span)});
  if (!is_shared(*name)) return nullptr;
  const auto info = find_template(workspace, document, name->owner.empty() ? name->text : name->owner);
  if (!info || !info->path.starts_with('/')) return nullptr;
  return location({workspace.uri_for(info->path), {{"start", to_json(info->begin)}, {"end", to_json(info->end)}}});
}

Json references(Workspace& workspace, const Json& params) {
  const Document& document = workspace.document(params);
  const Name* name = name_at(document, params);
  if (name == nullptr) return nullptr;
  const auto context = params.find("context");
  const bool with_declaration = context == params.end() || context->value("includeDeclaration", true);
  Json result = Json::array();
  for (const Found& found : Search(workspace, document, *name).all(with_declaration)) result.push_back(location(found));
  return result;
}

Json highlights(Workspace& workspace, const Json& params) {
  const Document& document = workspace.document(params);
  const Name* name = name_at(document, params);
  if (name == nullptr) return nullptr;
  Json result = Json::array();
  for (const Found& found : Search(workspace, document, *name).all(true))
    if (found.uri == document.uri) result.push_back({{"range", found.range}});
  return result;
}

Json prepare_rename(Workspace& workspace, const Json& params) {
  const Document& document = workspace.document(params);
  const Name* name = name_at(document, params);
  if (name == nullptr) return nullptr;
  check_renamed(workspace, document, *name);
  return {{"range", range_of(document.shape().sources, name->span)}, {"placeholder", name->text}};
}

Json rename(Workspace& workspace, const Json& params) {
  const Document& document = workspace.document(params);
  const Name* name = name_at(document, params);
  if (name == nullptr) throw BadRequest{"there is no name here"};
  check_renamed(workspace, document, *name);
  const auto wanted = params.at("newName").get<std::string>();
  if (!is_name(wanted))
    throw BadRequest{fmt::format("`{}` is no name: a letter, then letters, digits, `-` and `_`", wanted)};
  check_free(document, *name, wanted);
  Json changes = Json::object();
  for (const Found& found : Search(workspace, document, *name).all(true))
    changes[found.uri].push_back({{"range", found.range}, {"newText", wanted}});
  return {{"changes", std::move(changes)}};
}

}  // namespace boxwright::lsp
