/*
 * What tests/editors/tree_sitter asks of the generated parser, through the C API of tree-sitter:
 *
 *   trees FILE…            each tree, a node a line: depth, type, flags (named, missing, error), begin, end, field
 *   queries FILE…          compiles each query against the language
 *   fuzz SECONDS SEED FILE…  parses changed specs, from scratch and again after an edit
 *
 * Exit status: 0 all is well, 1 it is not, 2 it was called wrongly. Built with the sanitizers for `fuzz`.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <tree_sitter/api.h>

const TSLanguage* tree_sitter_boxwright(void);
void* tree_sitter_boxwright_external_scanner_create(void);
void tree_sitter_boxwright_external_scanner_destroy(void* payload);
unsigned tree_sitter_boxwright_external_scanner_serialize(void* payload, char* buffer);
void tree_sitter_boxwright_external_scanner_deserialize(void* payload, const char* buffer, unsigned length);

enum { LONGEST = 65536, SERIALIZED = 1024, TIMEOUT_MICROSECONDS = 10 * 1000 * 1000 };

typedef struct {
  char* bytes;
  uint32_t size;
} Text;

static Text read_file(const char* path) {
  FILE* const file = fopen(path, "rb");
  if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
    perror(path);
    exit(2);
  }
  Text text = {NULL, (uint32_t)ftell(file)};
  rewind(file);
  text.bytes = malloc(text.size + 1U);
  if (text.bytes == NULL || fread(text.bytes, 1, text.size, file) != text.size) {
    perror(path);
    exit(2);
  }
  text.bytes[text.size] = '\0';
  fclose(file);
  return text;
}

static TSParser* new_parser(void) {
  TSParser* const parser = ts_parser_new();
  if (!ts_parser_set_language(parser, tree_sitter_boxwright())) {
    fprintf(stderr, "libtree-sitter refuses the parser's ABI\n");
    exit(1);
  }
  ts_parser_set_timeout_micros(parser, TIMEOUT_MICROSECONDS);
  return parser;
}

// ---- trees ----

static void print_tree(TSNode root) {
  TSTreeCursor cursor = ts_tree_cursor_new(root);
  for (unsigned depth = 0;;) {
    const TSNode node = ts_tree_cursor_current_node(&cursor);
    const char* const field = ts_tree_cursor_current_field_name(&cursor);
    printf("%u\t%s\t%s%s%s\t%u\t%u\t%s\n", depth, ts_node_type(node), ts_node_is_named(node) ? "n" : "-",
           ts_node_is_missing(node) ? "m" : "-", ts_node_has_error(node) ? "e" : "-", ts_node_start_byte(node),
           ts_node_end_byte(node), field == NULL ? "" : field);
    if (ts_tree_cursor_goto_first_child(&cursor)) {
      ++depth;
      continue;
    }
    while (!ts_tree_cursor_goto_next_sibling(&cursor)) {
      if (!ts_tree_cursor_goto_parent(&cursor)) {
        ts_tree_cursor_delete(&cursor);
        return;
      }
      --depth;
    }
  }
}

static int trees(char** paths) {
  TSParser* const parser = new_parser();
  for (; *paths != NULL; ++paths) {
    const Text text = read_file(*paths);
    TSTree* const tree = ts_parser_parse_string(parser, NULL, text.bytes, text.size);
    if (tree == NULL) {
      fprintf(stderr, "%s: not parsed in %d seconds\n", *paths, TIMEOUT_MICROSECONDS / 1000000);
      return 1;
    }
    printf("FILE\t%s\n", *paths);
    print_tree(ts_tree_root_node(tree));
    ts_tree_delete(tree);
    free(text.bytes);
  }
  ts_parser_delete(parser);
  return 0;
}

// ---- queries ----

static int queries(char** paths) {
  int status = 0;
  for (; *paths != NULL; ++paths) {
    static const char* const kinds[] = {"", "syntax", "node type", "field", "capture", "structure", "language"};
    const Text text = read_file(*paths);
    uint32_t place = 0;
    TSQueryError error = TSQueryErrorNone;
    TSQuery* const query = ts_query_new(tree_sitter_boxwright(), text.bytes, text.size, &place, &error);
    if (query == NULL) {
      fprintf(stderr, "%s: wrong %s at byte %u: %.40s\n", *paths, kinds[error], place, text.bytes + place);
      status = 1;
    } else {
      printf("%s\t%u\n", *paths, ts_query_pattern_count(query));
      ts_query_delete(query);
    }
    free(text.bytes);
  }
  return status;
}

// ---- fuzz ----

static uint64_t chance_state;

static uint32_t chance(uint32_t below) {
  chance_state ^= chance_state << 13;
  chance_state ^= chance_state >> 7;
  chance_state ^= chance_state << 17;
  return (uint32_t)((chance_state >> 16) % below);
}

static const char* const signs[] = {"{",      "}",          "(",    ")",      "[",        "]",        ";",
                                    ";;",     ":",          ": ",   "->",     " -> ",     "\"",       "\"\"",
                                    "\"\"\"", "\"\"\"\"",   "'",    "$",      "$$",       "${",       "${a",
                                    "${a:b}", "$${x}",      "=",    "='",     "=[",       ",",        "#",
                                    " # c",   "\\",         "\\\n", "\\  \n", "\n",       "\r\n",     "\r",
                                    " ",      "\t",         "a",    "-",      "\xC3\xA9", "\xFF",     "\xEF\xBB\xBF",
                                    "{ ",     " }",         " {\n", "\n}",    ": a\\\n",  "\"\"\"\n", "\n\"\"\"\n",
                                    "a(b=c)", "\\u{1F600}", "\\q",  "a: b",   "} else {", "\v"};

static void replace(Text* text, uint32_t begin, uint32_t end, const char* with, uint32_t size) {
  if (text->size - (end - begin) + size > LONGEST) return;
  memmove(text->bytes + begin + size, text->bytes + end, text->size - end);
  memcpy(text->bytes + begin, with, size);
  text->size = text->size - (end - begin) + size;
}

static TSPoint point(const Text* text, uint32_t offset) {
  TSPoint result = {0, 0};
  for (uint32_t i = 0; i < offset; ++i) {
    ++result.column;
    if (text->bytes[i] == '\n') result = (TSPoint){result.row + 1, 0};
  }
  return result;
}

/* One change; what it was is told to tree-sitter, too. */
static TSInputEdit change(Text* text, const Text* other) {
  uint32_t begin = chance(text->size + 1);
  uint32_t end = begin + chance(chance(4) == 0 ? 200 : 3);
  if (end > text->size) end = text->size;
  const uint32_t before = text->size;
  TSInputEdit edit = {.start_byte = begin, .old_end_byte = end};
  edit.start_point = point(text, begin);
  edit.old_end_point = point(text, end);
  if (chance(5) == 0 && other->size > 0) {
    const uint32_t from = chance(other->size);
    uint32_t size = chance(120);
    if (size > other->size - from) size = other->size - from;
    replace(text, begin, end, other->bytes + from, size);
  } else {
    const char* const sign = chance(6) == 0 ? "" : signs[chance(sizeof signs / sizeof *signs)];
    replace(text, begin, end, sign, (uint32_t)strlen(sign));
  }
  edit.new_end_byte = end + text->size - before;
  edit.new_end_point = point(text, edit.new_end_byte);
  return edit;
}

