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
      // What a branch declares holds around it, too.
      const bool opens = row.block() != nullptr && !is_any_of(head_of(row), {"when", "else"});
      const std::size_t inner = opens ? open_block(block, row.block()->span) : block;
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
      if (option.name.value == "from" && head != "apt") word(*option.value, Kind::stage, block, false);
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
      const Span name = name_span(row.arguments[i].span);
      const bool is_given = name.end < row.arguments[i].span.end && source_.text()[name.end] == '=';
      if (is_given && name.begin < name.end)
        add(Kind::parameter, name, false, block).owner = text_of(row.arguments.front());
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

  /// Conditions and `variants` name parameters without `${…}`; what a parameter is compared with is a value.
  void conditions(const ast::Row& row, std::size_t block) {
    bool compared = false;
    for (const ast::Argument& argument : row.arguments) {
      const bool bare = argument.pieces.size() == 1 && argument.pieces.front().kind == ast::Piece::Kind::bare;
      const Span name = name_span(argument.span);
      if (bare && name == argument.span && !compared) add(Kind::parameter, name, false, block);
      compared = bare && is_any_of(argument.pieces.front().text, {"==", "!=", "<", "<=", ">", ">="});
    }
  }

  /// Every name that a row refers to, wherever it stands but in its block.
  void references(const ast::Row& row, std::size_t block) {
    for (const ast::Argument& argument : row.arguments) references(argument, block);
    for (const ast::Argument& target : row.targets) references(target, block);
    for (const ast::Option& option : row.options)
      if (option.value) references(*option.value, block);
    if (row.raw() != nullptr) references_in(row.raw()->span, block);
    if (row.fence() != nullptr) references_in(row.fence()->span, block);
  }

  void references(const ast::Argument& argument, std::size_t block) {
    for (const ast::Piece& piece : argument.pieces) {
      for (const ast::Argument& item : piece.items) references(item, block);
      if (piece.kind != ast::Piece::Kind::reference) continue;
      const Span name = name_span({file_, piece.span.begin + 2, piece.span.end});
      if (name.begin < name.end) add(Kind::parameter, name, false, block);
    }
  }

  /// In a command or a text: `${name}`, `${name:form}` and the shell's `$NAME`. `$$` is a dollar sign; all else is the
  /// shell's own.
  void references_in(Span span, std::size_t block) {
    const std::string_view text = source_.text().substr(0, span.end);
    for (std::size_t at = text.find('$', span.begin); at != std::string_view::npos; at = text.find('$', at + 1)) {
      if (text.substr(at).starts_with("$$")) {
        ++at;
        continue;
      }
      const bool braces = text.substr(at).starts_with("${");
      const Span name = name_span({file_, static_cast<std::uint32_t>(at + (braces ? 2 : 1)), span.end});
      if (name.begin == name.end) continue;
      if (!braces) {
        add(Kind::shell_variable, shell_name(name), false, block);
      } else if (is_reference(text.substr(name.end))) {
        add(Kind::parameter, name, false, block);
      }
    }
  }

  /// Behind the name of a reference: its end, or a form such as `:quoted`.
  static bool is_reference(std::string_view rest) {
    if (rest.starts_with('}')) return true;
    const std::size_t end = rest.find('}');
    if (!rest.starts_with(':') || end == std::string_view::npos || end == 1) return false;
    return std::all_of(rest.begin() + 1, rest.begin() + static_cast<std::ptrdiff_t>(end),
                       [](char c) { return c >= 'a' && c <= 'z'; });
  }

  /// The shell's names have no dashes.
  [[nodiscard]] Span shell_name(Span name) const {
    const std::size_t dash = source_.text().substr(name.begin, name.end - name.begin).find('-');
    if (dash != std::string_view::npos) name.end = name.begin + static_cast<std::uint32_t>(dash);
    return name;
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

bool can_mean(const Name& use, const Name& declaration) {
  if (use.text != declaration.text) return false;
  if (!use.owner.empty()) return declaration.kind == Kind::parameter && declaration.owner == use.owner;
  if (use.kind == Kind::shell_variable) return declaration.kind == Kind::argument || declaration.kind == Kind::variable;
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
