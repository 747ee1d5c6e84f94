#include "compiler/lsp/names.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace boxwright::lsp {

namespace {

using Kind = Name::Kind;

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

bool is_any_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

/// Goes through the rows of a file, block by block.
class NamesReader {
 public:
  NamesReader(const Sources& sources, FileId file, Names& names) : source_(sources[file]), file_(file), names_(names) {}

  void read(const ast::File& tree) {
    const auto end = static_cast<std::uint32_t>(source_.text().size());
    names_.blocks_.push_back({0, Span{file_, 0, end}});
    read(tree.rows, 0);
  }

 private:
  void read(const std::vector<ast::Row>& rows, std::size_t block) {
    for (const ast::Row& row : rows) {
      row_ = &row;
      const std::size_t inner = row.block() == nullptr ? block : open_block(block, row.block()->span);
      row_names(row, block, inner);
      row_ = &row;
      references(row, is_any_of(head_of(row), {"template"}) ? inner : block);
      if (row.block() != nullptr) read(row.block()->rows, inner);
    }
  }

  std::size_t open_block(std::size_t parent, Span span) {
    names_.blocks_.push_back({parent, span});
    return names_.blocks_.size() - 1;
  }

  static std::string_view head_of(const ast::Row& row) { return row.head ? std::string_view(row.head->value) : ""; }

  /// What a row declares and uses by its statement.
  void row_names(const ast::Row& row, std::size_t block, std::size_t inner) {
    const std::string_view head = head_of(row);
    if (head == "param") pairs(row, Kind::parameter, block, 0);
    if (head == "arg") pairs(row, Kind::argument, block, 0);
    if (head == "env") pairs(row, Kind::variable, block, 0);
    if (head == "template") template_names(row, block, inner);
    if (head == "use") use_names(row, block);
    if (is_any_of(head, {"stage", "image"})) named(row, head == "stage" ? Kind::stage : Kind::image, block, true);
    if (head == "secret") named(row, Kind::secret, block, true);
    if (head == "from") named(row, Kind::stage, block, false);
    if (head == "import" && !row.arguments.empty()) word(row.arguments.front(), Kind::import, block, true);
    if (is_any_of(head, {"when", "else", "variants"})) conditions(row, block);
    for (const ast::Option& option : row.options) {
      if (!option.value) continue;
      if (option.name.value == "from") word(*option.value, Kind::stage, block, false);
      if (is_any_of(option.name.value, {"secret", "secret-env"})) list(*option.value, Kind::secret, block);
    }
    // Rows of a block are what its statement's own words could be.
    if (is_any_of(head, {"arg", "env"}) && row.block() != nullptr)
      for (const ast::Row& item : row.block()->rows)
        declare_pair(item.span, head == "arg" ? Kind::argument : Kind::variable, block);
  }

  void template_names(const ast::Row& row, std::size_t block, std::size_t inner) {
    if (row.arguments.empty()) return;
    named(row, Kind::template_, block, true);
    const std::size_t first = names_.all_.size();
    pairs(row, Kind::parameter, inner, 1);
    for (std::size_t i = first; i < names_.all_.size(); ++i) names_.all_[i].owner = text_of(row.arguments.front());
  }

  /// `use server port=80`: the template, and its parameters.
  void use_names(const ast::Row& row, std::size_t block) {
    if (row.arguments.empty()) return;
    named(row, Kind::template_, block, false);
    for (std::size_t i = 1; i < row.arguments.size(); ++i) {
      Name& name = add(Kind::parameter, name_span(row.arguments[i].span), false, block);
      name.owner = text_of(row.arguments.front());
    }
  }

  void named(const ast::Row& row, Kind kind, std::size_t block, bool declares) {
    if (!row.arguments.empty()) word(row.arguments.front(), kind, block, declares);
  }

  void word(const ast::Argument& argument, Kind kind, std::size_t block, bool declares) {
    if (argument.is_list() || argument.span.begin == argument.span.end) return;
    Span span = argument.span;
    const std::string_view text = source_.text().substr(span.begin, span.end - span.begin);
    if (text.size() > 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front()) {
      ++span.begin;
      --span.end;
    }
    add(kind, span, declares, block);
  }

  void list(const ast::Argument& argument, Kind kind, std::size_t block) {
    if (!argument.is_list()) return word(argument, kind, block, false);
    for (const ast::Argument& item : argument.pieces.front().items) word(item, kind, block, false);
  }

  void pairs(const ast::Row& row, Kind kind, std::size_t block, std::size_t first) {
    for (std::size_t i = first; i < row.arguments.size(); ++i) declare_pair(row.arguments[i].span, kind, block);
  }

  void declare_pair(Span span, Kind kind, std::size_t block) {
    const Span name = name_span(span);
    if (name.begin < name.end) add(kind, name, true, block);
  }

