#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/lsp/workspace.hpp"

/// A language server for specs: LSP 3.17 (microsoft.github.io/language-server-protocol), without its input and output.
namespace boxwright::lsp {

class Server {
 public:
  explicit Server(const FileSystem& disk, std::string today) : workspace_(disk, std::move(today)) {}

  /// Puts a message behind those that wait. What cancels one of them, or makes it needless, holds at once.
  void receive(std::string_view message);
  /// Answers the first message that waits; false where none does.
  bool answer_next();
  /// Has something changed of which nothing was told?
  [[nodiscard]] bool has_news() const { return waiting_.empty() && !changed_.empty() && !shut_down_; }
  /// Tells what was found in a text that has changed; false where there is none.
  bool tell_next();
  /// What is to be sent, in order, and is then forgotten.
  std::vector<std::string> take_sent();

  /// After `exit`.
  [[nodiscard]] bool has_ended() const { return ended_; }
  /// The exit status that the protocol asks for: 1 where nobody had said `shutdown`.
  [[nodiscard]] int status() const { return shut_down_ ? 0 : 1; }

 private:
  void answer(const Json& message);
  void answer_request(const Json& message, const std::string& method);
  void take_notification(const std::string& method, const Json& params);
  void send(Json message);
  void fail(const Json& id, int code, const std::string& message);
  void publish();
  void publish(const std::string& uri, Json diagnostics);
  /// Replaces all that a document has to tell, in its own file and in others.
  void put_messages(const std::string& owner, std::map<std::string, Json> lists);

  Json initialize(const Json& params);
  void change(const Json& params);

  Workspace workspace_;
  std::deque<Json> waiting_;
  std::set<Json> cancelled_;  ///< ids
  std::vector<std::string> sent_;
  std::set<std::string> changed_;  ///< URIs of which nothing was told since
  std::map<std::string, std::map<std::string, Json>>
      messages_;  ///< by the file they are in, and the document they are of
  bool initialized_ = false;
  bool shut_down_ = false;
  bool ended_ = false;
};

}  // namespace boxwright::lsp
