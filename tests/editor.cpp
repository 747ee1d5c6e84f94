#include "tests/editor.hpp"

#include <algorithm>
#include <utility>

#include "compiler/lsp/positions.hpp"
#include "tests/catch.hpp"

namespace boxwright::tests {

namespace {

constexpr std::string_view mark_sign = "‸";

}  // namespace

Editor::Editor() : server_(files, "2026-11-22") {
  const Json item{{"snippetSupport", true}};
  const Json capabilities{{"textDocument", {{"completion", {{"completionItem", item}}}}}};
  request("initialize", {{"processId", nullptr}, {"rootUri", "file:///project"}, {"capabilities", capabilities}});
  notify("initialized", Json::object());
}

void Editor::open(const std::string& path, const std::string& marked) {
  text_ = marked;
  path_ = path;
  marks_.clear();
  for (std::size_t at = text_.find(mark_sign); at != std::string::npos; at = text_.find(mark_sign, at)) {
    marks_.push_back(at);
    text_.erase(at, mark_sign.size());
  }
  notify("textDocument/didOpen",
         {{"textDocument", {{"uri", uri(path)}, {"languageId", "box"}, {"version", 1}, {"text", text_}}}});
}

Json Editor::at(std::size_t mark) const {
  const lsp::Place place = lsp::place_of(Source("", text_), marks_.at(mark));
  return {{"textDocument", {{"uri", uri(path_)}}}, {"position", lsp::to_json(place)}};
}

Json Editor::ask(const std::string& method, std::size_t mark, Json more) {
  Json params = marks_.empty() ? Json{{"textDocument", {{"uri", uri(path_)}}}} : at(mark);
  params.update(more);
  return request(method, std::move(params));
}

Json Editor::exchange(const std::string& method, Json params) {
  const int id = ++id_;
  server_.receive(Json{{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", std::move(params)}}.dump());
  while (server_.answer_next() || server_.tell_next()) {
  }
  Json answer;
  for (const std::string& text : server_.take_sent()) {
    Json message = Json::parse(text);
    if (message.contains("id")) {
      CHECK(message["id"] == id);
      answer = std::move(message);
    } else {
      told.push_back(std::move(message));
    }
  }
  return answer;
}

Json Editor::request(const std::string& method, Json params) {
  Json answer = exchange(method, std::move(params));
  INFO(answer.dump());
  REQUIRE(answer.contains("result"));
  return answer["result"];
}

std::string Editor::refusal(const std::string& method, Json params) {
  const Json answer = exchange(method, std::move(params));
  INFO(answer.dump());
  REQUIRE(answer.contains("error"));
  return answer["error"]["message"].get<std::string>();
}

void Editor::notify(const std::string& method, Json params) {
  server_.receive(Json{{"jsonrpc", "2.0"}, {"method", method}, {"params", std::move(params)}}.dump());
  while (server_.answer_next() || server_.tell_next()) {
  }
  for (const std::string& text : server_.take_sent()) told.push_back(Json::parse(text));
}

Json Editor::diagnostics(const std::string& path) const {
  const auto last = std::find_if(told.rbegin(), told.rend(), [&](const Json& one) {
    return one["method"] == "textDocument/publishDiagnostics" && one["params"]["uri"] == uri(path);
  });
  return last == told.rend() ? Json() : (*last)["params"]["diagnostics"];
}

std::string Editor::with(const Json& edits) const {
  const Source source("", text_);
  std::vector<std::pair<std::pair<std::size_t, std::size_t>, std::string>> parts;
  for (const Json& edit : edits)
    parts.push_back({{lsp::offset_of(source, lsp::place_from(edit["range"]["start"])),
                      lsp::offset_of(source, lsp::place_from(edit["range"]["end"]))},
                     edit["newText"].get<std::string>()});
  std::sort(parts.begin(), parts.end());
  std::string result = text_;
  for (auto part = parts.rbegin(); part != parts.rend(); ++part)
    result.replace(part->first.first, part->first.second - part->first.first, part->second);
  return result;
}

}  // namespace boxwright::tests
