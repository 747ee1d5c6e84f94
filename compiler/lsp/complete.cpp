// Completion: what may stand at the cursor, by the block it is in and the part of the row.
#include <fmt/core.h>

#include <algorithm>
#include <functional>

#include "compiler/base/paths.hpp"
#include "compiler/lint/rules.hpp"
#include "compiler/lsp/cursor.hpp"
#include "compiler/lsp/features.hpp"
#include "compiler/lsp/library_names.hpp"

namespace boxwright::lsp {

namespace {

// The protocol's CompletionItemKind.
constexpr int kind_function = 3, kind_variable = 6, kind_module = 9, kind_property = 10, kind_value = 12,
              kind_keyword = 14, kind_file = 17, kind_folder = 19, kind_constant = 21;

using keywords::Keyword;
using Part = Cursor::Part;

/// What is special in a snippet.
std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) result += c == '$' || c == '}' || c == '\\' ? fmt::format("\\{}", c) : std::string(1, c);
  return result;
}

/// `copy ${1:path} -> ${2:DEST}`: the row's shape, with a stop for each part that must be there.
std::string snippet(const Keyword& keyword) {
  std::string text(keyword.name);
  std::size_t stop = 0;
  for (std::size_t i = 0; i < keyword.arguments.least; ++i)
    text += fmt::format(" ${{{}:{}}}", ++stop, keyword.takes_pairs() ? "NAME=value" : escaped(keyword.arguments.type));
  if (keyword.target == keywords::Target::required) text += fmt::format(" -> ${{{}:/path}}", ++stop);
  const bool only_raw = keyword.arguments.most == 0 && (keyword.body & keywords::RAW) != 0;
  if (only_raw) return text + ": $0";
  if ((keyword.body & keywords::STATEMENTS) != 0 && keyword.name != "git") return text + " {\n  $0\n}";
  return text + (keyword.arguments.least == 0 && keyword.arguments.most != 0 ? " $0" : "$0");
}

class Completion {
 public:
  Completion(Workspace& workspace, const Document& document, std::size_t offset)
      : workspace_(workspace),
        document_(document),
        shape_(document.shape()),
        offset_(offset),
        cursor_(cursor_at(shape_.source().text(), offset)) {}

  Json items() {
    if (cursor_.part == Part::comment) return std::move(items_);
    if (cursor_.reference != std::string_view::npos) {
      values(cursor_.reference);
      return std::move(items_);
    }
    switch (cursor_.part) {
      case Part::head:
        statements();
        break;
      case Part::option_name:
        options();
        break;
      case Part::option_value:
        option_values();
        break;
      case Part::argument:
        arguments();
        break;
      case Part::target:
      case Part::raw:
      case Part::comment:
        break;
    }
    return std::move(items_);
  }

 private:
  /// An item that replaces the word from `begin` to the cursor.
  Json& add(std::string_view label, int kind, std::string_view detail, const std::string& text, std::size_t begin,
            bool is_snippet = false) {
    Json item{{"label", label}, {"kind", kind}};
    if (!detail.empty()) item["detail"] = detail;
    item["insertTextFormat"] = is_snippet ? 2 : 1;
    item["textEdit"] = {{"range", range_of(shape_.source(), begin, offset_)}, {"newText", text}};
    items_.push_back(std::move(item));
    return items_.back();
  }
  Json& add(std::string_view label, int kind, std::string_view detail = "") {
    return add(label, kind, detail, std::string(label), cursor_.word);
  }

  void statements() {
    for (const Keyword& keyword : keywords::all()) {
      if ((keyword.scopes & cursor_.scope) == 0 || cursor_.scope == keywords::ITEMS) continue;
      if (workspace_.takes_snippets) {
        add(keyword.name, kind_keyword, keyword.doc, snippet(keyword), cursor_.word, true);
      } else {
        add(keyword.name, kind_keyword, keyword.doc);
      }
    }
  }

  void options() {
    if (cursor_.statement == nullptr) return;
    for (const keywords::Option& option : cursor_.statement->options) {
      const bool flag = option.type == "flag";
      add(option.name, kind_property, option.doc, std::string(option.name) + (flag ? "" : "="), cursor_.word);
    }
  }

  void option_values() {
    if (cursor_.option == "from") return declared(Name::Kind::stage, kind_module);
    if (cursor_.option == "secret" || cursor_.option == "secret-env")
      return declared(Name::Kind::secret, kind_variable);
    const keywords::Option* option = cursor_.statement == nullptr ? nullptr : cursor_.statement->option(cursor_.option);
    if (option == nullptr) return;
    if (option->type == "yesno") words({"yes", "no"});
    if (option->type == "path") paths();
  }

