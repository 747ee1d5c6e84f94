/* The tokens of raw and of texts between fences. */
#ifndef BOXWRIGHT_BODIES_H
#define BOXWRIGHT_BODIES_H

#include "tokens.h"

/* Takes a `\`, and when it continues the line, the blanks of the next line too. An escaped one is two characters. */
enum Backslash { ORDINARY, ESCAPED, CONTINUES, CONTINUES_NOTHING };
static enum Backslash take_backslash(TSLexer* lexer) {
  take(lexer);
  if (lexer->lookahead == '\\') {
    take(lexer);
    return ESCAPED;
  }
  take_blanks(lexer);
  if (lexer->eof(lexer)) return CONTINUES_NOTHING;
  if (!is_newline(lexer->lookahead)) return ORDINARY;
  take_newline(lexer);
  take_blanks(lexer);
  return CONTINUES;
}

/* A `:` that opens raw with its command behind it, and the line ends between them. In a block that opened on this line
   raw would take the `}`. */
static bool scan_open_raw(const State* state, TSLexer* lexer) {
  if (state->blocks_of_line > 0) return false;
  take_blanks(lexer);
  if (lexer->lookahead == '"') return take_quotes(lexer) < 3 && found(lexer, OPEN_RAW);
  while (lexer->lookahead == '\\') {
    const enum Backslash kind = take_backslash(lexer);
    if (kind == CONTINUES_NOTHING) return false;
    if (kind != CONTINUES) return found(lexer, OPEN_RAW);
    lexer->mark_end(lexer);
  }
  return !at_line_end(lexer) && lexer->lookahead != '#' && found(lexer, OPEN_RAW);
}

/* To the last character of the command that is no blank. */
static bool scan_command(TSLexer* lexer) {
  while (is_blank(lexer->lookahead)) lexer->advance(lexer, true);
  while (!at_line_end(lexer)) {
    if (is_blank(lexer->lookahead)) {
      take(lexer);
    } else if (lexer->lookahead != '\\') {
      take(lexer);
      lexer->mark_end(lexer);
    } else {
      const enum Backslash kind = take_backslash(lexer);
      if (kind == ESCAPED) lexer->mark_end(lexer);
      if (kind == CONTINUES_NOTHING || (kind == CONTINUES && lexer->lookahead == '#')) return false;
    }
  }
  return found(lexer, COMMAND);
}

/* Blanks, and line ends that were continued with nothing. */
static bool scan_raw_end(TSLexer* lexer) {
  take_blanks(lexer);
  while (lexer->lookahead == '\\') take_backslash(lexer);
  lexer->mark_end(lexer);
  return found(lexer, RAW_END);
}

/* A line of as many quotes as opened the text, with blanks around them; ends the token behind the quotes when told to.
 */
static bool took_closing_line(const State* state, TSLexer* lexer, bool mark) {
  take_blanks(lexer);
  if (take_quotes(lexer) != state->fence) return false;
  if (mark) lexer->mark_end(lexer);
  take_blanks(lexer);
  return at_line_end(lexer);
}

/* Lines up to the closing one; its first line was found to be none. A text that nothing closes takes all the rest. */
static bool scan_content(const State* state, TSLexer* lexer) {
  do {
    while (!at_line_end(lexer)) take(lexer);
    take_newline(lexer);
    lexer->mark_end(lexer);
  } while (!lexer->eof(lexer) && !took_closing_line(state, lexer, false));
  return found(lexer, CONTENT);
}

/* The text behind its opening fence: lines, or at once its closing one. */
static bool scan_text(State* state, TSLexer* lexer, bool behind_fence) {
  while (behind_fence && is_blank(lexer->lookahead)) lexer->advance(lexer, true);
  if (behind_fence && lexer->lookahead == '\r') lexer->advance(lexer, true);
  if (behind_fence && lexer->lookahead == '\n') lexer->advance(lexer, true);
  lexer->mark_end(lexer);
  if (took_closing_line(state, lexer, true)) {
    state->fence = 0;
    return found(lexer, CLOSE_TEXT);
  }
  return behind_fence && !lexer->eof(lexer) && scan_content(state, lexer);
}

#endif
