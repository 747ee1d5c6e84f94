#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "compiler/base/source.hpp"

/// The tree of a `.box` file: its shape and nothing else. What a word means is decided by grammar/keywords.def, later.
namespace boxwright::ast {

struct Argument;

/// One of the touching pieces of an argument. Escapes are resolved here, references are not.
struct Piece {
  enum class Kind {
    bare,       ///< plain word; `text` has `$$` turned into `$`
    string,     ///< between double quotes; a string with references in it is several pieces
    literal,    ///< between single quotes: `text` as written
    reference,  ///< `${text}` or `${text:form}`
    list,       ///< `[items]`
  };
  Kind kind = Kind::bare;
  std::string text;
  std::optional<std::string> form;
  std::optional<std::string> value;  ///< of a reference to something that is known: it stands for this text
  std::vector<Argument> items;
  Span span;
};

/// A word: pieces that touch. `torch==${version}` is two, `""` is one string piece with an empty text.
struct Argument {
  std::vector<Piece> pieces;
  Span span;

  [[nodiscard]] bool is_list() const { return pieces.size() == 1 && pieces[0].kind == Piece::Kind::list; }
};

/// `name`, `name=` or `name=value` between a head's parentheses.
struct Option {
  Located<std::string> name;
  bool has_value = false;         ///< an equals sign was written
  std::optional<Argument> value;  ///< absent after `name=`: an empty string
  Span span;
};

struct Row;

/// `: command to the end of the line`, continued lines joined by one blank.
struct Raw {
  std::string text;
  Span span;  ///< of the command
};

/// What stands between fences of three or more quotes, dedented.
struct Fence {
  std::string text;
  Span span;                    ///< from the opening to the closing fence
  std::size_t first_line = 0;   ///< the line the text's first line stands on
  std::size_t indentation = 0;  ///< blanks taken off each line, so that a place in `text` can be shown in the source
};

struct Block {
  std::vector<Row> rows;
  Span span;  ///< with its braces
};

/// One row: one fact. Its first word, when it is a plain name, is its head.
struct Row {
  std::optional<Located<std::string>> head;
  bool has_options = false;  ///< parentheses were written
  std::vector<Option> options;
  std::vector<Argument> arguments;
  bool has_arrow = false;
  std::vector<Argument> targets;  ///< behind the arrow
  std::variant<std::monostate, Raw, Fence, Block> body;
  Span span;  ///< without the end of the row
  /// On the line of the `}` that closed the row before it: what `else` asks for.
  bool follows_brace = false;
  /// The row had an error and was not understood; its block, if any, was. Nothing else of it may be relied on.
  bool broken = false;
  /// Of a `when` or `else`: its condition does not hold, so that what is in its block is checked and nothing more.
  bool untaken = false;

  [[nodiscard]] const Raw* raw() const { return std::get_if<Raw>(&body); }
  [[nodiscard]] const Fence* fence() const { return std::get_if<Fence>(&body); }
  [[nodiscard]] const Block* block() const { return std::get_if<Block>(&body); }
};

struct Comment {
  Span span;
};

struct File {
  std::vector<Row> rows;
  std::vector<Comment> comments;  ///< in the order they stand, wherever they stand
};

}  // namespace boxwright::ast
