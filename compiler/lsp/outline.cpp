// What a spec is made of: its images, stages, templates and parameters, and the parts that can be folded.
#include <algorithm>

#include "compiler/lsp/features.hpp"

namespace boxwright::lsp {

namespace {

// The protocol's SymbolKind.
constexpr int symbol_module = 2, symbol_class = 5, symbol_property = 7, symbol_function = 12, symbol_variable = 13,
              symbol_key = 20;

std::string_view head_of(const ast::Row& row) { return row.head ? std::string_view(row.head->value) : ""; }

int kind_of(std::string_view head) {
  if (head == "image") return symbol_class;
  if (head == "stage") return symbol_module;
  if (head == "template") return symbol_function;
  if (head == "param" || head == "arg") return symbol_variable;
  return head == "policy" || head == "launch" ? symbol_key : symbol_property;
}

/// Rows that people look for by name. The others would be the text again.
bool is_shown(std::string_view head) {
  constexpr std::string_view shown[] = {"image", "stage",  "template", "policy", "launch",  "param",
                                        "arg",   "python", "secret",   "import", "weights", "variants"};
  return std::find(std::begin(shown), std::end(shown), head) != std::end(shown);
}

class Outline {
 public:
  explicit Outline(const Shape& shape) : shape_(shape) {}

  [[nodiscard]] Json of(const std::vector<ast::Row>& rows) const {
    Json list = Json::array();
    for (const ast::Row& row : rows) {
      const std::string_view head = head_of(row);
      Json inner = row.block() == nullptr ? Json::array() : of(row.block()->rows);
      if (is_shown(head)) {
        list.push_back(symbol(row, head, std::move(inner)));
      } else {
        for (Json& one : inner) list.push_back(std::move(one));  // of a `when`: as if it were not there
      }
    }
    return list;
  }

 private:
  [[nodiscard]] Json symbol(const ast::Row& row, std::string_view head, Json inner) const {
    const Span name = row.arguments.empty() ? row.head->span : row.arguments.front().span;
    std::string text(shape_.sources.text(name));
    if (text.empty()) text = head;
    Json result{{"name", std::move(text)},
                {"detail", head},
                {"kind", kind_of(head)},
                {"range", range_of(shape_.sources, row.span)},
                {"selectionRange", range_of(shape_.sources, name)}};
    if (!inner.empty()) result["children"] = std::move(inner);
    return result;
  }

  const Shape& shape_;
};

void fold(const Source& source, Span span, const char* kind, std::size_t last_lines, Json& list) {
  const std::size_t begin = place_of(source, span.begin).line;
  const std::size_t end = place_of(source, span.end).line;
  if (end < begin + 1 + last_lines) return;
  Json range{{"startLine", begin}, {"endLine", end - last_lines}};
  if (*kind != '\0') range["kind"] = kind;
  list.push_back(std::move(range));
}

/// Blocks and texts but for their last line, which closes them; continued rows.
void fold_rows(const Source& source, const std::vector<ast::Row>& rows, Json& list) {
  for (const ast::Row& row : rows) {
    if (row.block() != nullptr) {
      fold(source, row.block()->span, "", 1, list);
      fold_rows(source, row.block()->rows, list);
    } else if (row.fence() != nullptr) {
      fold(source, row.fence()->span, "", 1, list);
    } else {
      fold(source, row.span, "", 0, list);
    }
  }
}

/// Comments on lines that follow each other.
void fold_comments(const Shape& shape, Json& list) {
  const auto& comments = shape.tree.comments;
  for (std::size_t i = 0; i < comments.size();) {
    std::size_t last = i;
    const auto line = [&](std::size_t index) { return place_of(shape.source(), comments[index].span.begin).line; };
    while (last + 1 < comments.size() && line(last + 1) == line(last) + 1) ++last;
    fold(shape.source(), Span{shape.file, comments[i].span.begin, comments[last].span.end}, "comment", 0, list);
    i = last + 1;
  }
}

}  // namespace

Json document_symbols(Workspace& workspace, const Json& params) {
  const Shape& shape = workspace.document(params).shape();
  return Outline(shape).of(shape.tree.rows);
}

Json folding_ranges(Workspace& workspace, const Json& params) {
  const Shape& shape = workspace.document(params).shape();
  Json list = Json::array();
  fold_rows(shape.source(), shape.tree.rows, list);
  fold_comments(shape, list);
  return list;
}

}  // namespace boxwright::lsp
