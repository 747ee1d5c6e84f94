#include "compiler/lint/rules.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace boxwright::lint {

const std::vector<Rule>& rules() {
  static const std::vector<Rule> table{
#define RULE(name, subjects, foreign, doc) {name, subjects, foreign, doc},
#define CHECK(function, name, subjects, foreign, doc) {name, subjects, foreign, doc, function},
#include "compiler/lint/rules.def"
#undef CHECK
#undef RULE
  };
  return table;
}

const Rule* find_rule(std::string_view name) {
  const auto found = std::find_if(rules().begin(), rules().end(), [&](const Rule& rule) { return rule.name == name; });
  return found == rules().end() ? nullptr : &*found;
}

void lint(Subject& subject) {
  for (const Rule& rule : rules())
    if (rule.check != nullptr) rule.check(subject);
}

std::vector<std::string_view> rule_names() {
  std::vector<std::string_view> result;
  for (const Rule& rule : rules()) result.push_back(rule.name);
  return result;
}

std::string help() {
  std::string result =
      "Rules, each waived by `allow RULE SUBJECT… \"reason\"` in an image or block; `boxwright help RULE` says "
      "more\n\n";
  for (const Rule& rule : rules())
    result += fmt::format("  {:<22} {}\n  {:<22} subjects: {}\n", rule.name, rule.doc, "", rule.subjects);
  return result;
}

}  // namespace boxwright::lint
