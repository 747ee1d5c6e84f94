// A diagnostic for people. The place of the message comes first, with the labels of the same line below it; a label
// that lies elsewhere (another line, another file, out of sight on a very long line) follows with a place of its own.

#include "compiler/base/render.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>

#include "compiler/base/display.hpp"

namespace boxwright::render {

namespace {

constexpr std::size_t window_columns = 160;  // columns of a source line that are shown
constexpr std::size_t lead_columns = 60;     // of these, how many stand before the place when a long line is cut

enum class Style { plain, bold, error, warning, note, gutter };

std::string paint(std::string_view text, Style style, bool colour) {
  if (!colour || style == Style::plain || text.empty()) return std::string(text);
  constexpr std::string_view codes[] = {"0", "1", "1;31", "1;33", "1;36", "34"};
  return fmt::format("\x1b[{}m{}\x1b[0m", codes[static_cast<std::size_t>(style)], text);
}

Style style_of(Severity severity) {
  switch (severity) {
    case Severity::error:
      return Style::error;
    case Severity::warning:
      return Style::warning;
    case Severity::note:
    case Severity::remark:
      return Style::note;
  }
  return Style::plain;
}

/// The part of a line that is shown: all of it, or what lies around one place.
struct Window {
  std::string_view text;
  std::size_t begin = 0;  ///< its first byte in the line
  bool cut_before = false, cut_behind = false;

  [[nodiscard]] bool holds(std::size_t byte) const { return byte >= begin && byte <= begin + text.size(); }
};

/// How many bytes of a text fit into so many columns.
std::size_t fitting(std::string_view text, std::size_t columns) {
  std::size_t bytes = 0;
  while (bytes < text.size()) {
    const display::Glyph glyph = display::first_glyph(text.substr(bytes));
    if (glyph.columns > columns) break;
    columns -= glyph.columns;
    bytes += glyph.bytes;
  }
  return bytes;
}

/// Goes back from a place by so many code points.
std::size_t before(std::string_view line, std::size_t place, std::size_t code_points) {
  for (; place > 0 && code_points > 0; --code_points) {
    --place;
    while (place > 0 && (static_cast<unsigned char>(line[place]) & 0xC0U) == 0x80U) --place;
  }
  return place;
}

Window window_around(std::string_view line, std::size_t place) {
  if (fitting(line, window_columns) == line.size()) return {line, 0, false, false};
  const std::size_t begin = before(line, place, lead_columns);
  const std::string_view rest = line.substr(begin);
  const std::size_t length = fitting(rest, window_columns);
  return {rest.substr(0, length), begin, begin > 0, length < rest.size()};
}

/// A range of bytes in one line: where a span begins, and what of it lies in that line.
struct Place {
  FileId file = 0;
  Position position;
  std::string_view line;
  std::size_t begin = 0, end = 0;
};

Place place_of(Span span, const Sources& sources) {
  const Source& source = sources[span.file];
  const Position position = source.position(span.begin);
  const std::string_view line = source.line(position.line);
  const std::size_t start = source.line_start(position.line);
  const std::size_t begin = std::min<std::size_t>(span.begin - std::min<std::size_t>(start, span.begin), line.size());
  const std::size_t end = std::clamp<std::size_t>(span.end < start ? 0 : span.end - start, begin, line.size());
  return {span.file, position, line, begin, end};
}

std::string head_of(const Place& place, const Sources& sources) {
  return fmt::format("{}:{}:{}:", display::escaped(sources[place.file].name()), place.position.line,
                     place.position.column);
}

/// Carets or dashes below a place, as far as it is in sight; at least one.
std::string marks(const Place& place, const Window& window, char mark) {
  const std::size_t begin = place.begin - window.begin;
  const std::size_t end = std::min(place.end - window.begin, window.text.size());
  const std::size_t blanks = display::columns(window.text.substr(0, begin)) + (window.cut_before ? 1 : 0);
  const std::size_t length = std::max<std::size_t>(display::columns(window.text.substr(begin, end - begin)), 1);
  return std::string(blanks, ' ') + std::string(length, mark);
}

/// The lines of one diagnostic, as they are put together.
class Page {
 public:
  Page(const Diagnostic& diagnostic, const Sources& sources, bool colour)
      : diagnostic_(diagnostic), sources_(sources), colour_(colour) {}

  std::string write() {
    if (diagnostic_.span.file >= sources_.size()) {  // about no place at all
      text_ = "boxwright: " + title();
      write_help();
      return text_;
    }
    const Place place = place_of(diagnostic_.span, sources_);
    text_ = paint(head_of(place, sources_), Style::bold, colour_) + " " + title();
    gutter_ = gutter_width(place);
    write_snippet(place);
    write_help();
    return text_;
  }

