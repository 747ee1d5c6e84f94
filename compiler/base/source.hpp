#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxwright {

/// Names one source of a `Sources` collection.
using FileId = std::uint32_t;

/// A range of bytes [begin, end) in one source. Lines and columns are computed only where text is rendered.
struct Span {
  FileId file = 0;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  friend bool operator==(const Span&, const Span&) = default;
};

/// The smallest span that covers both; they must lie in one file.
Span cover(Span first, Span last);

/// A value and the place it was written at.
template <class T>
struct Located {
  T value{};
  Span span{};
};

/// A line and a column, both from 1; the column counts code points.
struct Position {
  std::size_t line = 1;
  std::size_t column = 1;

  friend bool operator==(const Position&, const Position&) = default;
};

/// One text the compiler reads: its name as messages show it, and its bytes with line feeds only.
class Source {
 public:
  Source(std::string name, std::string text);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] Position position(std::size_t offset) const;
  /// The line with this number (from 1), without its line feed.
  [[nodiscard]] std::string_view line(std::size_t number) const;
  [[nodiscard]] std::size_t line_count() const { return line_starts_.size(); }
  [[nodiscard]] std::size_t line_start(std::size_t number) const { return line_starts_[number - 1]; }

 private:
  std::string name_;
  std::string text_;
  std::vector<std::size_t> line_starts_;
};

/// All texts of one run; a `FileId` names one of them, or one of them as it was spliced in at a place.
///
/// A template's rows stand in the spec once for each `use` of it. Each use has a `FileId` of its own with the same text
/// behind it, so that a span alone says both where something is written and where it was used.
class Sources {
 public:
  /// Takes a text over: drops a byte-order mark and turns CRLF into LF.
  FileId add(std::string name, std::string_view text);
  /// The text of `file` as it is used at a place; the same for the same place.
  FileId add_use(FileId file, Span place);

  [[nodiscard]] const Source& operator[](FileId file) const { return sources_[files_[file].source]; }
  [[nodiscard]] std::string_view text(Span span) const;
  /// How many ids there are.
  [[nodiscard]] std::size_t size() const { return files_.size(); }
  /// Where this use of a text stands; nothing where the text is a file of its own.
  [[nodiscard]] std::optional<Span> used_at(FileId file) const { return files_[file].used_at; }
  /// How many uses lie around a text.
  [[nodiscard]] std::size_t depth(FileId file) const;
  /// The place in a file of its own that a place belongs to in the end.
  [[nodiscard]] Span outermost(Span span) const;

 private:
  struct File {
    std::size_t source = 0;
    std::optional<Span> used_at;
  };
  std::vector<Source> sources_;
  std::vector<File> files_;
};

}  // namespace boxwright
