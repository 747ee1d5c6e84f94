#include "compiler/expand/library.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/ast/print.hpp"
#include "compiler/base/paths.hpp"
#include "compiler/base/stdlib.hpp"
#include "compiler/parse/parse.hpp"

namespace boxwright::expand {

namespace {

constexpr std::string_view extension = ".box";

bool is_inside(const std::string& path, const std::string& folder) {
  return path.starts_with(folder.ends_with('/') ? folder : folder + "/");
}

Parameter read_parameter(const SplitPair& pair) {
  Parameter parameter;
  parameter.name = pair.name;
  parameter.span = pair.name_span;
  if (!pair.value) return parameter;
  std::vector<std::string> texts;
  for (const ast::Argument& item : items_of(*pair.value))
    if (const auto text = text_of(item)) texts.push_back(*text);
  if (pair.value->is_list()) {
    parameter.takes_list = texts.empty();
    parameter.fallback = texts.empty() ? *pair.value : items_of(*pair.value).front();
    parameter.allowed = texts;
  } else {
    parameter.fallback = pair.value;
  }
  parameter.type = type_of(texts);
  return parameter;
}

bool is_comment_line(std::string_view line) {
  const std::size_t first = line.find_first_not_of(" \t");
  return first != std::string_view::npos && line[first] == '#';
}

/// A comment's line without its sign and the blank behind it.
std::string_view comment_text(std::string_view line) {
  line.remove_prefix(std::min(line.find('#') + 1, line.size()));
  if (line.starts_with(' ')) line.remove_prefix(1);
  return line;
}

/// A name as the grammar has it: a letter, then letters, digits, `-` and `_`.
bool is_name(std::string_view text) {
  return !text.empty() && std::isalpha(static_cast<unsigned char>(text.front())) != 0 &&
         std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '_'; });
}

}  // namespace

bool is_named(const ast::Row& row, std::string_view head) { return !row.broken && row.head && row.head->value == head; }

bool is_build_parameter(const ast::Row& row) {
  return is_named(row, "param") && std::any_of(row.options.begin(), row.options.end(),
                                               [](const ast::Option& option) { return option.name.value == "build"; });
}

void Library::load(const ast::File& spec, FileId file) {
  active_.emplace_back(input_.files->canonical(sources_[file].name()), Span{file, 0, 0});
  load_imports(spec, file, input_.directory);
  files_.push_back({file, spec});
  for (const File& one : files_) read_templates(one, false);
}

void Library::load_imports(const ast::File& tree, FileId file, const std::string& directory) {
  for (const ast::Row& row : tree.rows)
    if (is_named(row, "import") && row.arguments.size() == 1) load_import(row.arguments.front(), file, directory);
}

void Library::load_import(const ast::Argument& argument, FileId file, const std::string& directory) {
  const auto name = text_of(argument);
  if (!name || name->empty()) {
    diagnostics_.report(diag::BadImport, argument.span, ast::display(argument), "the name of a file is asked for");
    return;
  }
  const std::string path = paths::normal(paths::join(directory, *name));
  if (input_.files->kind(path) == FileSystem::Kind::directory) {
    diagnostics_.report(diag::BadImport, argument.span, *name, "it is a folder")
        .note(
            fmt::format("name the file in it, such as `import \"{}\"`", paths::normal(paths::join(*name, "team.box"))));
    return;
  }
  const std::string real = input_.files->canonical(path);
  if (name->starts_with('/') || (!input_.allow_outside && !is_inside(real, input_.files->canonical(input_.root)))) {
    diagnostics_.report(diag::ImportOutside, argument.span, *name)
        .note(name->starts_with('/') ? "copy the file into the project, and name it from the folder of this file"
                                     : "copy the file into the project, or allow it with `--allow-outside`");
    return;
  }
  const auto active = std::find_if(active_.begin(), active_.end(), [&](const auto& one) { return one.first == real; });
  if (active != active_.end()) {
    diagnostics_.report(diag::ImportCycle, argument.span, *name)
        .note("leave one of the imports out; what both files need can stand in a third");
    return;
  }
  if (!loaded_.insert(real).second) return;
  const auto text = input_.files->read(path);
  if (!text) {
    diagnostics_.report(diag::BadImport, argument.span, *name, "there is no such file that can be read")
        .note("the path is relative to the folder of the file that imports it");
    return;
  }
  const FileId id = sources_.add(path, *text);
  ast::File tree = parse::parse(sources_, id, diagnostics_);
  for (const ast::Row& row : tree.rows) {
    if (is_named(row, "image"))
      diagnostics_.report(diag::ImportedImage, row.head->span)
          .label({file, argument.span.begin, argument.span.end}, "imported here");
  }
  active_.emplace_back(real, argument.span);
  load_imports(tree, id, paths::parent(path));
  active_.pop_back();
  files_.push_back({id, std::move(tree)});
}

void Library::read_templates(const File& file, bool is_standard) {
  for (const ast::Row& row : file.tree.rows) {
    if (!is_named(row, "template")) continue;
    if (row.arguments.empty()) {
      diagnostics_.report(diag::TooFewArguments, row.head->span, "template", "a name");
      continue;
    }
    const ast::Argument& first = row.arguments.front();
    const std::string name = text_of(first).value_or("");
    if (!is_name(name)) {
      diagnostics_.report(diag::BadName, first.span, ast::display(first));
      continue;
    }
    if (row.block() == nullptr) {
      diagnostics_.report(diag::BodyMissing, row.head->span, "template", "a block: the statements it stands for");
      continue;
    }
    Template one{name, read_parameters({row.arguments.begin() + 1, row.arguments.end()}, file.id, diagnostics_), &row,
                 file.id, is_standard};
    const auto [known, is_new] = templates_.try_emplace(name, one);
    if (is_new) continue;
    diagnostics_.report(diag::DuplicateTemplate, first.span, name)
        .label(known->second.row->arguments.front().span, "first here");
  }
}

