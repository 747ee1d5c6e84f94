// Rule `two-managers`: one thing from two package managers. Which of them wins is a matter of paths and order, and one
// of the copies is never used.
#include <algorithm>
#include <map>

#include "compiler/lint/image_packages.hpp"
#include "compiler/lint/rules.hpp"
#include "compiler/lint/subject.hpp"

namespace boxwright::lint {

namespace {

struct Asked {
  std::string manager;
  Span span;
};

/// A Python package's name as all managers agree on it (PEP 503).
std::string normal(std::string_view name) {
  std::string result;
  for (const unsigned char c : name) {
    const char lower = c == '_' || c == '.' ? '-' : static_cast<char>(std::tolower(c));
    if (lower != '-' || result.empty() || result.back() != '-') result += lower;
  }
  return result;
}

void check_conda(Subject& subject, const spec::Stage& stage) {
  std::map<std::string, Asked> seen;
  const auto ask = [&](const std::string& name, const std::string& manager, Span span) {
    if (name.empty() || name == "python" || name == "pip") return;
    const auto [first, is_new] = seen.emplace(name, Asked{manager, span});
    if (is_new || first->second.manager == manager || subject.waived("two-managers", name, span)) return;
    subject.report(diag::TwoManagers, span, name, first->second.manager, manager)
        .label(first->second.span, "by `" + first->second.manager + "` here")
        .note("leave it to one of them; where both are used, conda first and pip for what conda lacks");
  };
  for (const spec::Statement& statement : stage.statements) {
    if (const auto* conda = std::get_if<spec::Conda>(&statement.fact)) {
      for (const std::string& package : conda->packages)
        ask(normal(package.substr(package.rfind(':') + 1)
                       .substr(0, package.substr(package.rfind(':') + 1).find_first_of("=<>! "))),
            "conda", statement.span);
    } else if (const auto* pip = std::get_if<spec::Pip>(&statement.fact); pip != nullptr && !pip->remove) {
      for (const std::string& requirement : pip->requirements)
        ask(normal(requirement.substr(0, requirement.find_first_of("=<>!~[ ;@"))), "pip", statement.span);
    }
  }
}

/// `python3-numpy` is for the distribution's own Python. An image whose Python came otherwise never sees it.
void check_distribution(Subject& subject, const spec::Stage& stage) {
  const bool sees_both = std::any_of(stage.statements.begin(), stage.statements.end(), [](const spec::Statement& one) {
    const auto* python = std::get_if<spec::Python>(&one.fact);
    return python != nullptr && python->system_packages;
  });
  if (!stage.python || stage.python->from_archive || !stage.base.known || sees_both) return;
  for (const spec::Statement& statement : stage.statements) {
    const auto* apt = std::get_if<spec::Apt>(&statement.fact);
    if (apt == nullptr || apt->remove || apt->manager != "apt") continue;
    for (const spec::Package& package : apt->packages) {
      if (!package.name.starts_with("python3-") || package.name == "python3-pip" || package.name == "python3-venv" ||
          package.name == "python3-dev")
        continue;
      const std::string name = package.name.substr(8);
      if (subject.waived("two-managers", name, package.span)) continue;
      subject.report(diag::OtherPythonsPackage, package.span, package.name, stage.python->command)
          .note("write `pip " + name + "==VERSION`, or take the distribution's Python: `from debian:…`");
    }
  }
}

}  // namespace

void two_managers(Subject& subject) {
  for (const spec::Stage& stage : subject.spec().stages) {
    check_conda(subject, stage);
    check_distribution(subject, stage);
  }
}

}  // namespace boxwright::lint
