// The page of a message: what docs/messages/ says of its code, and of a rule how it is waived.

#include "compiler/driver/code_page.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>

#include "compiler/base/diagnostic.hpp"
#include "compiler/driver/message_page.hpp"
#include "compiler/lint/rules.hpp"

namespace boxwright::driver {

namespace {

/// `UnknownStatement` as `unknown-statement`.
std::string kebab(std::string_view name) {
  std::string result;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isupper(byte) != 0 && !result.empty()) result += '-';
    result += static_cast<char>(std::tolower(byte));
  }
  return result;
}

/// The code that a message is meant by: its own, in any case, or that of the row of this name.
std::string_view code_of(const std::string& name) {
  const std::string low = kebab(name);
  for (const diag::Row& row : diag::rows())
    if (row.code == name || row.name == name || (name.size() == 5 && kebab(row.code) == low)) return row.code;
  for (const diag::Row& row : diag::rows())
    if (kebab(row.name) == name) return row.code;
  return {};
}

std::string waiving(const lint::Rule& rule) {
  const bool with_subject = rule.subjects != "none";
  std::string text =
      fmt::format("\nWaived by `allow {}{} \"why\"` in the image or block it is about{}.\n", rule.name,
                  with_subject ? " SUBJECT…" : "", with_subject ? fmt::format("; a subject is {}", rule.subjects) : "");
  if (!rule.foreign.empty()) text += fmt::format("Other linters call it {}.\n", lint::foreign_list(rule));
  return text;
}

}  // namespace

std::string readable(std::string_view format) {
  std::string text;
  for (std::size_t i = 0; i < format.size(); ++i) {
    const bool twice = i + 1 < format.size() && format[i + 1] == format[i];
    if (format[i] == '{' && !twice) {
      text += "…";
      i = format.find('}', i);
    } else {
      text += format[i];
      if ((format[i] == '{' || format[i] == '}') && twice) ++i;
    }
  }
  return text;
}

std::string code_page(const std::string& name) {
  const std::string_view code = code_of(name);
  std::string text = pages::for_terminal(pages::find(code));
  if (const lint::Rule* const rule = lint::find_rule(code)) text += waiving(*rule);
  return text;
}

std::vector<std::string> message_names() {
  std::vector<std::string> result;
  for (const lint::Rule& rule : lint::rules()) result.emplace_back(rule.name);
  for (const diag::Row& row : diag::rows()) {
    result.emplace_back(row.name);
    result.push_back(kebab(row.name));
  }
  return result;
}

}  // namespace boxwright::driver
