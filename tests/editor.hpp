#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "compiler/driver/memory_files.hpp"
#include "compiler/lsp/server.hpp"

/// An editor for the tests of the language server: it opens texts below /project and asks about places in them, which
/// are marked in the text by `‸`.
namespace boxwright::tests {

using Json = nlohmann::ordered_json;

class Editor {
 public:
  /// With `initialize` said and answered.
  Editor();

  driver::MemoryFiles files;
  std::vector<Json> told;  ///< all notifications so far

  static std::string uri(const std::string& path) { return "file:///project/" + path; }

  /// Opens a text, or gives it another content; its marks are taken out and kept.
  void open(const std::string& path, const std::string& marked);
  /// What is asked about the n-th mark of the text that was opened last, or about one of another.
  Json ask(const std::string& method, std::size_t mark = 0, Json more = Json::object());
  /// The answer to a request: its result.
  Json request(const std::string& method, Json params);
  /// Why a request was refused.
  std::string refusal(const std::string& method, Json params);
  void notify(const std::string& method, Json params);
  /// The parameters of a request about a mark.
  [[nodiscard]] Json at(std::size_t mark) const;
  /// The last diagnostics that were told of a text.
  [[nodiscard]] Json diagnostics(const std::string& path) const;
  /// The text of what was opened last with an answer's edits put in.
  [[nodiscard]] std::string with(const Json& edits) const;
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  Json exchange(const std::string& method, Json params);

  lsp::Server server_;
  int id_ = 0;
  std::string path_, text_;
  std::vector<std::size_t> marks_;  // offsets in `text_`
};

}  // namespace boxwright::tests
