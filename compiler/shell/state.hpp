#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boxwright::shell {

/// A here-document that a line announced with `<<END`.
struct Announcement {
  const char* place = nullptr;  ///< of the `<<`
  std::string end;              ///< the line that ends it
  bool strips_tabs = false;
  bool expands = true;
};

/// What the parser knows beside its place in the text. The rules of the grammar that are matched by hand ask it.
class State {
 public:
  explicit State(std::string_view text) : text_(text) {}

  std::size_t rules_tried = 0;

  // ---- errors: the first one counts ----
  void report(const char* place);
  void report_open() { report(open_.empty() ? text_.data() : open_.back()); }
  [[nodiscard]] std::optional<std::size_t> error() const { return error_; }
  /// The text may be well: there is only more in each other than is read.
  [[nodiscard]] bool too_deep() const { return too_deep_; }

  // ---- depth ----
  static constexpr std::size_t deepest = 64;
  bool enter(const char* place);
  void leave() { open_.pop_back(); }

  // ---- arithmetic, which is found out by trying ----
  struct Try {
    std::optional<std::size_t> error;
    std::vector<Announcement> documents;
    std::size_t rules_tried = 0;
  };
  [[nodiscard]] bool may_try() const { return rules_wasted_ <= 16 * text_.size() + 4096; }
  Try begin_try() { return {error_, std::exchange(announced_, {}), rules_tried}; }
  void end_try(Try& before, bool matched);

  // ---- here-documents ----
  struct Document {
    std::string_view text;  ///< without the line that ends it
    std::size_t size = 0;   ///< with it
    bool expands = true;
  };
  void announce_document(std::string_view spelling);
  std::vector<Announcement> take_documents() { return std::exchange(announced_, {}); }
  void put_back(std::vector<Announcement> announced);
  Document read_document(const Announcement& announced, std::string_view rest);
  /// The text of the here-document whose `<<` stands here.
  [[nodiscard]] std::optional<std::string> document_at(const char* place) const;

  // ---- backquotes ----
  struct Inside {
    std::string_view text;  ///< of the text, or of a copy without the backslashes that backquotes take
    std::size_t size = 0;   ///< with the quotes
  };
  Inside between_backquotes(std::string_view rest, bool in_quotes);

  /// Where in the text a place is, which may be one of a copy.
  [[nodiscard]] std::size_t offset(const char* place) const;

 private:
  struct Copy {
    std::string text;
    std::vector<std::size_t> offsets;  ///< of each character in the text, and of what follows
  };

  std::string_view text_;
  std::optional<std::size_t> error_;
  bool too_deep_ = false;
  std::vector<const char*> open_;
  std::size_t rules_wasted_ = 0;
  std::vector<Announcement> announced_;
  std::map<const char*, std::string, std::less<>> documents_;
  std::map<const char*, std::unique_ptr<Copy>, std::less<>> copies_;
};

}  // namespace boxwright::shell
