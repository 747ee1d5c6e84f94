// Semantic tokens: what only the meaning of words tells, on top of the editor's own grammar.
#include <algorithm>
#include <array>
#include <tuple>

#include "compiler/lsp/features.hpp"
#include "compiler/parse/keywords.hpp"

namespace boxwright::lsp {

namespace {

enum class Token { keyword, property, parameter, variable, namespace_, function, string, comment };
constexpr std::array<const char*, 8> names{"keyword",   "property", "parameter", "variable",
                                           "namespace", "function", "string",    "comment"};

struct Mark {
  Span span;
  Token token;
};

Token token_of(Name::Kind kind) {
  switch (kind) {
    case Name::Kind::parameter:
      return Token::parameter;
    case Name::Kind::argument:
    case Name::Kind::variable:
    case Name::Kind::shell_variable:
    case Name::Kind::secret:
      return Token::variable;
    case Name::Kind::stage:
    case Name::Kind::image:
      return Token::namespace_;
    case Name::Kind::template_:
      return Token::function;
    case Name::Kind::import:
      return Token::string;
  }
  return Token::variable;
}

void mark_rows(const std::vector<ast::Row>& rows, unsigned scope, std::vector<Mark>& marks) {
  for (const ast::Row& row : rows) {
    const keywords::Keyword* keyword = row.head ? keywords::find(row.head->value, scope) : nullptr;
    if (keyword != nullptr) marks.push_back({row.head->span, Token::keyword});
    for (const ast::Option& option : row.options) marks.push_back({option.name.span, Token::property});
    if (row.block() != nullptr)
      mark_rows(row.block()->rows, keyword == nullptr ? scope : keywords::scope_inside(*keyword, scope), marks);
  }
}

std::vector<Mark> marks_of(const Shape& shape) {
  std::vector<Mark> marks;
  mark_rows(shape.tree.rows, keywords::FILE, marks);
  for (const Name& name : shape.names.all())
    // A use that nothing declares is plain text; in a `when` it may be a value.
    if (name.declares || shape.names.declaration(name) != nullptr || name.kind == Name::Kind::template_ ||
        !name.owner.empty())
      marks.push_back({name.span, token_of(name.kind)});
  for (const ast::Comment& comment : shape.tree.comments) marks.push_back({comment.span, Token::comment});
  std::stable_sort(marks.begin(), marks.end(),
                   [](const Mark& a, const Mark& b) { return a.span.begin < b.span.begin; });
  return marks;
}

}  // namespace

Json token_legend() { return {{"tokenTypes", names}, {"tokenModifiers", Json::array()}}; }

/// Each token by its distance from the one before it: lines, characters, length, type, modifiers.
Json semantic_tokens(Workspace& workspace, const Json& params) {
  const Shape& shape = workspace.document(params).shape();
  Span part{shape.file, 0, static_cast<std::uint32_t>(shape.source().text().size())};
  if (params.contains("range")) {
    part.begin = static_cast<std::uint32_t>(offset_of(shape.source(), place_from(params["range"].at("start"))));
    part.end = static_cast<std::uint32_t>(offset_of(shape.source(), place_from(params["range"].at("end"))));
  }
  Json data = Json::array();
  Place last;
  std::uint32_t reached = part.begin;
  for (const Mark& mark : marks_of(shape)) {
    if (mark.span.begin < reached || mark.span.end > part.end || mark.span.begin == mark.span.end) continue;
    reached = mark.span.end;  // no two overlap
    const Place begin = place_of(shape.source(), mark.span.begin);
    const Place end = place_of(shape.source(), mark.span.end);
    if (end.line != begin.line) continue;
    const std::size_t lines = begin.line - last.line;
    for (const std::size_t number :
         {lines, lines == 0 ? begin.character - last.character : begin.character, end.character - begin.character,
          static_cast<std::size_t>(mark.token), std::size_t{0}})
      data.push_back(number);
    last = begin;
  }
  return {{"data", std::move(data)}};
}

}  // namespace boxwright::lsp
