/**
 * The shape of a `.box` file, rule by rule as in grammar/grammar.md. There is no keyword here: what a row's first word
 * means is said in grammar/keywords.def, and the queries take the names from there.
 *
 * Where blanks decide (touching pieces, braces, the colon of raw), the tokens come from src/scanner.c. A word is
 * followed by a token of no width, which the scanner gives only where a word may end; so what stands behind one never
 * touches it.
 */

/// Touching pieces: `end` is the token behind the last one, `list` what the pieces may end with.
const pieces = ($, bare, equals, end, list) => {
  const some = seq(choice($.literal, piece($, bare, equals)), repeat(piece($, bare, equals)));
  if (!list) return seq(some, end);
  const valued = seq(alias(equals, $.bare), list);
  return seq(choice(some, valued, seq(some, valued)), end);
};

/// Behind `=`, quotes and brackets open what they open at a word's start.
const piece = ($, bare, equals) =>
  choice(alias(bare, $.bare), $.string, $.reference, seq(alias(equals, $.bare), $.literal));

module.exports = grammar({
  name: 'boxwright',

  // In the order of `enum Token` in src/scanner.c.
  externals: $ => [
    $._newline,
    $.comment,
    $._semicolon,
    $._open_block,
    $._open_block_behind_options,
    $._close_block,
    $.head,
    $._close_options,
    $._comma,
    $.option_name,
    $._equals,
    $._equals_nothing,
    $._open_list,
    $._close_list,
    $._arrow,
    $._bare_word,
    $._bare_word_equals,
    $._word_end,
    $._bare_item,
    $._bare_item_equals,
    $._item_end,
    $._bare_value,
    $._bare_value_equals,
    $._value_end,
    $.literal,
    $._open_string,
    $.string_text,
    $._open_reference,
    $._open_raw,
    $.command,
    $._raw_end,
    $._open_text,
    $.content,
    $._close_text,
    $._error_sentinel,
  ],

  // Blanks are the scanner's.
  extras: $ => [$.comment],

  rules: {
    file: $ => optional($._rows),

    _rows: $ => choice(seq(repeat1($._ended_row), optional($._last_row)), $._last_row),

    _last_row: $ => choice(alias($._row, $.row), seq(alias($._raw_row, $.row), $._raw_end)),

    _ended_row: $ =>
      choice(
        $._newline,
        seq(alias($._row, $.row), choice($._newline, alias($._semicolon, ';'))),
        seq(alias($._raw_row, $.row), $._raw_end, $._newline),
        seq(alias($._block_row, $.row), optional(alias($._semicolon, ';'))),
      ),

    _row: $ => seq(choice($._words, $._head_and_options), optional($.text)),

    _raw_row: $ => seq(choice($._words, $._head_and_options), $.raw),

    _block_row: $ =>
      choice(
        seq($._words, $.block),
        seq($._head_and_options, alias($._block_behind_options, $.block)),
      ),

    // Options and nothing behind them: the only place where a block may touch what stands before it.
    _head_and_options: $ => seq(field('head', $.head), field('options', $.options)),

    _words: $ =>
      choice(
        seq(field('head', $.head), optional($._targets)),
        seq($._head_and_options, $._targets),
        seq(
          choice(
            seq(field('head', $.head), field('options', $.options), repeat1($.argument)),
            seq(field('head', $.head), repeat1($.argument)),
            repeat1($.argument),
          ),
          optional($._targets),
        ),
      ),

    _targets: $ => seq(alias($._arrow, '->'), $.targets),
    targets: $ => repeat1($.argument),

    // ---- options ----

    options: $ =>
      seq(
        token.immediate('('),
        optional(seq($.option, repeat(seq(alias($._comma, ','), $.option)), optional(alias($._comma, ',')))),
        alias($._close_options, ')'),
      ),

    option: $ =>
      seq(
        field('name', $.option_name),
        optional(choice(
          alias($._equals_nothing, '='),
          seq(alias($._equals, '='), field('value', alias($._value, $.argument))),
        )),
      ),

    _value: $ =>
      choice(
        seq($.list, $._value_end),
        pieces($, $._bare_value, $._bare_value_equals, $._value_end, $.list),
      ),

    // ---- arguments ----

    argument: $ =>
      choice(
        seq($.list, $._word_end),
        pieces($, $._bare_word, $._bare_word_equals, $._word_end, $.list),
      ),

    list: $ =>
      seq(
        alias($._open_list, '['),
        repeat(seq(alias($._item, $.argument), optional(alias($._comma, ',')))),
        alias($._close_list, ']'),
      ),

    _item: $ => pieces($, $._bare_item, $._bare_item_equals, $._item_end, null),

    string: $ =>
      seq(
        alias($._open_string, '"'),
        repeat(choice($.string_text, $.escape, $.reference)),
        token.immediate('"'),
      ),

    // The last form is a code point that Unicode has.
    escape: _ =>
      token.immediate(
        /\\(["\\nt]|u\{0*(10[0-9a-fA-F]{4}|[1-9a-fA-F][0-9a-fA-F]{4}|[1-9a-cA-CefEF][0-9a-fA-F]{3}|[dD][0-7][0-9a-fA-F]{2}|[1-9a-fA-F][0-9a-fA-F]{0,2})\})/,
      ),

    reference: $ =>
      seq(
        alias($._open_reference, '${'),
        field('name', alias($._touching_name, $.name)),
        optional(seq(token.immediate(':'), field('form', alias($._touching_name, $.form)))),
        token.immediate('}'),
      ),

    _touching_name: _ => token.immediate(/[A-Za-z][A-Za-z0-9_-]*/),

    // ---- what a row ends with ----

    raw: $ => seq(alias($._open_raw, ':'), $.command),

    text: $ => seq(alias($._open_text, $.fence), optional($.content), alias($._close_text, $.fence)),

    block: $ => seq(alias($._open_block, '{'), optional($._rows), alias($._close_block, '}')),
    _block_behind_options: $ =>
      seq(alias($._open_block_behind_options, '{'), optional($._rows), alias($._close_block, '}')),
  },
});
