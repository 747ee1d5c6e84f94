// Rule `system-upgrade`: an upgrade of everything makes two builds of one spec differ, and stores every upgraded file
// twice. A newer base brings the same, once and for everybody.
#include <algorithm>
#include <array>

#include "compiler/lint/commands.hpp"
#include "compiler/lint/rules.hpp"
#include "compiler/lint/subject.hpp"

namespace boxwright::lint {

namespace {

bool upgrades_all(const Call& call) {
  constexpr std::array<std::string_view, 7> managers{"apt-get", "apt", "aptitude", "apk", "dnf", "microdnf", "yum"};
  constexpr std::array<std::string_view, 5> verbs{"upgrade", "dist-upgrade", "full-upgrade", "safe-upgrade",
                                                  "distro-sync"};
  const std::string_view verb = call.verb();
  const bool rpm = call.program == "dnf" || call.program == "microdnf" || call.program == "yum";
  if (std::find(managers.begin(), managers.end(), call.program) == managers.end()) return false;
  const bool upgrade = std::find(verbs.begin(), verbs.end(), verb) != verbs.end() || (rpm && verb == "update");
  return upgrade && call.operands().empty();
}

}  // namespace

void system_upgrade(Subject& subject) {
  for (const ShellText& text : subject.texts()) {
    for (const Call& call : text.calls) {
      if (!upgrades_all(call)) continue;
      const std::string what = call.program + " " + std::string(call.verb());
      const Span place = subject.place(text, *call.command);
      if (subject.waived("system-upgrade", what, place)) continue;
      subject.report(diag::SystemUpgrade, place, what)
          .note("take a newer base; one package that has to be newer is named: `apt PACKAGE=VERSION`");
    }
  }
}

}  // namespace boxwright::lint