 private:
  [[nodiscard]] std::string title() const {
    const std::string severity = fmt::format("{}[{}]:", word(diagnostic_.severity), diagnostic_.code);
    return paint(severity, style_of(diagnostic_.severity), colour_) + " " +
           paint(display::escaped(diagnostic_.message), Style::bold, colour_) + "\n";
  }

  /// Wide enough for the number of every line that is shown.
  [[nodiscard]] std::size_t gutter_width(const Place& place) const {
    std::size_t last = place.position.line;
    for (const Label& label : diagnostic_.labels)
      if (label.span.file < sources_.size())
        last = std::max(last, sources_[label.span.file].position(label.span.begin).line);
    return std::to_string(last).size();
  }

  void write_snippet(const Place& place) {
    const Window window = window_around(place.line, place.begin);
    write_source(place, window);
    std::string beside;  // a label of the very place stands beside the carets
    std::vector<const Label*> below, elsewhere;
    for (const Label& label : diagnostic_.labels) {
      if (label.span.file >= sources_.size()) continue;
      const Place at = place_of(label.span, sources_);
      const bool same_line = at.file == place.file && at.position.line == place.position.line;
      if (label.span == diagnostic_.span && beside.empty()) {
        beside = label.text;
      } else if (same_line && window.holds(at.begin)) {
        below.push_back(&label);
      } else {
        elsewhere.push_back(&label);
      }
    }
    write_marks(marks(place, window, '^'), beside, style_of(diagnostic_.severity));
    for (const Label* label : below)
      write_marks(marks(place_of(label->span, sources_), window, '-'), label->text, Style::note);
    for (const Label* label : elsewhere) write_label_elsewhere(*label);
  }

  void write_label_elsewhere(const Label& label) {
    const Place at = place_of(label.span, sources_);
    const Window window = window_around(at.line, at.begin);
    text_ += "  " + paint(head_of(at, sources_), Style::bold, colour_) + " " + display::escaped(label.text) + "\n";
    write_source(at, window);
    write_marks(marks(at, window, '-'), "", Style::note);
  }

  void write_source(const Place& place, const Window& window) {
    std::string line = display::shown(window.text);
    if (window.cut_before) line = "…" + line;
    if (window.cut_behind) line += "…";
    write_line(fmt::format("  {:>{}} |", place.position.line, gutter_), line);
  }

  void write_marks(const std::string& marks, const std::string& text, Style style) {
    const std::string line = text.empty() ? marks : marks + " " + display::escaped(text);
    write_line(fmt::format("  {:>{}} |", "", gutter_), paint(line, style, colour_));
  }

  void write_line(const std::string& gutter, const std::string& line) {
    text_ += paint(gutter, Style::gutter, colour_);
    if (!line.empty()) text_ += " " + line;
    text_ += "\n";
  }

  void write_help() {
    for (const std::string& note : diagnostic_.notes) write_help_line(note);
    for (const Fix& fix : diagnostic_.fixes) {
      const std::string quoted = fmt::format("`{}`", shortened(fix.replacement));
      const auto says_it = [&](const std::string& text) { return text.find(quoted) != std::string::npos; };
      if (says_it(diagnostic_.message) || std::any_of(diagnostic_.notes.begin(), diagnostic_.notes.end(), says_it))
        continue;
      const bool blank = fix.replacement.find_first_not_of(" \n") == std::string::npos;
      write_help_line(blank || says_it(fix.title) ? fix.title : fix.title + ": " + quoted);
    }
  }

  void write_help_line(const std::string& text) {
    text_ += fmt::format("  {} {}\n", paint("= help:", Style::note, colour_), display::escaped(text));
  }

  const Diagnostic& diagnostic_;
  const Sources& sources_;
  bool colour_;
  std::size_t gutter_ = 1;
  std::string text_;
};

}  // namespace

std::string_view word(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    case Severity::note:
      return "note";
    case Severity::remark:
      return "remark";
  }
  return "error";
}

std::string text(const Diagnostic& diagnostic, const Sources& sources, bool colour) {
  return Page(diagnostic, sources, colour).write();
}

std::string line(const Diagnostic& diagnostic, const Sources& sources) {
  const bool has_place = diagnostic.span.file < sources.size();
  const std::string head = has_place ? head_of(place_of(diagnostic.span, sources), sources) : "boxwright:";
  const bool says_kind = !diagnostic.kind.empty() && diagnostic.kind != "passed";
  const std::string kind = says_kind ? std::string(diagnostic.kind) + ": " : "";
  return fmt::format("{} {}[{}]: {}{}\n", head, word(diagnostic.severity), diagnostic.code, kind,
                     display::escaped(diagnostic.message));
}

}  // namespace boxwright::render
