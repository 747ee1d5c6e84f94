#include "compiler/lsp/server.hpp"

#include <algorithm>
#include <exception>
#include <map>
#include <utility>

#include "compiler/base/version.hpp"
#include "compiler/lsp/features.hpp"
#include "compiler/lsp/uri.hpp"

namespace boxwright::lsp {

namespace {

// The protocol's error codes.
constexpr int parse_error = -32700;
constexpr int invalid_request = -32600;
constexpr int method_not_found = -32601;
constexpr int invalid_params = -32602;
constexpr int internal_error = -32603;
constexpr int not_initialized = -32002;
constexpr int request_cancelled = -32800;
constexpr int request_failed = -32803;

using Method = Json (*)(Workspace& workspace, const Json& params);

const std::map<std::string, Method, std::less<>>& methods() {
  static const std::map<std::string, Method, std::less<>> table{
#define METHOD(name, function) {name, function},
#include "compiler/lsp/methods.def"
#undef METHOD
  };
  return table;
}

bool is_request(const Json& message) { return message.contains("id") && message.contains("method"); }

std::string text_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

}  // namespace

void Server::send(Json message) {
  Json whole{{"jsonrpc", "2.0"}};
  whole.update(message);
  sent_.push_back(whole.dump(-1, ' ', false, Json::error_handler_t::replace));
}

void Server::fail(const Json& id, int code, const std::string& message) {
  send({{"id", id}, {"error", {{"code", code}, {"message", message}}}});
}

std::vector<std::string> Server::take_sent() { return std::exchange(sent_, {}); }

void Server::receive(std::string_view text) {
  // No editor says anything so deep, and whoever copies it would need as much of the stack.
  constexpr int deepest = 256;
  const auto is_shallow = [](int depth, Json::parse_event_t /*unused*/, Json& /*unused*/) { return depth <= deepest; };
  Json message = Json::parse(text, is_shallow, false);
  if (message.is_discarded()) return fail(nullptr, parse_error, "this is no JSON");
  if (!message.is_object()) return fail(nullptr, invalid_request, "a message is one object");
  if (text_at(message, "method") == "$/cancelRequest") {
    const Json& params = message.contains("params") ? message["params"] : Json::object();
    if (params.is_object() && params.contains("id")) cancelled_.insert(params["id"]);
    return;
  }
  waiting_.push_back(std::move(message));
}

bool Server::answer_next() {
  if (waiting_.empty()) return false;
  const Json message = std::move(waiting_.front());
  waiting_.pop_front();
  answer(message);
  if (waiting_.empty()) cancelled_.clear();  // what was answered before cannot be cancelled
  return true;
}

bool Server::tell_next() {
  if (!has_news()) return false;
  try {
    publish();
  } catch (const std::exception& error) {
    send({{"method", "window/logMessage"}, {"params", {{"type", 1}, {"message", error.what()}}}});
  }
  return true;
}

void Server::answer(const Json& message) {
  const std::string method = text_at(message, "method");
  if (method.empty()) {
    // A response: nothing was asked for that anybody waits for.
    if (message.contains("id") && !message.contains("result") && !message.contains("error"))
      fail(message["id"], invalid_request, "a request names its method");
    return;
  }
  if (is_request(message)) return answer_request(message, method);
  try {
    take_notification(method, message.contains("params") ? message["params"] : Json::object());
  } catch (const std::exception&) {
    // Nobody waits for an answer, and what was said wrongly changes nothing.
  } catch (const NotOpen&) {
  }
}

void Server::answer_request(const Json& message, const std::string& method) {
  const Json& id = message["id"];
  const Json params = message.contains("params") ? message["params"] : Json::object();
  if (cancelled_.erase(id) > 0) return fail(id, request_cancelled, "cancelled");
  if (shut_down_) return fail(id, invalid_request, "after `shutdown` there is only `exit`");
  if (!initialized_ && method != "initialize") return fail(id, not_initialized, "`initialize` comes first");
  try {
    if (method == "initialize") {
      if (initialized_) return fail(id, invalid_request, "`initialize` was said");
      return send({{"id", id}, {"result", initialize(params)}});
    }
    if (method == "shutdown") {
      shut_down_ = true;
      return send({{"id", id}, {"result", nullptr}});
    }
    const auto found = methods().find(method);
    if (found == methods().end()) return fail(id, method_not_found, "there is no method `" + method + "`");
    Json result = found->second(workspace_, params);
    send({{"id", id}, {"result", std::move(result)}});
  } catch (const NotOpen& missing) {
    fail(id, invalid_params, "`" + missing.uri + "` is not open");
  } catch (const BadRequest& bad) {
    fail(id, request_failed, bad.reason);
  } catch (const Json::exception& error) {
    fail(id, invalid_params, error.what());
  } catch (const std::exception& error) {
    fail(id, internal_error, error.what());
  }
}

Json Server::initialize(const Json& params) {
  initialized_ = true;
  const Json::json_pointer snippets("/capabilities/textDocument/completion/completionItem/snippetSupport");
  workspace_.takes_snippets = params.value(snippets, Json(false)) == true;
  const auto add_folder = [&](const std::string& uri) {
    if (const auto path = path_of(uri)) workspace_.folders.push_back(*path);
  };
  if (const auto folders = params.find("workspaceFolders"); folders != params.end() && folders->is_array()) {
    for (const Json& folder : *folders) add_folder(text_at(folder, "uri"));
  } else {
    add_folder(text_at(params, "rootUri"));
  }
  return {{"capabilities", capabilities()},
          {"serverInfo", {{"name", "boxwright"}, {"version", std::string(kVersion)}}}};
}

void Server::take_notification(const std::string& method, const Json& params) {
  if (method == "exit") {
    ended_ = true;
  } else if (!initialized_ || shut_down_) {
    return;
  } else if (method == "textDocument/didOpen") {
    const Json& document = params.at("textDocument");
    const auto uri = document.at("uri").get<std::string>();
    workspace_.open(uri, document.value("version", std::int64_t{0}), document.at("text").get<std::string>());
    changed_.insert(uri);
  } else if (method == "textDocument/didChange") {
    change(params);
  } else if (method == "textDocument/didClose") {
    const auto uri = params.at("textDocument").at("uri").get<std::string>();
    workspace_.close(uri);
    changed_.erase(uri);
    if (!messages_.contains(uri)) publish(uri, Json::array());
    put_messages(uri, {});
    // Whoever imports it may have something to tell there.
    for (const auto& [other, document] : workspace_.documents()) changed_.insert(other);
  } else if (method == "textDocument/didSave" || method == "workspace/didChangeWatchedFiles") {
    workspace_.forget_compilations();
    for (const auto& [uri, document] : workspace_.documents()) changed_.insert(uri);
  }
}

void Server::change(const Json& params) {
  Document& document = workspace_.document(params);
  for (const Json& change : params.at("contentChanges")) document.change(change);
  const Json& told = params.at("textDocument");
  if (told.contains("version") && told["version"].is_number_integer()) document.version = told["version"];
  workspace_.keep(document);
  // Another document may import this one.
  for (const auto& [uri, other] : workspace_.documents()) changed_.insert(uri);
}

void Server::publish(const std::string& uri, Json diagnostics) {
  Json params{{"uri", uri}};
  if (const Document* document = workspace_.find(uri)) params["version"] = document->version;
  params["diagnostics"] = std::move(diagnostics);
  send({{"method", "textDocument/publishDiagnostics"}, {"params", std::move(params)}});
}

/// Of one file several documents may have something to tell: all of it is shown, and what they agree on once.
void Server::put_messages(const std::string& owner, std::map<std::string, Json> lists) {
  std::set<std::string> files;
  for (auto& [file, by_owner] : messages_)
    if (by_owner.erase(owner) > 0) files.insert(file);
  for (auto& [file, list] : lists) {
    files.insert(file);
    messages_[file][owner] = std::move(list);
  }
  for (const std::string& file : files) {
    Json all = Json::array();
    for (const auto& [by, list] : messages_[file])
      for (const Json& one : list)
        if (std::find(all.begin(), all.end(), one) == all.end()) all.push_back(one);
    publish(file, std::move(all));
  }
  std::erase_if(messages_, [](const auto& entry) { return entry.second.empty(); });
}

/// Of one document: what waits in the meantime comes first.
void Server::publish() {
  const std::string uri = *changed_.begin();
  changed_.erase(changed_.begin());
  const Document* document = workspace_.find(uri);
  if (document != nullptr) put_messages(uri, diagnostics_of(workspace_, *document));
}

}  // namespace boxwright::lsp
