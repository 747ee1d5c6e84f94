#include "compiler/driver/grammar_parts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "compiler/parse/keywords.hpp"

namespace boxwright::driver::grammar_parts {

namespace {

using Words = std::vector<std::string>;

/// A list of words that grammars ask for, by what it is called in them.
struct List {
  std::string_view name;
  Words words;  ///< sorted, each once
};

List list_of(std::string_view name, bool (*holds)(const keywords::Keyword&)) {
  std::set<std::string> words;
  for (const keywords::Keyword& keyword : keywords::all())
    if (holds(keyword)) words.emplace(keyword.name);
  return {name, {words.begin(), words.end()}};
}

List statements() {
  return list_of("statements", [](const keywords::Keyword&) { return true; });
}

/// Statements that take a command, and whose texts are the shell's.
List running_shell() {
  return list_of("running shell", [](const keywords::Keyword& keyword) { return (keyword.body & keywords::RAW) != 0; });
}

List options() {
  std::set<std::string> words;
  for (const keywords::Keyword& keyword : keywords::all())
    for (const keywords::Option& option : keyword.options) words.emplace(option.name);
  return {"options", {words.begin(), words.end()}};
}

/// Words in whatever each is put, on lines that leave room for where they are set in.
std::string wrapped(const Words& words, std::string_view line_begin, std::string_view form) {
  constexpr std::size_t widest = 116;
  std::string text;
  std::string line(line_begin);
  for (const std::string& word : words) {
    const std::string one = fmt::format(fmt::runtime(form), word);
    if (line.size() + one.size() + 1 > widest) {
      text += line + "\n";
      line = line_begin;
    }
    line += (line.size() == line_begin.size() ? "" : " ") + one;
  }
  return text + line + "\n";
}

std::vector<Part> tree_sitter() {
  std::vector<Part> result;
  for (const List& list : {statements(), running_shell()})
    result.push_back({std::string(list.name), wrapped(list.words, "", "\"{}\"")});
  return result;
}

std::vector<Part> vim() {
  return {{"statements", wrapped(statements().words, "syntax keyword boxStatement contained ", "{}")},
          {"options", wrapped(options().words, "syntax keyword boxOption contained ", "{}")},
          {"running shell", fmt::format("let s:shell = '\\%({}\\)'\n", fmt::join(running_shell().words, "\\|"))}};
}

std::vector<Part> emacs() {
  std::vector<Part> result;
  for (const auto& [list, variable] : {std::pair(statements(), "box-statements"), std::pair(options(), "box-options"),
                                       std::pair(running_shell(), "box-shell-statements")})
    result.push_back({std::string(list.name),
                      fmt::format("(defconst {}\n  '(\n{}    ))\n", variable, wrapped(list.words, "    ", "\"{}\""))});
  return result;
}

/// All statements, each with its options and an example.
std::vector<Part> markdown() {
  std::string text;
  for (const keywords::Keyword& keyword : keywords::all()) {
    text += fmt::format("## {}\n\n{}. It stands in {}.\n", keyword.name, keyword.doc,
                        keywords::describe_scopes(keyword.scopes));
    if (!keyword.details.empty()) text += fmt::format("\n{}\n", keyword.details);
    text += fmt::format("\n```box\n{}\n```\n\n", keyword.example);
    if (keyword.options.empty()) continue;
    text += "| option | value | |\n|---|---|---|\n";
    for (const keywords::Option& option : keyword.options)
      text += fmt::format("| `{}` | {} | {} |\n", option.name, option.type, option.doc);
    text += "\n";
  }
  return {{"statements", text}};
}

struct Editor {
  std::string_view name;
  std::string_view comment;  ///< how a line of comment begins, and ends
  std::string_view comment_end;
  std::vector<Part> (*parts)();
};
constexpr Editor all_editors[] = {{"emacs", ";; ", "", emacs},
                                  {"markdown", "<!-- ", " -->", markdown},
                                  {"tree-sitter", "; ", "", tree_sitter},
                                  {"vim", "\" ", "", vim}};

const Editor* find(std::string_view name) {
  const auto* found =
      std::find_if(std::begin(all_editors), std::end(all_editors), [&](const Editor& one) { return one.name == name; });
  return found == std::end(all_editors) ? nullptr : found;
}

}  // namespace

std::vector<std::string_view> editors() {
  std::vector<std::string_view> result;
  for (const Editor& editor : all_editors) result.push_back(editor.name);
  return result;
}

std::vector<Part> parts_for(std::string_view name) {
  const Editor* editor = find(name);
  return editor == nullptr ? std::vector<Part>{} : editor->parts();
}

std::string text_for(std::string_view name) {
  std::string text;
  const Editor* editor = find(name);
  for (const Part& part : parts_for(name))
    text += fmt::format("{0}names: {2}{1}\n{3}{0}end of names{1}\n", editor->comment, editor->comment_end, part.name,
                        part.text);
  return text;
}

}  // namespace boxwright::driver::grammar_parts
