// The page of a message's code. What a message says is diagnostics.def's, what a rule is about is rules.def's, and the
// examples in stdlib/messages.txt are what the compiler gives for a spec of the tests, with the mends that it knows.

#include "compiler/driver/code_page.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>

#include "compiler/base/diagnostic.hpp"
#include "compiler/base/stdlib.hpp"
#include "compiler/lint/rules.hpp"

namespace boxwright::driver {

namespace {

/// A message's format as a sentence: `…` where a report puts its words.
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

/// The lines of stdlib/messages.txt below the name of a message.
std::string_view example(std::string_view name) {
  const std::string_view text = stdlib::text("messages.txt");
  const std::string head = fmt::format("# {}\n", name);
  const std::size_t begin = text.find(head);
  if (begin == std::string_view::npos) return {};
  const std::string_view rest = text.substr(begin + head.size());
  return rest.substr(0, std::min(rest.find("\n# "), rest.size() - 1) + 1);
}

std::string indented(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    result += "    " + std::string(text.substr(0, end));
    text.remove_prefix(end);
  }
  return result;
}

std::string rule_page(const lint::Rule& rule) {
  std::string text = fmt::format("{}\n\n  {}.\n  Waived by `allow {}{} \"why\"` in the image or block it is about",
                                 rule.name, rule.doc, rule.name, rule.subjects == "none" ? "" : " SUBJECT…");
  text += rule.subjects == "none" ? ".\n" : fmt::format("; a subject is {}.\n", rule.subjects);
  if (!rule.foreign.empty()) text += fmt::format("  Other linters call it {}.\n", rule.foreign);
  return text;
}

}  // namespace

std::string code_page(const std::string& code) {
  std::string wanted = code;
  const bool is_number = code.size() == 5 && std::isdigit(static_cast<unsigned char>(code[1])) != 0;
  if (is_number) wanted[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(code[0])));

  const lint::Rule* rule = lint::find_rule(wanted);
  std::string text = rule != nullptr ? rule_page(*rule) : "";
  for (const diag::Row& row : diag::rows()) {
    if (row.code != wanted) continue;
    if (text.empty()) text = wanted + "\n";
    text += fmt::format("\n  {}\n\n{}", readable(row.format), indented(example(row.name)));
  }
  return text;
}

}  // namespace boxwright::driver
