#include "compiler/parse/build.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "compiler/base/code_point.hpp"

namespace boxwright::parse {

namespace {

using Kind = NodeKind;
constexpr std::string_view blank = " \t";

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(blank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blank) + 1 - begin);
}

std::string with_single_dollars(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    result += text[i];
    if (text[i] == '$') ++i;  // the grammar has seen to it that there are two
  }
  return result;
}

void append_escape(std::string& text, std::string_view escape) {
  switch (escape[1]) {
    case 'n':
      text += '\n';
      break;
    case 't':
      text += '\t';
      break;
    case 'u':
      append_utf8(text, code_point(escape.substr(3, escape.size() - 4)).value_or('?'));
      break;
    default:
      text += escape[1];
  }
}

class Builder {
 public:
  Builder(std::string_view text, FileId file, Diagnostics& diagnostics)
      : text_(text), file_(file), diagnostics_(diagnostics) {}

  ast::File build(const Node& root) {
    ast::File result;
    result.rows = rows(root);
    result.comments = std::move(comments_);
    return result;
  }

 private:
  [[nodiscard]] std::size_t offset(const char* place) const { return static_cast<std::size_t>(place - text_.data()); }
  [[nodiscard]] Span span(const char* begin, const char* end) const {
    return {file_, static_cast<std::uint32_t>(offset(begin)), static_cast<std::uint32_t>(offset(end))};
  }
  [[nodiscard]] Span span(const Node& node) const { return span(node.begin, node.end); }
  [[nodiscard]] Span span(std::string_view part) const { return span(part.data(), part.data() + part.size()); }

  std::vector<ast::Row> rows(const Node& parent) {
    std::vector<ast::Row> result;
    const char* brace = nullptr;  // behind the block of the row before
    for (const Node& node : parent.children()) {
      if (node.kind == Kind::comment) {
        comments_.push_back({span(node)});
      } else {
        result.push_back(node.kind == Kind::row ? row(node) : bad_row(node));
        if (give_block_to_row_above(result)) result.pop_back();
        result.back().follows_brace = brace != nullptr && std::find(brace, node.begin, '\n') == node.begin;
        const Node* const block = node.child(Kind::block);
        brace = block == nullptr ? nullptr : block->end;
      }
    }
    return result;
  }

  /// A block on a line of its own is told of, and is the row's above all the same: it is that row that looks empty
  /// otherwise, which would be the first thing said.
  static bool give_block_to_row_above(std::vector<ast::Row>& rows) {
    if (rows.size() < 2) return false;
    ast::Row& last = rows.back();
    ast::Row& above = rows[rows.size() - 2];
    const bool alone =
        last.broken && !last.head && last.block() != nullptr && last.block()->span.begin == last.span.begin;
    if (!alone || above.broken || !std::holds_alternative<std::monostate>(above.body)) return false;
    above.body = std::move(last.body);
    above.span.end = last.span.end;
    return true;
  }

  ast::Row row(const Node& node) {
    ast::Row result;
    const char* end = node.begin;
    for (const Node& child : node.children()) {
      add_part(result, child);
      if (child.kind != Kind::comment) end = child.end;
    }
    result.span = span(node.begin, end);
    return result;
  }

  void add_part(ast::Row& row, const Node& node) {
    if (node.kind == Kind::head) {
      row.head = {std::string(node.text()), span(node)};
    } else if (node.kind == Kind::options) {
      row.has_options = true;
      row.options = options(node);
    } else if (node.kind == Kind::argument) {
      row.arguments.push_back(argument(node));
    } else if (node.kind == Kind::targets) {
      row.has_arrow = true;
      for (const Node& child : node.children()) row.targets.push_back(argument(child));
    } else if (node.kind == Kind::command) {
      row.body = raw(node);
    } else if (node.kind == Kind::text) {
      row.body = fence(node);
    } else if (node.kind == Kind::block) {
      row.body = ast::Block{rows(node), span(node)};
    }
  }

