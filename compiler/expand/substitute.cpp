#include "compiler/expand/substitute.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "compiler/ast/print.hpp"
#include "compiler/base/edit_distance.hpp"

namespace boxwright::expand {

namespace {

bool is_word_character(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool is_name_character(char c) { return is_word_character(c) || c == '-'; }

/// Characters that a shell reads as itself wherever they stand in a word; a blank parts words, which is meant.
bool is_plain_in_shell(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
         std::string_view("_-+.,/:@%^= ").find(c) != std::string_view::npos;
}

/// A value as text, its references as they are written.
std::string spelled_value(const ast::Argument& value) {
  std::string result;
  for (const ast::Argument& item : items_of(value)) {
    if (!result.empty()) result += ' ';
    for (const ast::Piece& piece : item.pieces) {
      result += piece.kind != ast::Piece::Kind::reference ? piece.text
                : piece.value                             ? *piece.value
                                                          : "${" + piece.text + "}";
    }
  }
  return result;
}

/// Whether a place of a shell text stands between quotes.
class ShellQuotes {
 public:
  /// Takes the character at this place into account.
  void read(std::string_view text, std::size_t at) {
    const char c = text[at];
    if (escaped_) {
      escaped_ = false;
    } else if (c == '\\' && quote_ != '\'') {
      escaped_ = true;
    } else if (quote_ == 0 && (c == '"' || c == '\'')) {
      quote_ = c;
    } else if (c == quote_) {
      quote_ = 0;
    }
  }
  [[nodiscard]] bool open() const { return quote_ != 0; }

 private:
  char quote_ = 0;
  bool escaped_ = false;
};

/// Of what names bring into one value, one row of words or one text: values that name each other twice double.
constexpr std::size_t longest_value = 65536;

bool names_something(const ast::Argument& argument) {
  return std::any_of(argument.pieces.begin(), argument.pieces.end(), [](const ast::Piece& piece) {
    return piece.kind == ast::Piece::Kind::reference || piece.kind == ast::Piece::Kind::list;
  });
}

std::size_t length_of(const ast::Argument& argument);

/// The characters of a piece; one that is empty takes place, too.
std::size_t length_of(const ast::Piece& piece) {
  std::size_t result = 1 + (piece.value ? piece.value->size() : piece.text.size());
  for (const ast::Argument& item : piece.items) result += length_of(item);
  return result;
}

std::size_t length_of(const ast::Argument& argument) {
  std::size_t result = 0;
  for (const ast::Piece& piece : argument.pieces) result += length_of(piece);
  return result;
}

/// Text that no shell reads, so that nothing in it has to be quoted.
bool is_shell_text(const ast::Row& row) { return !row.head || row.head->value != "file"; }

}  // namespace

std::size_t find_assignment(std::string_view text, std::string_view name) {
  for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    const bool starts = at == 0 || (!is_word_character(text[at - 1]) && text[at - 1] != '-' && text[at - 1] != '$' &&
                                    text[at - 1] != '{' && text[at - 1] != '.');
    if (starts && end < text.size() && text[end] == '=') return at;
  }
  return std::string_view::npos;
}

TextReference reference_at(std::string_view text, std::size_t at) {
  TextReference result;
  if (!text.substr(at).starts_with("${")) return result;
  std::size_t end = at + 2;
  while (end < text.size() && is_name_character(text[end])) ++end;
  std::string name(text.substr(at + 2, end - at - 2));
  if (end < text.size() && text[end] == ':') {
    std::size_t form = end + 1;
    while (form < text.size() && is_name_character(text[form])) ++form;
    result.form = std::string(text.substr(end + 1, form - end - 1));
    end = form;
  }
  if (end >= text.size() || text[end] != '}') return {};
  result.name = std::move(name);
  result.length = end + 1 - at;
  return result;
}

ast::Row Substitution::row(const ast::Row& row) const {
  ast::Row result;
  if (row.head) result.head = {row.head->value, at(row.head->span)};
  result.has_options = row.has_options;
  for (const ast::Option& option : row.options) {
    ast::Option copy{{option.name.value, at(option.name.span)}, option.has_value, std::nullopt, at(option.span)};
    if (option.value) copy.value = argument(*option.value);
    result.options.push_back(std::move(copy));
  }
  result.arguments = words(row.arguments);
  result.has_arrow = row.has_arrow;
  result.targets = words(row.targets);
  if (const ast::Raw* raw = row.raw()) {
    result.body = ast::Raw{shell(raw->text, raw->span, true), at(raw->span)};
  } else if (const ast::Fence* fence = row.fence()) {
    ast::Fence copy = *fence;
    copy.text = shell(fence->text, fence->span, is_shell_text(row));
    copy.span = at(fence->span);
    result.body = std::move(copy);
  } else if (row.block() != nullptr) {
    result.body = ast::Block{{}, at(row.block()->span)};
  }
  result.span = at(row.span);
  result.follows_brace = row.follows_brace;
  result.broken = row.broken;
  return result;
}

std::vector<ast::Argument> Substitution::words(const std::vector<ast::Argument>& arguments) const {
  std::vector<ast::Argument> result;
  std::size_t brought = 0;
  for (const ast::Argument& one : arguments) {
    const std::size_t before = result.size();
    if (const Binding* list = list_behind(one)) {
      for (ast::Argument item : items_of(list->value)) {
        item.span = at(one.span);
        for (ast::Piece& piece : item.pieces) piece.span = item.span;
        result.push_back(std::move(item));
      }
    } else {
      result.push_back(argument(one));
    }
    if (!names_something(one)) continue;
    for (std::size_t i = before; i < result.size(); ++i) brought += length_of(result[i]);
    if (is_too_long(brought, at(one.span))) return {};
  }
  return result;
}

ast::Argument Substitution::argument(const ast::Argument& argument) const {
  ast::Argument result;
  result.span = at(argument.span);
  if (const Binding* list = list_behind(argument)) {
    ast::Piece piece;
    piece.kind = ast::Piece::Kind::list;
    piece.items = items_of(list->value);
    piece.span = result.span;
    result.pieces.push_back(std::move(piece));
    return result;
  }
  std::size_t brought = 0;
  for (const ast::Piece& piece : argument.pieces) {
    const std::size_t before = result.pieces.size();
    append(piece, result);
    if (piece.kind != ast::Piece::Kind::reference) continue;
    for (std::size_t i = before; i < result.pieces.size(); ++i) brought += length_of(result.pieces[i]);
    if (is_too_long(brought, result.span)) return word("", result.span);
  }
  return result;
}

bool Substitution::is_too_long(std::size_t brought, Span place) const {
  if (brought <= longest_value) return false;
  diagnostics_.report(diag::ValuesTooLong, place, longest_value)
      .note("a value that names another one several times is as many times as long; what is long stands in a file");
  return true;
}

ast::Argument Substitution::handed_on(const ast::Argument& argument) const {
  const std::vector<ast::Piece>& pieces = argument.pieces;
  const bool names_list =
      pieces.size() == 2 && pieces[0].kind == ast::Piece::Kind::bare && pieces[0].text.ends_with('=');
  ast::Argument value = argument;
  if (names_list) value.pieces.erase(value.pieces.begin());
  if (!names_list || list_behind(value) == nullptr) return this->argument(argument);
  ast::Argument result = this->argument(value);
  ast::Piece name = pieces[0];
  name.span = at(name.span);
  result.pieces.insert(result.pieces.begin(), std::move(name));
  return result;
}

const Binding* Substitution::list_behind(const ast::Argument& argument) const {
  if (argument.pieces.size() != 1 || argument.pieces.front().kind != ast::Piece::Kind::reference) return nullptr;
  const Binding* binding = bindings_.find(argument.pieces.front().text);
  return binding != nullptr && binding->value.is_list() ? binding : nullptr;
}

void Substitution::append(const ast::Piece& piece, ast::Argument& result) const {
  if (piece.kind == ast::Piece::Kind::reference) {
    append_reference(piece, result);
    return;
  }
  ast::Piece copy = piece;
  copy.span = at(piece.span);
  copy.items = words(piece.items);
  result.pieces.push_back(std::move(copy));
}

void Substitution::append_reference(const ast::Piece& piece, ast::Argument& result) const {
  const Span place = at(piece.span);
  const Binding* binding = bindings_.find(piece.text);
  if (binding == nullptr) {
    if (open_names_ != nullptr) open_names_->insert(piece.text);
    ast::Piece copy = piece;
    copy.span = place;
    result.pieces.push_back(std::move(copy));
    return;
  }
  const auto text = text_of(binding->value);
  if (text || binding->value.is_list() || piece.form) {
    ast::Piece known = piece;
    known.span = place;
    known.value = formed(piece.text, text ? *text : spelled_value(binding->value), piece.form.value_or(""), place);
    known.form.reset();
    result.pieces.push_back(std::move(known));
    return;
  }
  // It holds names that only the stage knows: these stay references, each at the place of the whole.
  for (ast::Piece part : binding->value.pieces) {
    part.span = place;
    if (part.kind == ast::Piece::Kind::bare) part.kind = ast::Piece::Kind::string;
    if (part.kind == ast::Piece::Kind::reference && !part.value && open_names_ != nullptr)
      open_names_->insert(part.text);
    result.pieces.push_back(std::move(part));
  }
}

std::string Substitution::formed(const std::string& name, const std::string& text, const std::string& form,
                                 Span place) const {
  if (form.empty()) return text;
  if (const auto result = in_form(text, form)) return *result;
  const bool is_form = std::find(forms().begin(), forms().end(), form) != forms().end();
  if (is_form) {
    diagnostics_.report(diag::NoSuchForm, place, name, form, text)
        .note(fmt::format("`${{{}}}` is the whole value", name));
  } else {
    auto entry = diagnostics_.report(diag::UnknownForm, place, name, form);
    if (const auto close = closest(form, forms())) entry.note(fmt::format("did you mean `:{}`?", *close));
    entry.note(fmt::format("the forms are {}", fmt::join(forms(), ", ")));
  }
  return text;
}

std::string Substitution::shell(std::string_view text, Span span, bool is_shell) const {
  std::string result;
  std::size_t brought = 0;
  ShellQuotes quotes;
  for (std::size_t i = 0; i < text.size();) {
    const TextReference reference = reference_at(text, i);
    const Binding* binding = reference.name.empty() ? nullptr : bindings_.find(reference.name);
    // `$${x}` is the text `${x}`.
    if (const TextReference doubled = reference_at(text, i + 1);
        text[i] == '$' && !doubled.name.empty() && bindings_.find(doubled.name) != nullptr) {
      result += text.substr(i + 1, doubled.length);
      i += 1 + doubled.length;
      continue;
    }
    // `${x:-y}` and the like are the shell's own.
    const bool is_shells = !reference.form.empty() && (binding == nullptr || !in_form("1.2", reference.form));
    if (binding == nullptr || is_shells) {
      if (open_names_ != nullptr && text[i] == '$') {
        std::size_t begin = i + (text.substr(i).starts_with("${") ? 2 : 1);
        std::size_t end = begin;
        while (end < text.size() && is_word_character(text[end])) ++end;
        open_names_->emplace(text.substr(begin, end - begin));
      }
      quotes.read(text, i);
      result += text[i++];
      continue;
    }
    // One line of source is the text itself, so that the very name can be shown.
    const bool same = span.end - span.begin == text.size();
    const auto offset = static_cast<std::uint32_t>(i);
    const Span place = at(
        same ? Span{span.file, span.begin + offset, span.begin + offset + static_cast<std::uint32_t>(reference.length)}
             : span);
    if (is_shell && find_assignment(text, reference.name) != std::string_view::npos)
      diagnostics_.report(diag::ShadowedName, place, reference.name).note("name the shell's own variable differently");
    if (is_shell && reference.form == "quoted" && quotes.open())
      diagnostics_.report(diag::QuotedInQuotes, place, reference.name)
          .note(fmt::format("end the quotes before it: `\"text \"${{{0}:quoted}}`", reference.name));
    const std::string value = shell_value(reference.name, reference.form, *binding, place, is_shell);
    brought += value.size();
    if (is_too_long(brought, place)) return result;
    result += value;
    i += reference.length;
  }
  return result;
}

std::string Substitution::shell_value(const std::string& name, const std::string& form, const Binding& binding,
                                      Span place, bool is_shell) const {
  std::string text = formed(name, spelled_value(binding.value), form, place);
  const bool plain = std::all_of(text.begin(), text.end(), is_plain_in_shell);
  if (is_shell && form != "quoted" && !plain && text_of(binding.value))
    diagnostics_.report(diag::ShellCharacters, place, name, text)
        .fix(place, "${" + name + ":quoted}", "as one word for the shell, write");
  return text;
}

}  // namespace boxwright::expand