  /// The name that something begins with.
  [[nodiscard]] Span name_span(Span span) const {
    std::uint32_t end = span.begin;
    while (end < span.end && is_name_character(source_.text()[end])) ++end;
    return {file_, span.begin, end};
  }

  /// Conditions and `variants` name parameters without `${…}`.
  void conditions(const ast::Row& row, std::size_t block) {
    for (const ast::Argument& argument : row.arguments) {
      const bool bare = argument.pieces.size() == 1 && argument.pieces.front().kind == ast::Piece::Kind::bare;
      const Span name = name_span(argument.span);
      if (bare && name == argument.span) add(Kind::parameter, name, false, block);
    }
  }

  /// Every `${name}` of a row, wherever it stands but in its block.
  void references(const ast::Row& row, std::size_t block) {
    const auto end = row.block() == nullptr ? row.span.end : row.block()->span.begin;
    // Not beyond the row, where a text without any would be searched to its end for each row.
    const std::string_view text = source_.text().substr(0, end);
    for (std::size_t at = text.find("${", row.span.begin); at < end; at = text.find("${", at + 1)) {
      if (at > row.span.begin && text[at - 1] == '$') continue;  // `$${` is a dollar sign
      const auto begin = static_cast<std::uint32_t>(at + 2);
      const Span name = name_span({file_, begin, static_cast<std::uint32_t>(end)});
      if (name.begin < name.end) add(Kind::parameter, name, false, block);
    }
  }

  Name& add(Kind kind, Span span, bool declares, std::size_t block) {
    const std::string text(source_.text().substr(span.begin, span.end - span.begin));
    names_.all_.push_back({kind, text, span, declares, block, {}, row_});
    return names_.all_.back();
  }

  [[nodiscard]] std::string text_of(const ast::Argument& argument) const {
    return std::string(source_.text().substr(argument.span.begin, argument.span.end - argument.span.begin));
  }

  const Source& source_;
  FileId file_;
  Names& names_;
  const ast::Row* row_ = nullptr;
};

namespace {

/// Parameters, arguments and variables are named in one way, `${…}`.
bool is_value(Kind kind) { return kind == Kind::parameter || kind == Kind::argument || kind == Kind::variable; }

bool can_mean(const Name& use, const Name& declaration) {
  if (use.text != declaration.text) return false;
  if (!use.owner.empty()) return declaration.kind == Kind::parameter && declaration.owner == use.owner;
  return use.kind == declaration.kind || (is_value(use.kind) && is_value(declaration.kind));
}

}  // namespace

Names::Names(const Sources& sources, FileId file, const ast::File& tree) {
  NamesReader(sources, file, *this).read(tree);
}

bool Names::is_within(std::size_t block, std::size_t outer) const {
  while (block != outer && block != 0) block = blocks_[block].parent;
  return block == outer;
}

const Name* Names::at(std::size_t offset) const {
  const Name* best = nullptr;
  for (const Name& name : all_) {
    if (offset < name.span.begin || offset > name.span.end) continue;
    if (best == nullptr || name.span.end - name.span.begin < best->span.end - best->span.begin) best = &name;
  }
  return best;
}

/// The innermost that holds there; of two in one block the last above the use, or the first.
const Name* Names::declaration(const Name& name) const {
  if (name.declares) return &name;
  const Name* best = nullptr;
  for (const Name& one : all_) {
    if (!one.declares || !can_mean(name, one)) continue;
    // A template's parameters are named by who uses it, and stages by everybody.
    const bool everywhere = !name.owner.empty() || one.kind == Kind::stage;
    if (!everywhere && !is_within(name.block, one.block)) continue;
    const bool closer = best == nullptr || (one.block != best->block && is_within(one.block, best->block)) ||
                        (one.block == best->block && one.span.begin < name.span.begin);
    if (closer) best = &one;
  }
  return best;
}

std::vector<const Name*> Names::uses(const Name& declared) const {
  std::vector<const Name*> result;
  for (const Name& one : all_) {
    const Name* meant = declaration(one);
    const bool same = meant == &declared || (meant != nullptr && meant->block == declared.block &&
                                             meant->text == declared.text && can_mean(*meant, declared));
    if (same) result.push_back(&one);
  }
  return result;
}

std::vector<const Name*> Names::visible(std::size_t offset) const {
  std::size_t block = 0;
  for (std::size_t i = 1; i < blocks_.size(); ++i)
    if (blocks_[i].span.begin < offset && offset < blocks_[i].span.end && is_within(i, block)) block = i;
  std::vector<const Name*> result;
  for (const Name& one : all_)
    if (one.declares && (one.kind == Kind::stage || is_within(block, one.block))) result.push_back(&one);
  return result;
}

}  // namespace boxwright::lsp
