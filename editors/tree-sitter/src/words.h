/* The tokens of words and of their pieces. */
#ifndef BOXWRIGHT_WORDS_H
#define BOXWRIGHT_WORDS_H

#include "tokens.h"

/* What ends a bare word wherever it stands; blanks and line ends do, too. */
static bool ends_bare(int32_t c, enum Place place) {
  if (is_control(c) || (c < 0x7F && strchr(" \"{}();", (int)c) != NULL)) return true;
  if (place == VALUE) return c == ',';
  if (place == ITEM) return c == ',' || c == ']' || c == '[';
  return false;
}

/* Reads `${x}` behind two dollar signs, which is text then. */
static bool took_plain_braces(TSLexer* lexer) {
  if (lexer->lookahead != '{') return false;
  take(lexer);
  while (!at_space(lexer) && strchr("\"{}", lexer->lookahead < 0x7F ? (int)lexer->lookahead : 'x') == NULL &&
         lexer->lookahead != 0)
    take(lexer);
  if (lexer->lookahead != '}') return false;
  take(lexer);
  return true;
}

/* A bare word from here on; `length` characters of it were read already, the last of which is no `=`. */
static bool scan_bare(TSLexer* lexer, enum Place place, uint32_t length) {
  const enum Token token = (enum Token)(BARE_WORD + 3 * (int)place);
  bool equals = false; /* the character before is one */
  for (;; ++length) {
    const int32_t c = lexer->lookahead;
    lexer->mark_end(lexer);
    if (lexer->eof(lexer) || ends_bare(c, place)) break;
    if (equals && (c == '\'' || c == '[')) return found(lexer, (enum Token)(token + 1));
    equals = c == '=';
    take(lexer);
    if (c == ':' && at_space(lexer)) break;
    if (c == '\\' && is_blank(lexer->lookahead)) {
      lexer->mark_end(lexer);
      take_blanks(lexer);
      return !at_line_end(lexer) && found(lexer, token);
    }
    if (c == '\\' && at_line_end(lexer)) return false;
    if (c != '$') continue;
    if (lexer->lookahead != '$') break;
    take(lexer);
    lexer->mark_end(lexer);
    if (lexer->lookahead == '{' && !took_plain_braces(lexer)) return found(lexer, token);
  }
  return length > 0 && found(lexer, token);
}

/* A plain name that is a word by itself, else a bare word: `torch==2`, `a"b"`. */
static bool scan_first_word(TSLexer* lexer) {
  uint32_t length = 0;
  for (; is_of_name(lexer->lookahead); ++length) take(lexer);
  lexer->mark_end(lexer);
  const int32_t next = lexer->lookahead;
  if (lexer->eof(lexer) || next == '(') return found(lexer, HEAD);
  if (next == '"' || next == '$') return scan_bare(lexer, WORD, length);
  if (next != ':') {
    if (at_word_end(lexer)) return found(lexer, HEAD);
    return next != ';' && !ends_bare(next, WORD) && scan_bare(lexer, WORD, length);
  }
  take(lexer);
  return at_space(lexer) ? found(lexer, HEAD) : scan_bare(lexer, WORD, length + 1);
}

static bool scan_literal(TSLexer* lexer) {
  take(lexer);
  while (lexer->lookahead != '\'') {
    if (at_line_end(lexer)) return false;
    take(lexer);
  }
  return found_character(lexer, LITERAL);
}

/* The quote that opens a string, or the fence that opens a text. */
static bool scan_quotes(State* state, TSLexer* lexer, bool text_may_open) {
  take(lexer);
  lexer->mark_end(lexer);
  const uint32_t quotes = 1 + take_quotes(lexer);
  if (quotes < 3) return found(lexer, OPEN_STRING);
  if (!text_may_open) return false;
  lexer->mark_end(lexer);
  take_blanks(lexer);
  if (!at_line_end(lexer)) return false;
  state->fence = quotes;
  return found(lexer, OPEN_TEXT);
}

/* A reference, or two dollar signs that begin a bare word. */
static bool scan_dollar(TSLexer* lexer, const bool* valid, enum Place place) {
  take(lexer);
  if (lexer->lookahead == '{') return valid[OPEN_REFERENCE] && found_character(lexer, OPEN_REFERENCE);
  if (lexer->lookahead != '$' || !valid[BARE_WORD + 3 * (int)place]) return false;
  take(lexer);
  if (lexer->lookahead == '{' && !took_plain_braces(lexer)) return false;
  return scan_bare(lexer, place, 2);
}

/* In a string: text up to an escape, a reference or the closing quote. */
static bool scan_in_string(TSLexer* lexer) {
  for (bool any = false;; any = true) {
    lexer->mark_end(lexer);
    const int32_t c = lexer->lookahead;
    if (at_line_end(lexer) || c == '"' || c == '\\') return any && found(lexer, STRING_TEXT);
    take(lexer);
    if (c != '$') continue;
    if (!any && lexer->lookahead == '{') return found_character(lexer, OPEN_REFERENCE);
    if (lexer->lookahead != '$') return any && found(lexer, STRING_TEXT);
    take(lexer);
  }
}

/* A piece that touches the one before it, or the end of their word. */
static bool scan_touching(State* state, TSLexer* lexer, const bool* valid, enum Place place) {
  const int32_t c = lexer->lookahead;
  if (valid[OPEN_STRING] && c == '"') return scan_quotes(state, lexer, false);
  if (c == '$') return scan_dollar(lexer, valid, place);
  const bool may_be_bare = valid[BARE_WORD + 3 * (int)place] && !lexer->eof(lexer) && !ends_bare(c, place);
  lexer->mark_end(lexer);
  if (place == WORD && c == ':') {
    take(lexer);
    if (at_space(lexer)) return found(lexer, WORD_END);
    return may_be_bare && scan_bare(lexer, WORD, 1);
  }
  if (may_be_bare) return scan_bare(lexer, place, 0);
  if (place == WORD) return at_word_end(lexer) && found(lexer, WORD_END);
  const bool ends = c == ',' || is_blank(c) || is_newline(c) || c == (place == ITEM ? ']' : ')');
  return ends && found(lexer, place == ITEM ? ITEM_END : VALUE_END);
}

#endif