std::vector<const Template*> Library::unused() const {
  std::vector<const Template*> result;
  for (const auto& [name, one] : templates_)
    if (!one.is_standard && !used_.contains(name)) result.push_back(&one);
  return result;
}

const Template* Library::find(const std::string& name) {
  used_.insert(name);
  if (const auto known = templates_.find(name); known != templates_.end()) return &known->second;
  for (const stdlib::File& file : stdlib::files()) {
    if (file.name != name + std::string(extension)) continue;
    const FileId id = sources_.add(stdlib::source_name(file.name), file.text);
    standard_.push_back({id, parse::parse(sources_, id, diagnostics_)});
    read_templates(standard_.back(), true);
    break;
  }
  const auto known = templates_.find(name);
  return known == templates_.end() ? nullptr : &known->second;
}

const FactTable* Library::table(const std::string& name) {
  const auto [known, is_new] = tables_.try_emplace(name);
  std::optional<FactTable>& table = known->second;
  if (is_new) table = FactTable::embedded(name);
  if (is_new && table) {
    const std::string file = FactTable::file_name(name);
    if (const auto text = input_.files->read(paths::join(input_.directory, file))) {
      if (const auto problem = table->extend(*text))
        diagnostics_.report(diag::BadBaseTable, Span{files_.back().id, 0, 0}, file, *problem)
            .note(fmt::format("its form is that of stdlib/{}.json, which explains its own columns", name));
    }
  }
  return table ? &*table : nullptr;
}

std::vector<std::string> Library::names() const {
  std::set<std::string> result;
  for (const auto& [name, one] : templates_) result.insert(name);
  for (const stdlib::File& file : stdlib::files())
    if (file.name.ends_with(extension)) result.emplace(file.name.substr(0, file.name.size() - extension.size()));
  return {result.begin(), result.end()};
}

std::vector<Parameter> read_parameters(const std::vector<ast::Argument>& words, FileId file, Diagnostics& diagnostics) {
  std::vector<Parameter> result;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const ast::Argument& argument = words[i];
    SplitPair pair = split_pair(argument);
    if (i + 2 < words.size() && !pair.value && ast::display(words[i + 1]) == "=") {
      const Span whole{file, argument.span.begin, words[i + 2].span.end};
      const std::string meant = pair.name + "=" + ast::display(words[i + 2]);
      diagnostics.report(diag::PairExpected, whole, pair.name, meant)
          .note("`=` stands without blanks")
          .certain_fix(whole, meant, "write");
      pair.value = words[i += 2];
    }
    const Span place{file, pair.name_span.begin, pair.name_span.end};
    if (!is_name(pair.name)) {
      diagnostics.report(diag::BadName, place, pair.name.empty() ? ast::display(argument) : pair.name);
      continue;
    }
    const auto same =
        std::find_if(result.begin(), result.end(), [&](const Parameter& p) { return p.name == pair.name; });
    if (same != result.end()) {
      diagnostics.report(diag::DuplicateParameter, place, pair.name).label(same->span, "first here");
      continue;
    }
    result.push_back(read_parameter(pair));
    if (pair.value && pair.value->pieces.empty()) result.back().fallback = word("", pair.value->span);
  }
  return result;
}

std::string signature(const Template& one) {
  std::string result = one.name;
  for (const Parameter& parameter : one.parameters) {
    result += " " + parameter.name;
    if (parameter.allowed.size() > 1) {
      result += fmt::format("=[{}]", fmt::join(parameter.allowed, ", "));
    } else if (parameter.takes_list) {
      result += "=[]";
    } else if (parameter.fallback) {
      const std::string text = ast::display(*parameter.fallback);
      const bool is_word = !text.empty() && text.find_first_of(" \"") == std::string::npos;
      result += is_word ? "=" + text : fmt::format("=\"{}\"", text);
    }
  }
  return result;
}

std::string doc_of(const ast::Row& row, const ast::File& tree, const Source& source) {
  const std::size_t line = source.position(row.span.begin).line;
  std::size_t first = line;
  while (first > 1 && is_comment_line(source.line(first - 1))) --first;
  std::size_t end = line;
  if (first == line && !tree.rows.empty() && &tree.rows.front() == &row) {  // a blank line may part it from its comment
    first = end = 1;
    while (end <= source.line_count() && is_comment_line(source.line(end))) ++end;
  }
  std::string result;
  for (std::size_t i = first; i < end; ++i) result += fmt::format("{}\n", comment_text(source.line(i)));
  return result;
}

std::vector<StandardTemplate> standard_templates() {
  std::vector<StandardTemplate> result;
  for (const stdlib::File& file : stdlib::files()) {
    if (!file.name.ends_with(extension)) continue;
    Sources sources;
    Diagnostics diagnostics;
    const Input input;
    const FileId id = sources.add(stdlib::source_name(file.name), file.text);
    Library library(input, sources, diagnostics);
    const std::string name(file.name.substr(0, file.name.size() - extension.size()));
    const ast::File tree = parse::parse(sources, id, diagnostics);
    if (const Template* one = library.find(name)) {
      const auto row = std::find_if(tree.rows.begin(), tree.rows.end(), [&](const ast::Row& r) {
        return is_named(r, "template") && text_of(r.arguments.front()) == name;
      });
      result.push_back({name, signature(*one), row == tree.rows.end() ? "" : doc_of(*row, tree, sources[id])});
    }
  }
  return result;
}

}  // namespace boxwright::expand
