/*
 * The tokens of a `.box` file for which blanks, the line or a fence decide. Rules and names are those of
 * grammar/grammar.md; grammar.js says which token may come where.
 *
 * Behind an error tree-sitter asks for any token (`ERROR_SENTINEL` is valid only then) and takes what it gets for the
 * row as if there had been no error. So nothing is given there that would have been refused before.
 */
#include "bodies.h"
#include "tokens.h"
#include "words.h"

// ---- rows ----

/* This line end and those of empty lines behind it, up to where a line begins. */
static bool scan_newline(State* state, TSLexer* lexer) {
  while (is_newline(lexer->lookahead)) {
    take(lexer);
    lexer->mark_end(lexer);
    take_blanks(lexer);
  }
  state->blocks_of_line = 0;
  return found(lexer, NEWLINE);
}

static bool scan_comment(TSLexer* lexer) {
  while (!at_line_end(lexer)) take(lexer);
  lexer->mark_end(lexer);
  return found(lexer, COMMENT);
}

static bool scan_close_block(State* state, TSLexer* lexer) {
  take(lexer);
  lexer->mark_end(lexer);
  if (!at_row_end(lexer)) return false;
  if (state->blocks_of_line > 0) --state->blocks_of_line;
  return found(lexer, CLOSE_BLOCK);
}

static bool scan_open_block(State* state, TSLexer* lexer, enum Token token) {
  take(lexer);
  lexer->mark_end(lexer);
  if (!at_space(lexer) && lexer->lookahead != '}') return false;
  ++state->blocks_of_line;
  return found(lexer, token);
}

static bool scan_close_options(TSLexer* lexer) {
  take(lexer);
  lexer->mark_end(lexer);
  return (lexer->lookahead == '{' || at_word_end(lexer)) && found(lexer, CLOSE_OPTIONS);
}

static bool scan_option_name(TSLexer* lexer) {
  while (is_of_name(lexer->lookahead)) take(lexer);
  lexer->mark_end(lexer);
  return found(lexer, OPTION_NAME);
}

static bool scan_equals(TSLexer* lexer) {
  take(lexer);
  lexer->mark_end(lexer);
  const bool nothing = at_space(lexer) || lexer->lookahead == ',' || lexer->lookahead == ')';
  return found(lexer, nothing ? EQUALS_NOTHING : EQUALS);
}

/* `->` that stands by itself. In options and lists it is a word, elsewhere no word begins with it. */
static bool scan_dash(TSLexer* lexer, const bool* valid) {
  take(lexer);
  if (lexer->lookahead != '>') return valid[BARE_WORD] && scan_bare(lexer, WORD, 1);
  take(lexer);
  lexer->mark_end(lexer);
  const int32_t next = lexer->lookahead;
  const bool alone = at_space(lexer) || next == ';' || next == '{' || next == '}';
  return alone && valid[ARROW] && found(lexer, ARROW);
}

/* A `:` before a blank opens raw, any other begins a word. */
static bool scan_colon(const State* state, TSLexer* lexer, const bool* valid) {
  take(lexer);
  lexer->mark_end(lexer);
  if (at_space(lexer)) return valid[OPEN_RAW] && scan_open_raw(state, lexer);
  return valid[BARE_WORD] && scan_bare(lexer, WORD, 1);
}

/* What begins with one of the signs that no word needs; `behind_blank` when a blank or a line end stands before it. */
static bool scan_sign(State* state, TSLexer* lexer, const bool* valid, bool behind_blank) {
  switch (lexer->lookahead) {
    case '{':
      if (behind_blank && valid[OPEN_BLOCK]) return scan_open_block(state, lexer, OPEN_BLOCK);
      return valid[OPEN_BLOCK_BEHIND_OPTIONS] && scan_open_block(state, lexer, OPEN_BLOCK_BEHIND_OPTIONS);
    case '}':
      return valid[CLOSE_BLOCK] && scan_close_block(state, lexer);
    case ';':
      return valid[SEMICOLON] && found_character(lexer, SEMICOLON) && at_row_end(lexer);
    case ')':
      return valid[CLOSE_OPTIONS] && scan_close_options(lexer);
    case '"':
      return valid[OPEN_STRING] && scan_quotes(state, lexer, valid[OPEN_TEXT]);
    default:
      return false;
  }
}

