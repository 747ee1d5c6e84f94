#include "compiler/ast/print.hpp"

#include <nlohmann/json.hpp>
#include <string_view>

namespace boxwright::ast {

namespace {

using Json = nlohmann::ordered_json;

void append_with_dollars(std::string& result, std::string_view text) {
  for (const char c : text) {
    result += c;
    if (c == '$') result += '$';
  }
}

void append(std::string& result, const Piece& piece) {
  switch (piece.kind) {
    case Piece::Kind::bare:
    case Piece::Kind::string:
      append_with_dollars(result, piece.text);
      break;
    case Piece::Kind::literal:
      result += piece.text;
      break;
    case Piece::Kind::reference:
      result += "${" + piece.text + (piece.form ? ":" + *piece.form : "") + "}";
      break;
    case Piece::Kind::list:
      break;
  }
}

Json list_json(const Piece& list) {
  Json result = Json::array();
  for (const Argument& item : list.items) result.push_back(display(item));
  return result;
}

Json argument_json(const Argument& argument) {
  if (argument.pieces.empty() || argument.pieces.back().kind != Piece::Kind::list) return display(argument);
  Json list = list_json(argument.pieces.back());
  if (argument.is_list()) return list;
  return Json::object({{display(argument), std::move(list)}});
}

Json arguments_json(const std::vector<Argument>& arguments) {
  Json result = Json::array();
  for (const Argument& argument : arguments) result.push_back(argument_json(argument));
  return result;
}

Json options_json(const std::vector<Option>& options) {
  Json result = Json::object();
  for (const Option& option : options) {
    if (option.value)
      result[option.name.value] = argument_json(*option.value);
    else if (option.has_value)
      result[option.name.value] = "";
    else
      result[option.name.value] = true;
  }
  return result;
}

Json rows_json(const std::vector<Row>& rows);

Json row_json(const Row& row) {
  Json result = Json::object();
  if (row.head) result["head"] = row.head->value;
  if (row.has_options) result["opts"] = options_json(row.options);
  if (!row.arguments.empty()) result["args"] = arguments_json(row.arguments);
  if (row.has_arrow) result["to"] = arguments_json(row.targets);
  if (const Raw* const raw = row.raw()) result["raw"] = raw->text;
  if (const Fence* const fence = row.fence()) result["text"] = fence->text;
  if (const Block* const block = row.block()) result["block"] = rows_json(block->rows);
  return result;
}

Json rows_json(const std::vector<Row>& rows) {
  Json result = Json::array();
  for (const Row& row : rows) result.push_back(row_json(row));
  return result;
}

}  // namespace

std::string to_json(const File& file) {
  return rows_json(file.rows).dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string display(const Argument& argument) {
  std::string result;
  for (const Piece& piece : argument.pieces) append(result, piece);
  return result;
}

}  // namespace boxwright::ast
