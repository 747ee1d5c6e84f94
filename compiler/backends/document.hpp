#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boxwright::backends {

/// A text, a number, a list or an object of a file that a program reads: written as YAML or as JSON.
class Document {
 public:
  using Entry = std::pair<std::string, Document>;

  // NOLINTBEGIN(google-explicit-constructor): a value stands for itself
  Document() = default;  ///< an empty object
  Document(const char* text) : Document(std::string(text)) {}
  Document(std::string text) : kind_(Kind::text), text_(std::move(text)) {}
  Document(bool value) : kind_(Kind::bare), text_(value ? "true" : "false") {}
  Document(int value) : kind_(Kind::bare), text_(std::to_string(value)) {}
  Document(unsigned value) : kind_(Kind::bare), text_(std::to_string(value)) {}
  Document(const std::vector<std::string>& texts);
  // NOLINTEND(google-explicit-constructor)

  static Document null() { return bare("null"); }
  /// A number as it was written, such as `1.5`.
  static Document number(std::string digits) { return bare(std::move(digits)); }
  static Document list(std::vector<Document> items = {});
  static Document object(std::vector<Entry> entries);

  /// Adds to an object.
  Document& set(std::string name, Document value);
  /// Adds to an object where there is something to say.
  Document& set_some(std::string name, Document value);
  /// Adds to a list.
  Document& add(Document item);

  /// No text, no item, no entry.
  [[nodiscard]] bool empty() const;

  /// Block style, two blanks a level; texts are always in quotes. Ends with a line feed.
  [[nodiscard]] std::string yaml() const;
  /// Two blanks a level; ends with a line feed.
  [[nodiscard]] std::string json() const;

 private:
  enum class Kind { object, list, text, bare };

  static Document bare(std::string text);
  void write_yaml(std::string& out, std::size_t depth) const;
  void write_json(std::string& out, std::size_t depth) const;

  Kind kind_ = Kind::object;
  std::string text_;
  std::vector<Document> items_;
  std::vector<Entry> entries_;
};

/// A text in quotes, as JSON and YAML both read it.
std::string quoted_scalar(std::string_view text);

}  // namespace boxwright::backends