static int failed(const char* what, const Text* text) {
  fprintf(stderr, "%s; the text:\n", what);
  fwrite(text->bytes, 1, text->size, stderr);
  fprintf(stderr, "\n");
  return 1;
}

/* Each child lies in its parent and behind its brother. */
static bool well_placed(TSNode node, uint32_t begin, uint32_t end) {
  if (ts_node_start_byte(node) < begin || ts_node_end_byte(node) > end) return false;
  uint32_t behind = ts_node_start_byte(node);
  TSTreeCursor cursor = ts_tree_cursor_new(node);
  bool well = true;
  if (ts_tree_cursor_goto_first_child(&cursor)) do {
      const TSNode child = ts_tree_cursor_current_node(&cursor);
      well = well_placed(child, behind, ts_node_end_byte(node));
      behind = ts_node_end_byte(child);
    } while (well && ts_tree_cursor_goto_next_sibling(&cursor));
  ts_tree_cursor_delete(&cursor);
  return well;
}

static bool same(TSNode one, TSNode other) {
  char* const a = ts_node_string(one);
  char* const b = ts_node_string(other);
  bool result = strcmp(a, b) == 0;
  free(a);
  free(b);
  return result;
}

static int fuzz_one(TSParser* parser, Text* text, const Text* other, uint64_t* whole) {
  for (uint32_t count = chance(3); count > 0; --count) change(text, other);
  TSTree* const before = ts_parser_parse_string(parser, NULL, text->bytes, text->size);
  if (before == NULL) return failed("not parsed in time", text);
  if (!well_placed(ts_tree_root_node(before), 0, text->size)) return failed("a node lies outside its parent", text);
  const TSInputEdit edit = change(text, other);
  ts_tree_edit(before, &edit);
  TSTree* const again = ts_parser_parse_string(parser, before, text->bytes, text->size);
  TSTree* const fresh = ts_parser_parse_string(parser, NULL, text->bytes, text->size);
  if (again == NULL || fresh == NULL) return failed("not parsed in time", text);
  /* What is made of errors may depend on what was read before; a good text has one tree. */
  const bool good = !ts_node_has_error(ts_tree_root_node(fresh));
  if (good && !same(ts_tree_root_node(again), ts_tree_root_node(fresh)))
    return failed("read again after an edit, the tree is another one", text);
  *whole += good ? 1 : 0;
  ts_tree_delete(before);
  ts_tree_delete(again);
  ts_tree_delete(fresh);
  return 0;
}

