// Nobody knows yet what the names in such a template stand for, nor which of its branches hold. All of them are kept,
// with values in the place of names that nothing judges.
#include "compiler/expand/unused_templates.hpp"

#include <algorithm>
#include <utility>

#include "compiler/parse/keywords.hpp"

namespace boxwright::expand {

namespace {

bool is_branch(const ast::Row& row) { return is_named(row, "when") || is_named(row, "else"); }

/// Does a row stand only where no image is described, as in a launch?
bool is_for_others(const ast::Row& row) {
  if (!row.head || row.broken) return false;
  if (is_branch(row))
    return row.block() != nullptr && std::any_of(row.block()->rows.begin(), row.block()->rows.end(), is_for_others);
  return keywords::find(row.head->value, keywords::IMAGE) == nullptr &&
         keywords::find_anywhere(row.head->value) != nullptr;
}

void give_values(std::vector<ast::Argument>& arguments) {
  for (ast::Argument& argument : arguments) {
    for (ast::Piece& piece : argument.pieces) {
      give_values(piece.items);
      if (piece.kind != ast::Piece::Kind::reference) continue;
      piece.value = "x";
      piece.form.reset();
    }
  }
}

void prepare(std::vector<ast::Row>& rows) {
  std::erase_if(rows, [](const ast::Row& row) {
    return is_named(row, "allow") || (is_branch(row) && row.block() == nullptr);  // the latter is told where it is used
  });
  for (ast::Row& row : rows) {
    row.untaken = is_branch(row);
    give_values(row.arguments);
    give_values(row.targets);
    for (ast::Option& option : row.options) {
      if (!option.value) continue;
      std::vector<ast::Argument> value{std::move(*option.value)};
      give_values(value);
      option.value = std::move(value.front());
    }
    if (auto* const block = std::get_if<ast::Block>(&row.body)) prepare(block->rows);
  }
}

}  // namespace

std::optional<ast::Row> as_untaken(const Template& one) {
  std::vector<ast::Row> rows = one.row->block()->rows;
  if (std::any_of(rows.begin(), rows.end(), is_for_others)) return std::nullopt;
  prepare(rows);
  ast::Row image;
  image.head = {"image", one.row->head->span};
  image.span = one.row->span;
  image.arguments = {word(one.name, one.row->arguments.front().span)};
  image.body = ast::Block{std::move(rows), one.row->block()->span};
  ast::Row result;
  result.head = {"when", one.row->head->span};
  result.span = one.row->span;
  result.untaken = true;
  result.body = ast::Block{{std::move(image)}, one.row->block()->span};
  return result;
}

}  // namespace boxwright::expand
