#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "compiler/ast/ast.hpp"
#include "compiler/format/kept.hpp"

namespace boxwright::format {

enum class TokenKind {
  word,   ///< or an option, or what is before a list in one of them
  open,   ///< `(` or `[`
  close,  ///< `)` or `]`
  comma,
  arrow,
  colon,  ///< of raw
  semicolon,
  open_block,
  close_block,
  comment,
  raw,
  fence,
  kept,  ///< a row with an error, all of it
};

/// What stands between white space. Tokens may touch.
struct Token {
  TokenKind kind = TokenKind::word;
  std::size_t begin = 0, end = 0;
  bool starts_row = false;
  std::size_t line = 0, last_line = 0;  ///< of the source, from 0
  std::size_t column = 0;               ///< in the source, from 0, where tabs are
  std::size_t width = 0;                ///< in code points; of several lines, that of the first
  std::size_t line_column = 0;          ///< of the first token on its line
};

/// All of a file's text but white space, in order.
std::vector<Token> tokens(std::string_view text, const ast::File& tree, const Kept& kept);

/// The column behind white space and words that begin at `column`: a tab goes on to the next multiple of four.
std::size_t column_behind(std::string_view text, std::size_t column);

}  // namespace boxwright::format
