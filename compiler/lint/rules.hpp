#pragma once

#include <string>
#include <string_view>
#include <vector>

/// lint/rules.def as a table: the rules that a spec can waive.
namespace boxwright::lint {

struct Rule {
  std::string_view name;
  std::string_view subjects;  ///< what an `allow` names
  std::string_view foreign;   ///< ids of the same finding in other linters
  std::string_view doc;
};

const std::vector<Rule>& rules();
const Rule* find_rule(std::string_view name);
/// The rules as `boxwright help rules` lists them.
std::string help();

}  // namespace boxwright::lint
