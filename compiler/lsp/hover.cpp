// Hover: the page of a keyword or an option, a template's signature and head comment, what a name stands for.
#include <fmt/core.h>

#include "compiler/driver/message_page.hpp"
#include "compiler/lsp/cursor.hpp"
#include "compiler/lsp/features.hpp"
#include "compiler/lsp/library_names.hpp"

namespace boxwright::lsp {

namespace {

Json markdown(const std::string& text, const Source& source, std::size_t begin, std::size_t end) {
  return {{"contents", {{"kind", "markdown"}, {"value", text}}}, {"range", range_of(source, begin, end)}};
}

std::string fenced(std::string_view language, std::string_view text) {
  return fmt::format("```{}\n{}\n```\n", language, text);
}

std::string page_of(const keywords::Keyword& keyword) {
  std::string text = fmt::format("**{}**: {}.\n", keyword.name, keyword.doc);
  if (!keyword.details.empty()) text += fmt::format("\n{}\n", keyword.details);
  text += "\n" + fenced("box", keyword.example);
  for (const keywords::Option& option : keyword.options) text += fmt::format("- `{}`: {}\n", option.name, option.doc);
  return text;
}

std::size_t word_end(std::string_view text, std::size_t begin) {
  const std::size_t end = text.find_first_of(" \t\n(){};:=,\"'", begin);
  return std::min(end, text.size());
}

std::string_view kind_name(Name::Kind kind) {
  switch (kind) {
    case Name::Kind::parameter:
      return "parameter";
    case Name::Kind::argument:
      return "build argument";
    case Name::Kind::variable:
    case Name::Kind::shell_variable:
      return "variable";
    case Name::Kind::secret:
      return "secret";
    case Name::Kind::stage:
      return "stage";
    case Name::Kind::image:
      return "image";
    case Name::Kind::template_:
      return "template";
    case Name::Kind::import:
      return "imported file";
  }
  return "";
}

Json of_template(const TemplateInfo& info, const Source& source, Span span) {
  std::string text = fenced("box", "use " + info.usage);
  if (!info.doc.empty()) text += "\n" + fenced("", info.doc);
  return markdown(text, source, span.begin, span.end);
}

/// The row that declares a name, without its block.
std::string declaration_text(const Name& name, const Shape& shape) {
  Span span = name.row->span;
  if (name.row->block() != nullptr) span.end = name.row->block()->span.begin;
  std::string text(shape.sources.text(span));
  while (text.ends_with(' ')) text.pop_back();
  return text;
}

}  // namespace

Json hover(Workspace& workspace, const Json& params) {
  const Document& document = workspace.document(params);
  const Shape& shape = document.shape();
  const std::string_view text = shape.source().text();
  const std::size_t offset = offset_of(shape.source(), place_from(params.at("position")));
  if (const Name* name = shape.names.at(offset)) {
    if (name->kind == Name::Kind::template_) {
      if (const auto info = find_template(workspace, document, name->text))
        return of_template(*info, shape.source(), name->span);
      return nullptr;
    }
    if (const Name* declared = shape.names.declaration(*name))
      return markdown(fmt::format("{} `{}`\n\n{}", kind_name(declared->kind), declared->text,
                                  fenced("box", declaration_text(*declared, shape))),
                      shape.source(), name->span.begin, name->span.end);
  }
  // The whole word that the cursor is in decides, and not its part before the cursor.
  const Cursor before = cursor_at(text, offset);
  const std::size_t end = word_end(text, before.word);
  if (offset > end) return nullptr;
  const Cursor cursor = cursor_at(text, end);
  if (cursor.part == Cursor::Part::head && cursor.statement != nullptr)
    return markdown(page_of(*cursor.statement), shape.source(), cursor.word, end);
  if (cursor.part == Cursor::Part::option_name && cursor.statement != nullptr)
    if (const keywords::Option* option = cursor.statement->option(text.substr(cursor.word, end - cursor.word)))
      return markdown(
          fmt::format("**{}** of `{}`, a {}: {}.", option->name, cursor.statement->name, option->type, option->doc),
          shape.source(), cursor.word, end);
  return nullptr;
}

/// The page of a message's code, which a diagnostic's `codeDescription` leads to as `boxwright:help/CODE`.
Json help(Workspace& /*unused*/, const Json& params) {
  const auto code = params.at("code").get<std::string>();
  const std::string_view page = driver::pages::find(code);
  if (page.empty()) throw BadRequest{fmt::format("no message has the code `{}`", code)};
  return {{"code", code}, {"markdown", page}};
}

}  // namespace boxwright::lsp
