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
      return id.starts_with("DL") || id.starts_with("SC");
    case Linter::trivy:
      return id.starts_with("DS-");
    case Linter::checkov:
      return id.starts_with("CKV");
  }
  return false;
}

}  // namespace

std::vector<Foreign> foreign_ids(const Rule& rule) {
  std::vector<Foreign> result;
  for (std::string_view left = rule.foreign; !left.empty();) {
    const std::string_view one = left.substr(0, left.find(' '));
    const std::size_t colon = one.find(':');
    const bool has_kind = colon != std::string_view::npos;
    result.push_back({has_kind ? one.substr(0, colon) : "", has_kind ? one.substr(colon + 1) : one});
    left.remove_prefix(std::min(one.size() + 1, left.size()));
  }
  return result;
}

std::string foreign_list(const Rule& rule) {
  std::string result;
  std::set<std::string_view> known;
  for (const Foreign& one : foreign_ids(rule))
    if (known.insert(one.id).second) result += (result.empty() ? "" : " ") + std::string(one.id);
  return result;
}

std::set<std::string_view> foreign_ids(const std::set<std::string>& rules, Linter linter) {
  std::set<std::string_view> result;
  for (const std::string_view name : rules) {
    const std::size_t colon = std::min(name.find(':'), name.size());
    const std::string_view kind = name.substr(std::min(colon + 1, name.size()));
    const Rule* rule = find_rule(name.substr(0, colon));
    if (rule == nullptr) continue;
    for (const Foreign& one : foreign_ids(*rule))
      if (is_of(one.id, linter) && (one.kind.empty() || one.kind == kind)) result.insert(one.id);
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