/* Whatever the scanner is given back, what it stores fits its buffer and comes back the same. */
static int fuzz_state(void) {
  char stored[SERIALIZED + 1], again[SERIALIZED + 1];
  for (int i = 0; i < SERIALIZED; ++i) stored[i] = (char)chance(256);
  stored[SERIALIZED] = again[SERIALIZED] = 42;
  void* const scanner = tree_sitter_boxwright_external_scanner_create();
  tree_sitter_boxwright_external_scanner_deserialize(scanner, stored, chance(4) == 0 ? chance(SERIALIZED) : 12);
  const unsigned size = tree_sitter_boxwright_external_scanner_serialize(scanner, stored);
  tree_sitter_boxwright_external_scanner_deserialize(scanner, stored, size);
  const unsigned size_again = tree_sitter_boxwright_external_scanner_serialize(scanner, again);
  tree_sitter_boxwright_external_scanner_destroy(scanner);
  const bool fits = size <= SERIALIZED && stored[SERIALIZED] == 42;
  if (fits && size == size_again && memcmp(stored, again, size) == 0) return 0;
  fprintf(stderr, "the scanner's state does not come back as it was stored (%u bytes)\n", size);
  return 1;
}

static int fuzz(int seconds, uint64_t seed, int count, char** paths) {
  Text* const texts = calloc((size_t)count, sizeof *texts);
  for (int i = 0; i < count; ++i) texts[i] = read_file(paths[i]);
  Text text = {malloc(LONGEST), 0};
  TSParser* const parser = new_parser();
  chance_state = seed * 2654435761U + 1;
  const time_t end = time(NULL) + seconds;
  uint64_t inputs = 0, whole = 0;
  int status = 0;
  while (status == 0 && time(NULL) < end) {
    const Text* const spec = &texts[chance((uint32_t)count)];
    text.size = spec->size < LONGEST / 2 ? spec->size : LONGEST / 2;
    memcpy(text.bytes, spec->bytes, text.size);
    status = fuzz_one(parser, &text, &texts[chance((uint32_t)count)], &whole) | fuzz_state();
    ++inputs;
  }
  printf("%llu\t%llu\n", (unsigned long long)inputs, (unsigned long long)whole);
  ts_parser_delete(parser);
  for (int i = 0; i < count; ++i) free(texts[i].bytes);
  free(texts);
  free(text.bytes);
  return status;
}

int main(int argc, char** argv) {
  if (argc > 2 && strcmp(argv[1], "trees") == 0) return trees(argv + 2);
  if (argc > 2 && strcmp(argv[1], "queries") == 0) return queries(argv + 2);
  if (argc > 4 && strcmp(argv[1], "fuzz") == 0)
    return fuzz(atoi(argv[2]), strtoull(argv[3], NULL, 10), argc - 4, argv + 4);
  fprintf(stderr, "usage: tree_sitter_driver trees FILE… | queries FILE… | fuzz SECONDS SEED FILE…\n");
  return 2;
}
