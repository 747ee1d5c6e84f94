#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

/// lint/rules.def as a table: the rules that a spec can waive, and those that look at a whole spec.
namespace boxwright::lint {

class Subject;

struct Rule {
  std::string_view name;
  std::string_view subjects;  ///< what an `allow` names
  std::string_view foreign;   ///< ids of the same finding in other linters, some as `kind:id`
  std::string_view doc;
  void (*check)(Subject& subject) = nullptr;  ///< null: it is reported where what it is about is read
};

#define RULE(...)
#define CHECK(function, ...) void function(Subject& subject);
#include "compiler/lint/rules.def"
#undef CHECK
#undef RULE

const std::vector<Rule>& rules();
const Rule* find_rule(std::string_view name);
/// The names of all, for a guess.
std::vector<std::string_view> rule_names();
/// Runs every rule that looks at a whole spec, one that has no errors.
void lint(Subject& subject);
/// Whose ids stand in the column `foreign`.
enum class Linter { hadolint, trivy, checkov };

/// An id of another linter for a rule's findings, or for those about one kind of subject.
struct Foreign {
  std::string_view kind;  ///< `apt`; empty: all
  std::string_view id;
};
/// In the order of the table.
std::vector<Foreign> foreign_ids(const Rule& rule);
/// The same without kinds, each once, with blanks between them.
std::string foreign_list(const Rule& rule);

/// What a linter calls the findings of these rules, sorted. A rule is named by itself or, as `rule:kind`, with the kind
/// of the subject.
std::set<std::string_view> foreign_ids(const std::set<std::string>& rules, Linter linter);
/// The rules as `boxwright help rules` lists them.
std::string help();

}  // namespace boxwright::lint