  void arguments() {
    if (cursor_.statement == nullptr) return;
    const std::string_view name = cursor_.statement->name;
    const std::string_view type = cursor_.statement->arguments.type;
    if (name == "use") return use();
    if (name == "when" || name == "else" || name == "variants") return conditions();
    if (name == "from") return declared(Name::Kind::stage, kind_module);
    if (name == "dialect") return words({"buildkit", "portable"});
    if (type == "rule" && cursor_.arguments == 0) return rules();
    if (type == "path") return paths();
  }

  void use() {
    if (cursor_.arguments == 0) {
      for (const std::string& name : template_names(workspace_, document_)) add(name, kind_function, "a template");
      return;
    }
    const auto info = find_template(workspace_, document_, cursor_.first);
    if (!info) return;
    const std::string_view written = word();
    if (const std::size_t equals = written.find('='); equals != std::string_view::npos)
      return allowed(info->parameters, written.substr(0, equals), cursor_.word + equals + 1);
    for (const expand::Parameter& parameter : info->parameters)
      add(parameter.name, kind_property, "a parameter of " + info->name, parameter.name + "=", cursor_.word);
  }

  void allowed(const std::vector<expand::Parameter>& parameters, std::string_view name, std::size_t begin) {
    for (const expand::Parameter& parameter : parameters)
      if (parameter.name == name)
        for (const std::string& value : parameter.allowed) add(value, kind_value, "", value, begin);
  }

  /// Behind `==` the values that a parameter may have.
  void conditions() {
    for (const Name* name : shape_.names.visible(offset_))
      if (name->kind == Name::Kind::parameter) add(name->text, kind_variable, "a parameter");
    for (const ast::Row& row : shape_.tree.rows) values_of_lists(row);
  }

  void values_of_lists(const ast::Row& row) {
    if (!row.head || row.head->value != "param") return;
    Diagnostics unread;
    for (const expand::Parameter& parameter : expand::read_parameters(row.arguments, shape_.file, unread))
      for (const std::string& value : parameter.allowed) add(value, kind_value, "a value of " + parameter.name);
  }

  void rules() {
    for (const lint::Rule& rule : lint::rules()) add(rule.name, kind_constant, rule.doc);
  }

  void declared(Name::Kind kind, int shown) {
    for (const Name* name : shape_.names.visible(offset_))
      if (name->kind == kind) add(name->text, shown);
  }

  void words(std::initializer_list<std::string_view> all) {
    for (const std::string_view word : all) add(word, kind_value);
  }

  /// The names behind `${`.
  void values(std::size_t begin) {
    for (const Name* name : shape_.names.visible(offset_)) {
      const bool value = name->kind == Name::Kind::parameter || name->kind == Name::Kind::argument ||
                         name->kind == Name::Kind::variable;
      if (value) add(name->text, kind_variable, "", name->text, begin);
    }
    for (const std::string_view name :
         {"os", "arch", "variant", "home", "workdir", "site-packages", "image-name", "tag"})
      add(name, kind_constant, "known in every image", std::string(name), begin);
  }

  /// The entries of the folder that is being named, from the build context.
  void paths() {
    if (document_.path.empty()) return;
    const std::string_view written = word();
    const std::size_t slash = written.rfind('/');
    const std::string folder(slash == std::string_view::npos ? "" : written.substr(0, slash + 1));
    if (folder.starts_with('/') || folder.starts_with("..")) return;
    const std::string place = paths::join(paths::parent(document_.path), folder);
    for (const std::string& name : workspace_.files().list(place)) {
      if (name.starts_with('.') && !written.substr(folder.size()).starts_with('.')) continue;
      const bool directory = workspace_.files().kind(paths::join(place, name)) == FileSystem::Kind::directory;
      add(name, directory ? kind_folder : kind_file, "", name + (directory ? "/" : ""), cursor_.word + folder.size());
    }
  }

  [[nodiscard]] std::string_view word() const {
    return shape_.source().text().substr(cursor_.word, offset_ - cursor_.word);
  }

  Workspace& workspace_;
  const Document& document_;
  const Shape& shape_;
  std::size_t offset_;
  Cursor cursor_;
  Json items_ = Json::array();
};

}  // namespace

Json complete(Workspace& workspace, const Json& params) {
  const Document& document = workspace.document(params);
  const std::size_t offset = offset_of(document.shape().source(), place_from(params.at("position")));
  return {{"isIncomplete", false}, {"items", Completion(workspace, document, offset).items()}};
}

}  // namespace boxwright::lsp