  ast::Row bad_row(const Node& node) {
    ast::Row result;
    result.broken = true;
    result.span = span(node);
    std::string_view name = node.text();
    const auto in_name = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    };
    name = name.substr(0, static_cast<std::size_t>(std::find_if_not(name.begin(), name.end(), in_name) - name.begin()));
    const std::string_view rest = node.text().substr(name.size());
    const bool ends = rest.empty() || std::string_view(" \t\n:(){};").find(rest[0]) != std::string_view::npos;
    if (!name.empty() && ends && ((name[0] | 0x20) >= 'a' && (name[0] | 0x20) <= 'z'))
      result.head = {std::string(name), span(name)};
    if (const Node* const block = node.child(Kind::block)) result.body = ast::Block{rows(*block), span(*block)};
    return result;
  }

  std::vector<ast::Option> options(const Node& node) {
    std::vector<ast::Option> result;
    std::unordered_map<std::string_view, Span> seen;
    for (const Node& child : node.children()) {
      if (child.kind == Kind::comment) {
        comments_.push_back({span(child)});
        continue;
      }
      ast::Option option;
      option.span = span(child);
      for (const Node& part : child.children()) {
        if (part.kind == Kind::option_name) option.name = {std::string(part.text()), span(part)};
        if (part.kind == Kind::equals) option.has_value = true;
        if (part.kind == Kind::argument) option.value = argument(part);
      }
      const auto [first, is_new] =
          seen.emplace(text_.substr(option.name.span.begin, option.name.value.size()), option.name.span);
      if (!is_new)
        diagnostics_.report(diag::OptionTwice, option.name.span, option.name.value).label(first->second, "first here");
      result.push_back(std::move(option));
    }
    return result;
  }

  // ---- arguments ----

  ast::Argument argument(const Node& node) {
    ast::Argument result;
    result.span = span(node);
    for (const Node& child : node.children()) add_piece(result.pieces, child);
    return result;
  }

  void add_piece(std::vector<ast::Piece>& pieces, const Node& node) {
    if (node.kind == Kind::string) {
      add_string(pieces, node);
      return;
    }
    ast::Piece piece;
    piece.span = span(node);
    if (node.kind == Kind::bare) {
      piece.text = with_single_dollars(node.text());
    } else if (node.kind == Kind::literal) {
      piece.kind = ast::Piece::Kind::literal;
      piece.text = node.text().substr(1, node.text().size() - 2);
    } else if (node.kind == Kind::reference) {
      piece = reference(node);
    } else {
      piece.kind = ast::Piece::Kind::list;
      for (const Node& child : node.children()) {
        if (child.kind == Kind::comment)
          comments_.push_back({span(child)});
        else
          piece.items.push_back(argument(child));
      }
    }
    pieces.push_back(std::move(piece));
  }

  [[nodiscard]] ast::Piece reference(const Node& node) const {
    ast::Piece piece;
    piece.kind = ast::Piece::Kind::reference;
    piece.span = span(node);
    for (const Node& child : node.children()) {
      if (child.kind == Kind::reference_name) piece.text = child.text();
      if (child.kind == Kind::form) piece.form = std::string(child.text());
    }
    return piece;
  }

  /// Text and escapes between references are one piece, and so is a string without any.
  void add_string(std::vector<ast::Piece>& pieces, const Node& node) const {
    ast::Piece part{ast::Piece::Kind::string, {}, {}, {}, {}, {}};
    const char* begin = node.begin;
    for (const Node& child : node.children()) {
      if (child.kind == Kind::reference) {
        part.span = span(begin, child.begin);
        if (!part.text.empty()) pieces.push_back(std::exchange(part, {ast::Piece::Kind::string, {}, {}, {}, {}, {}}));
        pieces.push_back(reference(child));
        begin = child.end;
      } else if (child.kind == Kind::escape) {
        append_escape(part.text, child.text());
      } else {
        part.text += with_single_dollars(child.text());
      }
    }
    part.span = span(begin, node.end);
    if (!part.text.empty() || begin == node.begin) pieces.push_back(std::move(part));
  }

  // ---- bodies ----

  [[nodiscard]] ast::Raw raw(const Node& node) const {
    ast::Raw result;
    for (const Node& line : node.children()) {
      const std::string_view text = trimmed(line.text());
      if (!text.empty() && !result.text.empty()) result.text += ' ';
      result.text += text;
    }
    const std::size_t last = node.text().find_last_not_of(" \t\n");
    result.span = span(node.text().substr(0, last == std::string_view::npos ? 0 : last + 1));
    return result;
  }

  ast::Fence fence(const Node& node) {
    ast::Fence result;
    result.span = span(node);
    const Node* const close = node.child(Kind::close_fence);
    std::string_view indentation;
    if (close != nullptr) indentation = close->text().substr(0, close->text().find('"'));
    const std::size_t first = std::min(node.text().find('\n'), node.text().size() - 1) + 1;
    const char* const end = close == nullptr ? node.end : close->begin;
    std::string_view lines(node.begin + first, static_cast<std::size_t>(end - node.begin) - first);
    result.indentation = indentation.size();
    result.first_line = line_number(lines.data());
    while (!lines.empty()) {
      const std::string_view line = lines.substr(0, lines.find('\n'));
      lines.remove_prefix(std::min(line.size() + 1, lines.size()));
      add_line(result.text, line, indentation);
    }
    return result;
  }

  void add_line(std::string& text, std::string_view line, std::string_view indentation) {
    if (line.starts_with(indentation)) {
      text += line.substr(indentation.size());
    } else if (const std::size_t begin = line.find_first_not_of(blank); begin != std::string_view::npos) {
      diagnostics_.report(diag::TextIndentation, span(line.substr(begin)))
          .note("begin it with the blanks that stand before the closing quotes, or move these to the left");
      text += line.substr(begin);
    }
    text += '\n';
  }

  /// Texts come in the order they stand, so that lines are counted once.
  std::size_t line_number(const char* place) {
    line_ += static_cast<std::size_t>(std::count(text_.data() + counted_, place, '\n'));
    counted_ = offset(place);
    return line_;
  }

  std::string_view text_;
  FileId file_;
  Diagnostics& diagnostics_;
  std::vector<ast::Comment> comments_;
  std::size_t line_ = 1;
  std::size_t counted_ = 0;
};

}  // namespace

ast::File build(const Node& root, std::string_view text, FileId file, Diagnostics& diagnostics) {
  return Builder(text, file, diagnostics).build(root);
}

}  // namespace boxwright::parse
