#pragma once

#include <string>
#include <vector>

#include "compiler/ast/ast.hpp"
#include "compiler/base/diagnostic.hpp"
#include "compiler/base/edits.hpp"
#include "compiler/base/source.hpp"

/// The one style of a spec. It owns the space between words and nothing else: no word, comment, string, text or order
/// of rows is ever another behind it. What a row means is not known here, only its shape.
///
/// - A block is indented by two blanks, and so are options and lists that go on below the line they open on. Line
///   breaks in these stay where they are.
/// - A block that stands on one line stays there, its rows separated by `;`, as long as the line has at most
///   `widest_line` columns. Elsewhere each row has its own line, and no `;`. A row behind a `}` stays on its line:
///   `else` has to.
/// - One blank stands between words, none within brackets or before a `,`, `;` or the `:` of raw. Words that stand
///   below each other in neighbouring rows, set apart by several blanks, stay aligned, as far to the left as that goes.
/// - Two blanks stand before a comment behind a row. Those on neighbouring lines are aligned; and one that has the same
///   column as the next one, further up or down, keeps it.
/// - At most one blank line separates rows, and none stands at the beginning or end of a block or of the file.
/// - A text is indented as a whole: its closing fence stands below its row, or two blanks deeper where it was written
///   deeper. Continued raw lines move with their row.
///
/// Lines with an error stay as they are, with what stands deeper below them; where braces or a text are not closed, that
/// is all to the file's end.
namespace boxwright::format {

inline constexpr std::size_t indentation = 2;
inline constexpr std::size_t widest_line = 120;

/// What brings a file into the style: edits of white space, in order, none of which changes what the file means. Any of
/// them may be left out. `diagnostics` is what `parse` said of the file.
std::vector<TextEdit> edits(const Sources& sources, FileId file, const ast::File& tree, const Diagnostics& diagnostics);

/// Those edits that touch a part of a file, such as the rows that somebody marked.
std::vector<TextEdit> within(const std::vector<TextEdit>& edits, Span part);

/// Have two files the same rows and the same comments, in the same order?
bool say_the_same(const Sources& sources, const ast::File& one, const Sources& other_sources, const ast::File& other);

}  // namespace boxwright::format