static bool scan_beginning(State* state, TSLexer* lexer, const bool* valid, enum Place place) {
  const int32_t c = lexer->lookahead;
  if (c == '\'') return valid[LITERAL] && scan_literal(lexer);
  if (c == '$') return scan_dollar(lexer, valid, place);
  if (c == '[' && place != ITEM) return valid[OPEN_LIST] && found_character(lexer, OPEN_LIST);
  if (c == ']' && valid[CLOSE_LIST]) return found_character(lexer, CLOSE_LIST);
  if (c == ',' && valid[COMMA]) return found_character(lexer, COMMA);
  if (c == '#' && place != VALUE) return false;
  if (c == '-' && place == WORD) return scan_dash(lexer, valid);
  if (c == ':' && place == WORD) return scan_colon(state, lexer, valid);
  if (is_letter(c) && valid[HEAD]) return scan_first_word(lexer);
  if (is_letter(c) && valid[OPTION_NAME]) return scan_option_name(lexer);
  return valid[BARE_WORD + 3 * (int)place] && scan_bare(lexer, place, 0);
}

/* What comes behind blanks. Line ends are blanks between brackets. */
static bool scan_behind_blanks(State* state, TSLexer* lexer, const bool* valid, enum Place place) {
  const bool in_brackets =
      valid[OPTION_NAME] || valid[CLOSE_OPTIONS] || valid[COMMA] || valid[CLOSE_LIST] || valid[BARE_ITEM];
  bool skipped = false;
  while (is_blank(lexer->lookahead) || (is_newline(lexer->lookahead) && !valid[NEWLINE] && in_brackets)) {
    if (is_newline(lexer->lookahead)) state->blocks_of_line = 0;
    lexer->advance(lexer, true);
    skipped = true;
  }
  lexer->mark_end(lexer);
  if (lexer->eof(lexer)) return skipped && valid[NEWLINE] && found(lexer, NEWLINE); /* blanks end a row here, too */
  const bool behind_blank = skipped || !state->within_line;
  if (is_newline(lexer->lookahead)) return valid[NEWLINE] && scan_newline(state, lexer);
  if (lexer->lookahead == '#' && behind_blank && valid[COMMENT]) return scan_comment(lexer);
  if (lexer->lookahead < 0x7F && strchr("{};)\"", (int)lexer->lookahead) != NULL)
    return scan_sign(state, lexer, valid, behind_blank);
  return scan_beginning(state, lexer, valid, place);
}

/* Behind an error: what the rows around it are made of. Nothing here has no width, or reading would not go on. */
static bool scan_behind_error(State* state, TSLexer* lexer) {
  bool wanted[ERROR_SENTINEL + 1] = {false};
  wanted[NEWLINE] = wanted[COMMENT] = wanted[SEMICOLON] = wanted[OPEN_BLOCK] = wanted[CLOSE_BLOCK] = true;
  wanted[ARROW] = wanted[BARE_WORD] = true;
  return scan_behind_blanks(state, lexer, wanted, WORD);
}

static bool scan(State* state, TSLexer* lexer, const bool* valid) {
  if (valid[ERROR_SENTINEL]) return scan_behind_error(state, lexer);
  if (valid[CONTENT] || valid[CLOSE_TEXT]) return scan_text(state, lexer, valid[CONTENT]);
  if (valid[COMMAND]) return scan_command(lexer);
  if (valid[RAW_END]) return scan_raw_end(lexer);
  if (valid[STRING_TEXT]) return scan_in_string(lexer);
  if (valid[WORD_END]) return scan_touching(state, lexer, valid, WORD);
  if (valid[ITEM_END]) return scan_touching(state, lexer, valid, ITEM);
  if (valid[VALUE_END]) return scan_touching(state, lexer, valid, VALUE);
  if (valid[EQUALS] && lexer->lookahead == '=') return scan_equals(lexer);
  return scan_behind_blanks(state, lexer, valid, valid[BARE_ITEM] ? ITEM : valid[BARE_VALUE] ? VALUE : WORD);
}

// ---- what tree-sitter calls ----

void* tree_sitter_boxwright_external_scanner_create(void) { return ts_calloc(1, sizeof(State)); }

void tree_sitter_boxwright_external_scanner_destroy(void* payload) { ts_free(payload); }

unsigned tree_sitter_boxwright_external_scanner_serialize(void* payload, char* buffer) {
  memcpy(buffer, payload, sizeof(State));
  return sizeof(State);
}

void tree_sitter_boxwright_external_scanner_deserialize(void* payload, const char* buffer, unsigned length) {
  State none;
  memset(&none, 0, sizeof none);
  memcpy(payload, &none, sizeof none);
  if (length == sizeof(State)) memcpy(payload, buffer, length);
}

bool tree_sitter_boxwright_external_scanner_scan(void* payload, TSLexer* lexer, const bool* valid) {
  State* const state = payload;
  if (!scan(state, lexer, valid)) return false;
  state->within_line = lexer->result_symbol != NEWLINE;
  return true;
}
