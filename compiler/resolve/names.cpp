#include "compiler/resolve/names.hpp"

#include "compiler/base/edit_distance.hpp"
#include "compiler/expand/substitute.hpp"

namespace boxwright::resolve {

namespace {

std::vector<std::string_view> all_names(const Names& names) {
  std::vector<std::string_view> result;
  result.reserve(names.known.size() + names.variables.size());
  for (const auto& [name, value] : names.known) result.push_back(name);
  for (const std::string& name : names.variables) result.push_back(name);
  if (names.parameters != nullptr) result.insert(result.end(), names.parameters->begin(), names.parameters->end());
  // These are replaced before anything is resolved.
  result.insert(result.end(), {"os", "arch", "variant"});
  return result;
}

void append_reference(const ast::Piece& piece, const Names& names, Text& text, Diagnostics& diagnostics) {
  const std::string& name = piece.text;
  if (piece.value) {
    text.append(*piece.value);
  } else if (piece.form) {
    diagnostics.report(diag::UnknownForm, piece.span, name, *piece.form);
  } else if (names.variables.contains(name)) {
    text.append_variable(name);
  } else if (const auto known = names.known.find(name); known != names.known.end()) {
    text.append(known->second);
  } else if (const auto unknown = names.unknown.find(name); unknown != names.unknown.end()) {
    diagnostics.report(diag::NameWithoutValue, piece.span, name, unknown->second);
  } else {
    auto entry = diagnostics.report(diag::UnknownName, piece.span, name);
    if (const auto meant = guess(name, all_names(names)))
      entry.did_you_mean(piece.span, "${" + std::string(meant->word) + "}", meant->certain);
    entry.note("where the text itself is meant, its dollar sign is written twice: `$${" + name + "}`");
  }
}

void append_piece(const ast::Piece& piece, const Names& names, Word& word, Diagnostics& diagnostics) {
  switch (piece.kind) {
    case ast::Piece::Kind::bare:
      word.text.append(piece.text);
      break;
    case ast::Piece::Kind::string:
    case ast::Piece::Kind::literal:
      word.quoted = true;
      word.text.append(piece.text);
      break;
    case ast::Piece::Kind::reference:
      append_reference(piece, names, word.text, diagnostics);
      word.replaced = word.replaced || piece.value.has_value();
      break;
    case ast::Piece::Kind::list:
      word.is_list = true;
      for (const ast::Argument& item : piece.items) word.items.push_back(evaluate(item, names, diagnostics));
      break;
  }
}

}  // namespace

bool Names::is_built_in(const std::string& name) const { return known.contains(name) || unknown.contains(name); }

std::string Word::display() const {
  if (!is_list) return text.display();
  std::string result = text.display() + "[";
  for (std::size_t i = 0; i < items.size(); ++i) result += (i == 0 ? "" : ", ") + items[i].display();
  return result + "]";
}

Word evaluate(const ast::Argument& argument, const Names& names, Diagnostics& diagnostics) {
  Word word;
  word.span = argument.span;
  for (const ast::Piece& piece : argument.pieces) append_piece(piece, names, word, diagnostics);
  return word;
}

Pair evaluate_pair(const ast::Argument& argument, const Names& names, Diagnostics& diagnostics) {
  Pair pair;
  pair.span = pair.name_span = pair.value.span = argument.span;
  for (const ast::Piece& piece : argument.pieces) {
    const std::size_t equals =
        pair.has_value || piece.kind != ast::Piece::Kind::bare ? std::string::npos : piece.text.find('=');
    if (pair.has_value) {
      append_piece(piece, names, pair.value, diagnostics);
    } else if (equals == std::string::npos) {
      Word part;
      append_piece(piece, names, part, diagnostics);
      pair.name += part.display();
    } else {
      pair.name += piece.text.substr(0, equals);
      pair.has_value = true;
      pair.name_span.end = std::min(piece.span.end, piece.span.begin + static_cast<std::uint32_t>(equals));
      pair.value.span.begin = std::min(argument.span.end, pair.name_span.end + 1);
      pair.value.text.append(std::string_view(piece.text).substr(equals + 1));
    }
  }
  return pair;
}

std::string evaluate_shell(std::string_view text, Span span, const Names& names, Diagnostics& diagnostics) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    // `$${x}` is the text `${x}`.
    if (const expand::TextReference doubled = expand::reference_at(text, at + 1);
        text[at] == '$' && doubled.form.empty() && names.is_built_in(doubled.name)) {
      result += text.substr(at + 1, doubled.length);
      at += 1 + doubled.length;
      continue;
    }
    const expand::TextReference reference = expand::reference_at(text, at);
    const std::string& name = reference.name;
    const auto known = names.known.find(name);
    if (!reference.form.empty() || names.variables.contains(name) || !names.is_built_in(name)) {
      result += text[at++];
      continue;
    }
    // One line of source is the text itself, so that the very name can be shown.
    const bool same_length = span.end - span.begin == text.size();
    const auto offset = static_cast<std::uint32_t>(at);
    const auto length = static_cast<std::uint32_t>(reference.length);
    const Span place = same_length ? Span{span.file, span.begin + offset, span.begin + offset + length} : span;
    if (expand::find_assignment(text, name) != std::string_view::npos) {
      diagnostics.report(diag::ShadowedName, place, name).note("name the shell's own variable differently");
    } else if (known == names.known.end()) {
      diagnostics.report(diag::NameWithoutValue, place, name, names.unknown.at(name));
    } else {
      result += known->second;
    }
    at += reference.length;
  }
  return result;
}

}  // namespace boxwright::resolve
