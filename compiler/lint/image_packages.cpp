#include "compiler/lint/image_packages.hpp"

#include <algorithm>
#include <set>

namespace boxwright::lint {

std::vector<KeptPackage> kept_packages(const Subject& subject) {
  std::vector<KeptPackage> result;
  std::set<const spec::Stage*> seen;
  for (const spec::Image& image : subject.spec().images) {
    for (const spec::Stage* stage : subject.layers_of(image)) {
      if (!seen.insert(stage).second) continue;
      for (const spec::Statement& statement : stage->statements) {
        const auto* apt = std::get_if<spec::Apt>(&statement.fact);
        if (apt == nullptr || apt->remove || apt->build) continue;
        for (const spec::Package& package : apt->packages) result.push_back({stage, &statement, apt, &package});
      }
    }
  }
  return result;
}

bool installs(const Subject& subject, const spec::Stage& stage, std::string_view package) {
  for (const spec::Stage* one : subject.with_bases(&stage)) {
    const bool has = std::any_of(one->statements.begin(), one->statements.end(), [&](const spec::Statement& statement) {
      const auto* apt = std::get_if<spec::Apt>(&statement.fact);
      return apt != nullptr && !apt->remove &&
             std::any_of(apt->packages.begin(), apt->packages.end(),
                         [&](const spec::Package& p) { return p.name == package; });
    });
    if (has) return true;
  }
  return false;
}

std::vector<Named> named_packages(const Subject& subject, std::string_view rule,
                                  const std::function<bool(const std::string& name)>& is_meant) {
  std::vector<Named> result;
  for (const KeptPackage& one : kept_packages(subject)) {
    if (!is_meant(one.package->name)) continue;
    const std::string manager =
        one.install->manager == "microdnf" || one.install->manager == "yum" ? "dnf" : one.install->manager;
    if (subject.waived(rule, manager + "/" + one.package->name, one.statement->span)) continue;
    if (result.empty() || result.back().statement != one.statement) result.push_back({one.statement, one.install, {}});
    result.back().names.push_back(one.package->name);
  }
  return result;
}

}  // namespace boxwright::lint
