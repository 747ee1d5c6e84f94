#include "compiler/expand/bindings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "compiler/base/edit_distance.hpp"
#include "compiler/base/enumeration.hpp"

namespace boxwright::expand {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view without_v(std::string_view text) {
  return text.size() > 1 && text.front() == 'v' && is_digit(text[1]) ? text.substr(1) : text;
}

/// A version's numbers, and what stands behind them.
struct Numbers {
  std::vector<std::string_view> parts;
  std::string_view suffix;
};

Numbers numbers_of(std::string_view text) {
  Numbers result;
  text = without_v(text);
  while (!text.empty() && is_digit(text.front())) {
    std::size_t end = 0;
    while (end < text.size() && is_digit(text[end])) ++end;
    result.parts.push_back(text.substr(0, end));
    text.remove_prefix(end);
    if (text.size() < 2 || text.front() != '.' || !is_digit(text[1])) break;
    text.remove_prefix(1);
  }
  result.suffix = text;
  return result;
}

std::string_view without_zeros(std::string_view digits) {
  while (digits.size() > 1 && digits.front() == '0') digits.remove_prefix(1);
  return digits;
}

/// Numbers of any length.
int compare_numbers(std::string_view first, std::string_view second) {
  first = without_zeros(first);
  second = without_zeros(second);
  if (first.size() != second.size()) return first.size() < second.size() ? -1 : 1;
  return first.compare(second);
}

/// `rc1`, `-beta.2`: a version before the one it is named after.
std::string_view early(std::string_view suffix) { return suffix.substr(0, std::min(suffix.find('+'), suffix.size())); }

std::string_view name_of(Type type) {
  switch (type) {
    case Type::text:
      return "a text";
    case Type::integer:
      return "a whole number";
    case Type::boolean:
      return "true or false";
    case Type::version:
      return "a version such as 12.4";
  }
  return "";
}

bool has_type(std::string_view text, Type type) {
  switch (type) {
    case Type::text:
      return true;
    case Type::integer:
      return is_integer(text);
    case Type::boolean:
      return text == "true" || text == "false";
    case Type::version:
      return is_version(text);
  }
  return true;
}

std::string quoted_for_shell(std::string_view text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

}  // namespace

const Binding* Bindings::find(std::string_view name) const {
  const auto own = own_.find(name);
  if (own != own_.end()) return &own->second;
  return outer_ == nullptr ? nullptr : outer_->find(name);
}

std::vector<std::string_view> Bindings::names() const {
  std::vector<std::string_view> result = outer_ == nullptr ? std::vector<std::string_view>{} : outer_->names();
  for (const auto& [name, binding] : own_) result.push_back(name);
  return result;
}

bool is_built_in_name(std::string_view name) {
  constexpr std::array<std::string_view, 8> built_in{"os",      "arch",          "variant",    "home",
                                                     "workdir", "site-packages", "image-name", "tag"};
  return std::find(built_in.begin(), built_in.end(), name) != built_in.end();
}

ast::Argument word(std::string text, Span span) {
  ast::Piece piece;
  piece.kind = ast::Piece::Kind::string;
  piece.text = std::move(text);
  piece.span = span;
  return {{std::move(piece)}, span};
}

std::optional<std::string> text_of(const ast::Argument& argument) {
  std::string result;
  for (const ast::Piece& piece : argument.pieces) {
    switch (piece.kind) {
      case ast::Piece::Kind::bare:
      case ast::Piece::Kind::string:
      case ast::Piece::Kind::literal:
        result += piece.text;
        break;
      case ast::Piece::Kind::reference:
        if (!piece.value) return std::nullopt;
        result += *piece.value;
        break;
      case ast::Piece::Kind::list:
        return std::nullopt;
    }
  }
  return result;
}

std::vector<ast::Argument> items_of(const ast::Argument& argument) {
  return argument.is_list() ? argument.pieces.front().items : std::vector<ast::Argument>{argument};
}

SplitPair split_pair(const ast::Argument& argument) {
  SplitPair pair;
  pair.name_span = argument.span;
  for (const ast::Piece& piece : argument.pieces) {
    const std::size_t equals =
        pair.value || piece.kind != ast::Piece::Kind::bare ? std::string::npos : piece.text.find('=');
    if (pair.value) {
      pair.value->pieces.push_back(piece);
    } else if (equals == std::string::npos) {
      pair.name += piece.text;
    } else {
      pair.name += piece.text.substr(0, equals);
      pair.name_span.end = std::min(piece.span.end, piece.span.begin + static_cast<std::uint32_t>(equals));
      pair.value.emplace();
      pair.value->span = {argument.span.file, std::min(argument.span.end, pair.name_span.end + 1), argument.span.end};
      ast::Piece rest = piece;
      rest.text = piece.text.substr(equals + 1);
      rest.span.begin = std::min(piece.span.end, pair.name_span.end + 1);
      if (!rest.text.empty()) pair.value->pieces.push_back(std::move(rest));
    }
  }
  return pair;
}

bool is_integer(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

bool is_version(std::string_view text) {
  const Numbers numbers = numbers_of(text);
  const auto is_part = [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '+' || c == '_' || c == '!';
  };
  return !numbers.parts.empty() && std::all_of(numbers.suffix.begin(), numbers.suffix.end(), is_part);
}

int compare_versions(std::string_view first, std::string_view second) {
  const Numbers a = numbers_of(first);
  const Numbers b = numbers_of(second);
  for (std::size_t i = 0; i < std::max(a.parts.size(), b.parts.size()); ++i) {
    const int order = compare_numbers(i < a.parts.size() ? a.parts[i] : "0", i < b.parts.size() ? b.parts[i] : "0");
    if (order != 0) return order;
  }
  const std::string_view one = early(a.suffix);
  const std::string_view other = early(b.suffix);
  if (one.empty() != other.empty()) return one.empty() ? 1 : -1;
  return one.compare(other);
}

Type type_of(const std::vector<std::string>& texts) {
  for (const Type type : {Type::boolean, Type::integer, Type::version})
    if (!texts.empty() && std::all_of(texts.begin(), texts.end(), [&](const auto& t) { return has_type(t, type); }))
      return type;
  return Type::text;
}

bool check_value(const Parameter& parameter, std::string_view text, Span place, Diagnostics& diagnostics) {
  if (!parameter.allowed.empty()) {
    if (std::find(parameter.allowed.begin(), parameter.allowed.end(), text) != parameter.allowed.end()) return true;
    auto entry = diagnostics.report(diag::ValueNotAllowed, place, parameter.name, std::string(text),
                                    enumeration(parameter.allowed, 12));
    const std::vector<std::string_view> names(parameter.allowed.begin(), parameter.allowed.end());
    if (const auto close = closest(text, names)) entry.note(fmt::format("did you mean `{}`?", *close));
    if (parameter.span != place) entry.label(parameter.span, "declared here");
    return false;
  }
  if (has_type(text, parameter.type)) return true;
  auto entry = diagnostics.report(diag::WrongType, place, parameter.name, std::string(name_of(parameter.type)),
                                  std::string(text));
  if (parameter.span != place) {
    entry.label(parameter.span, "declared here; its default says what it is");
  } else {
    entry.note("its default says what it is; give another value, or another default");
  }
  return false;
}

std::optional<std::string> in_form(std::string_view text, std::string_view form) {
  if (form == "quoted") return quoted_for_shell(text);
  if (form == "gnu") {  // as GNU's config.guess calls the processors that Docker names after Go's ports
    if (text == "amd64") return "x86_64";
    if (text == "arm64") return "aarch64";
    return std::nullopt;
  }
  const std::vector<std::string_view> parts = numbers_of(text).parts;
  if (parts.empty()) return std::nullopt;
  if (form == "major") return std::string(parts[0]);
  if (parts.size() < 2) return std::nullopt;
  if (form == "minor") return fmt::format("{}.{}", parts[0], parts[1]);
  if (form == "compact") return fmt::format("{}{}", parts[0], parts[1]);
  if (form == "dashed") return fmt::format("{}-{}", parts[0], parts[1]);
  return std::nullopt;
}

const std::vector<std::string_view>& forms() {
  static const std::vector<std::string_view> all{"major", "minor", "compact", "dashed", "gnu", "quoted"};
  return all;
}

}  // namespace boxwright::expand
