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

namespace {

bool is_of(std::string_view id, Linter linter) {
  switch (linter) {
    case Linter::hadolint:
      return id.starts_with("DL");
    case Linter::trivy:
      return id.starts_with("DS-");
    case Linter::checkov:
      return id.starts_with("CKV");
  }
  return false;
}

}  // namespace

std::set<std::string_view> foreign_ids(const std::set<std::string>& rules, Linter linter) {
  std::set<std::string_view> result;
  for (const std::string& name : rules) {
    const Rule* rule = find_rule(name);
    std::string_view ids = rule == nullptr ? "" : rule->foreign;
    while (!ids.empty()) {
      const std::string_view id = ids.substr(0, ids.find(' '));
      if (is_of(id, linter)) result.insert(id);
      ids.remove_prefix(std::min(id.size() + 1, ids.size()));
    }
  }
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
