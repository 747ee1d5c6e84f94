/* What the parts of the scanner share: the tokens, what is known of the place, characters. */
#ifndef BOXWRIGHT_TOKENS_H
#define BOXWRIGHT_TOKENS_H

#include <string.h>

#include "tree_sitter/alloc.h"
#include "tree_sitter/parser.h"

/* In the order of `externals` in grammar.js. */
enum Token {
  NEWLINE,
  COMMENT,
  SEMICOLON,
  OPEN_BLOCK,
  OPEN_BLOCK_BEHIND_OPTIONS,
  CLOSE_BLOCK,
  HEAD,
  CLOSE_OPTIONS,
  COMMA,
  OPTION_NAME,
  EQUALS,
  EQUALS_NOTHING,
  OPEN_LIST,
  CLOSE_LIST,
  ARROW,
  BARE_WORD,
  BARE_WORD_EQUALS,
  WORD_END,
  BARE_ITEM,
  BARE_ITEM_EQUALS,
  ITEM_END,
  BARE_VALUE,
  BARE_VALUE_EQUALS,
  VALUE_END,
  LITERAL,
  OPEN_STRING,
  STRING_TEXT,
  OPEN_REFERENCE,
  OPEN_RAW,
  COMMAND,
  RAW_END,
  OPEN_TEXT,
  CONTENT,
  CLOSE_TEXT,
  ERROR_SENTINEL,
};

typedef struct {
  uint32_t blocks_of_line; /* how many of the innermost open blocks opened on this line */
  uint32_t fence;          /* how many quotes opened the text that is being read, or 0 */
  uint32_t within_line;    /* something stands before this place on its line: there `#` needs a blank before it */
} State;

/* Where a word stands; the order is that of its tokens. */
enum Place { WORD, ITEM, VALUE };

static void take(TSLexer* lexer) { lexer->advance(lexer, false); }

static bool is_blank(int32_t c) { return c == ' ' || c == '\t'; }
static bool is_newline(int32_t c) { return c == '\n' || c == '\r'; }
static bool is_letter(int32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static bool is_of_name(int32_t c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_'; }
static bool is_control(int32_t c) { return (c >= 0 && c < ' ') || c == 0x7F; }

static bool at_line_end(TSLexer* lexer) { return lexer->eof(lexer) || is_newline(lexer->lookahead); }
static bool at_space(TSLexer* lexer) { return is_blank(lexer->lookahead) || at_line_end(lexer); }

static void take_blanks(TSLexer* lexer) {
  while (is_blank(lexer->lookahead)) take(lexer);
}

/* One line end: CR LF is two characters. */
static void take_newline(TSLexer* lexer) {
  if (lexer->lookahead == '\r') take(lexer);
  if (lexer->lookahead == '\n') take(lexer);
}

static uint32_t take_quotes(TSLexer* lexer) {
  uint32_t count = 0;
  for (; lexer->lookahead == '"'; ++count) take(lexer);
  return count;
}

static bool found(TSLexer* lexer, enum Token token) {
  lexer->result_symbol = (TSSymbol)token;
  return true;
}

/* The token of one character that stands here. */
static bool found_character(TSLexer* lexer, enum Token token) {
  take(lexer);
  lexer->mark_end(lexer);
  return found(lexer, token);
}

/* What may come behind a `;` or a `}` that was taken. */
static bool at_row_end(TSLexer* lexer) { return at_space(lexer) || lexer->lookahead == ';' || lexer->lookahead == '}'; }

/* What may come behind a word without a blank. The token must have its end already. */
static bool at_word_end(TSLexer* lexer) {
  if (at_space(lexer) || lexer->lookahead == '}') return true;
  const bool is_colon = lexer->lookahead == ':';
  if (!is_colon && lexer->lookahead != ';') return false;
  take(lexer);
  return is_colon ? at_space(lexer) : at_row_end(lexer);
}

#endif
