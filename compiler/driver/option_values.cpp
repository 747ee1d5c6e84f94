#include "compiler/driver/option_values.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "compiler/backends/backend.hpp"
#include "compiler/base/edit_distance.hpp"
#include "compiler/driver/compile.hpp"
#include "compiler/lint/rules.hpp"
#include "compiler/passes/passes.hpp"

namespace boxwright::driver {

std::string wrong_pass(const std::vector<std::string>& disabled, const std::string& print_after) {
  std::vector<std::string> names = disabled;
  if (!print_after.empty()) names.push_back(print_after);
  for (const std::string& name : names) {
    if (passes::find_pass(name) != nullptr) continue;
    std::vector<std::string_view> known;
    for (const passes::Pass& pass : passes::pipeline()) known.push_back(pass.name);
    const auto guess = closest(name, known);
    return fmt::format("there is no pass `{}`{}", name, guess ? fmt::format("; did you mean `{}`?", *guess) : "");
  }
  for (const std::string& name : disabled)
    if (passes::find_pass(name)->kind == passes::Kind::instructions)
      return fmt::format("the pass `{}` cannot be left out: without it there is nothing to write", name);
  return {};
}

std::string wrong_setting(const std::vector<std::string>& settings) {
  std::set<std::string> names;
  for (const std::string& setting : settings) {
    const std::size_t equals = setting.find('=');
    if (equals == std::string::npos || equals == 0) return fmt::format("`--set {}`: write `--set NAME=VALUE`", setting);
    const std::string name = setting.substr(0, equals);
    if (!names.insert(name).second) return fmt::format("`--set` gives `{}` two values", name);
  }
  return {};
}

std::string wrong_rule(const std::vector<std::string>& denied, const std::vector<std::string>& allowed) {
  const auto problem = [](const std::string& option, const std::string& name) -> std::string {
    if (lint::find_rule(name) != nullptr) return {};
    if (option == "deny" && name == all_warnings) return {};
    if (name == all_warnings) return "`--allow` takes rules, one by one; `boxwright help rules` lists them";
    std::vector<std::string_view> known;
    for (const lint::Rule& rule : lint::rules()) known.push_back(rule.name);
    if (option == "deny") known.push_back(all_warnings);
    const auto guess = closest(name, known);
    return fmt::format("`--{}={}`: there is no rule `{}`{}; `boxwright help rules` lists them", option, name, name,
                       guess ? fmt::format("; did you mean `{}`?", *guess) : "");
  };
  for (const std::string& name : denied)
    if (std::string error = problem("deny", name); !error.empty()) return error;
  for (const std::string& name : allowed) {
    if (std::string error = problem("allow", name); !error.empty()) return error;
    if (std::find(denied.begin(), denied.end(), name) != denied.end())
      return fmt::format("`--deny` and `--allow` both name `{}`", name);
  }
  return {};
}

std::string wrong_backend(const std::vector<std::string>& emitted) {
  std::vector<std::string_view> known;
  for (const backends::Backend& backend : backends::backends())
    if (!backend.by_default) known.push_back(backend.name);
  for (const std::string& name : emitted) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    if (backends::find_backend(name) != nullptr) return fmt::format("`{}` is written anyway", name);
    const auto guess = closest(name, known);
    return fmt::format("--emit takes {}, and no `{}`{}", fmt::join(known, ", "), name,
                       guess ? fmt::format("; did you mean `{}`?", *guess) : "");
  }
  return {};
}

}  // namespace boxwright::driver
