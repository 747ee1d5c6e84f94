#include "compiler/format/format.hpp"

#include <algorithm>

#include "compiler/ast/print.hpp"
#include "compiler/format/bodies.hpp"
#include "compiler/format/columns.hpp"
#include "compiler/format/kept.hpp"
#include "compiler/format/lines.hpp"
#include "compiler/format/tokens.hpp"

namespace boxwright::format {

namespace {

class Writer {
 public:
  Writer(std::string_view text, FileId file, const Kept& kept) : text_(text), file_(file), kept_(kept) {}

  std::vector<TextEdit> write(const std::vector<Placed>& placed) {
    for (const Placed& one : placed) {
      put(done_, one.token.begin, space_before(one));
      if (!kept_.line(one.token.line)) put(one.token.begin, one.token.end, body(one));
      done_ = one.token.end;
      line_ = one.token.last_line;
      is_first_ = false;
    }
    if (!kept_.line(line_) || is_first_) put(done_, text_.size(), is_first_ ? "" : "\n");
    return std::move(edits_);
  }

 private:
  [[nodiscard]] std::string_view source(std::size_t begin, std::size_t end) const {
    return text_.substr(begin, end - begin);
  }

  [[nodiscard]] std::string space_before(const Placed& one) const {
    const std::string_view written = source(done_, one.token.begin);
    if (!one.breaks) return one.stays ? std::string(written) : std::string(one.blanks, ' ');
    const bool stays_above = !is_first_ && kept_.line(line_);
    if (stays_above && one.stays) return std::string(written);
    std::string result(stays_above ? written.substr(0, written.find('\n')) : "");
    if (!is_first_) result += one.below_blank ? "\n\n" : "\n";
    if (one.stays) return result.append(written.substr(written.rfind('\n') + 1));  // all of it where there is none
    return result.append(one.blanks, ' ');
  }

  [[nodiscard]] std::string body(const Placed& one) const {
    const std::string_view written = source(one.token.begin, one.token.end);
    if (one.token.kind == TokenKind::fence) return moved_text(written, one.token.line_column, one.indentation);
    if (one.token.kind == TokenKind::raw) return moved_command(written, one.token.line_column, one.indentation);
    return std::string(written);
  }

  void put(std::size_t begin, std::size_t end, const std::string& replacement) {
    if (source(begin, end) == replacement) return;
    edits_.push_back({{file_, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}, replacement});
  }

  std::string_view text_;
  FileId file_;
  const Kept& kept_;
  std::vector<TextEdit> edits_;
  std::size_t done_ = 0, line_ = 0;  ///< where the last token ends
  bool is_first_ = true;
};

std::vector<std::string_view> comments(const Sources& sources, const ast::File& file) {
  std::vector<std::string_view> result;
  for (const ast::Comment& one : file.comments) {
    const std::string_view text = sources.text(one.span);
    result.push_back(text.substr(0, text.find_last_not_of(" \t") + 1));
  }
  return result;
}

/// Do the same rows stand on the line of the `}` above them?
bool follow_alike(const std::vector<ast::Row>& one, const std::vector<ast::Row>& other) {
  return std::equal(one.begin(), one.end(), other.begin(), other.end(), [](const ast::Row& a, const ast::Row& b) {
    if (a.follows_brace != b.follows_brace || (a.block() == nullptr) != (b.block() == nullptr)) return false;
    return a.block() == nullptr || follow_alike(a.block()->rows, b.block()->rows);
  });
}

}  // namespace

std::vector<TextEdit> edits(const Sources& sources, FileId file, const ast::File& tree,
                            const Diagnostics& diagnostics) {
  const std::string_view text = sources[file].text();
  const Kept lines_kept = kept(text, tree, diagnostics, file);
  if (lines_kept.rest() == 0 && !text.empty()) return {};
  std::vector<Placed> placed = lines(text, tokens(text, tree, lines_kept), lines_kept);
  align(placed);
  return Writer(text, file, lines_kept).write(placed);
}

std::vector<TextEdit> within(const std::vector<TextEdit>& edits, Span part) {
  std::vector<TextEdit> result;
  for (const TextEdit& edit : edits)
    if (edit.span.file == part.file && edit.span.begin <= part.end && part.begin <= edit.span.end)
      result.push_back(edit);
  return result;
}

bool say_the_same(const Sources& sources, const ast::File& one, const Sources& other_sources, const ast::File& other) {
  return ast::to_json(one) == ast::to_json(other) && follow_alike(one.rows, other.rows) &&
         comments(sources, one) == comments(other_sources, other);
}

}  // namespace boxwright::format
