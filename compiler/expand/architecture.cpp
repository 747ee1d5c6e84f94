#include <algorithm>
#include <functional>
#include <string_view>

#include "compiler/ast/print.hpp"
#include "compiler/expand/rows.hpp"

namespace boxwright::expand {

bool names_architecture(const std::vector<ast::Row>& rows) {
  const auto in_text = [](std::string_view text) {
    return text.find("${arch}") != std::string_view::npos || text.find("${arch:") != std::string_view::npos;
  };
  const std::function<bool(const ast::Argument&)> in_argument = [&](const ast::Argument& argument) {
    return std::any_of(argument.pieces.begin(), argument.pieces.end(), [&](const ast::Piece& piece) {
      if (piece.kind == ast::Piece::Kind::reference && piece.text == "arch") return true;
      return std::any_of(piece.items.begin(), piece.items.end(), in_argument);
    });
  };
  return std::any_of(rows.begin(), rows.end(), [&](const ast::Row& row) {
    const bool condition = row.head && (row.head->value == "when" || row.head->value == "else");
    const auto in_arguments = [&](const std::vector<ast::Argument>& arguments) {
      return std::any_of(arguments.begin(), arguments.end(), [&](const ast::Argument& argument) {
        return in_argument(argument) || (condition && ast::display(argument) == "arch");
      });
    };
    if (in_arguments(row.arguments) || in_arguments(row.targets)) return true;
    for (const ast::Option& option : row.options)
      if (option.value && in_argument(*option.value)) return true;
    if (row.raw() != nullptr && in_text(row.raw()->text)) return true;
    if (row.fence() != nullptr && in_text(row.fence()->text)) return true;
    return row.block() != nullptr && names_architecture(row.block()->rows);
  });
}

}  // namespace boxwright::expand
