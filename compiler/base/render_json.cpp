// A diagnostic for tools. What is no UTF-8 (a file name can be anything) becomes U+FFFD, so that every line is JSON.

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "compiler/base/display.hpp"
#include "compiler/base/render.hpp"

namespace boxwright::render {

namespace {

using Json = nlohmann::ordered_json;

/// `file`, `line`, `column`, `end_line`, `end_column`; null where a diagnostic is about no place at all.
void add_place(Json& object, Span span, const Sources& sources) {
  if (span.file >= sources.size()) {
    for (const char* key : {"file", "line", "column", "end_line", "end_column"}) object[key] = nullptr;
    return;
  }
  const Source& source = sources[span.file];
  const Position begin = source.position(span.begin);
  const Position end = source.position(span.end);
  object["file"] = source.name();
  object["line"] = begin.line;
  object["column"] = begin.column;
  object["end_line"] = end.line;
  object["end_column"] = end.column;
}

Json labels_of(const Diagnostic& diagnostic, const Sources& sources) {
  Json result = Json::array();
  for (const Label& label : diagnostic.labels) {
    Json object;
    add_place(object, label.span, sources);
    object["text"] = label.text;
    result.push_back(std::move(object));
  }
  return result;
}

Json fixes_of(const Diagnostic& diagnostic, const Sources& sources) {
  Json result = Json::array();
  for (const Fix& fix : diagnostic.fixes) {
    Json object;
    object["title"] = fix.title;
    add_place(object, fix.span, sources);
    object["replacement"] = fix.replacement;
    object["certain"] = fix.certain;
    result.push_back(std::move(object));
  }
  return result;
}

}  // namespace

std::string safe_json(std::string_view json) {
  std::string result;
  while (!json.empty()) {
    const std::size_t plain = std::min(json.find_first_of("\x7F\xC2\xE2"), json.size());
    result += json.substr(0, plain);
    json.remove_prefix(plain);
    if (json.empty()) break;
    const display::CodePoint next = display::first_code_point(json);
    result += next.harmful ? fmt::format("\\u{:04x}", next.code) : std::string(json.substr(0, next.bytes));
    json.remove_prefix(next.bytes);
  }
  return result;
}

std::string json(const Diagnostic& diagnostic, const Sources& sources) {
  Json object;
  object["code"] = diagnostic.code;
  object["severity"] = word(diagnostic.severity);
  if (!diagnostic.kind.empty()) object["kind"] = diagnostic.kind;
  object["message"] = diagnostic.message;
  add_place(object, diagnostic.span, sources);
  object["labels"] = labels_of(diagnostic, sources);
  object["notes"] = diagnostic.notes;
  object["fix"] = fixes_of(diagnostic, sources);
  return safe_json(object.dump(-1, ' ', false, Json::error_handler_t::replace));
}

}  // namespace boxwright::render
