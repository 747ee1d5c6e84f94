// The programs of `separate-build`, which run in the stage that builds.
#include <fmt/core.h>

#include "compiler/passes/separate_build.hpp"

namespace boxwright::passes {

std::string noting_program() {
  return "import importlib.metadata as m; [print(d.metadata['Name'], d.version) for d in m.distributions()]";
}

std::string checking_program() {
  return fmt::format(
      "import importlib.metadata as m, sys; "
      "lost = set(open('{}').read().splitlines()) - {{d.metadata['Name'] + ' ' + d.version for d in "
      "m.distributions()}}; "
      "lost and sys.exit('pip has replaced what the base brings: ' + ', '.join(sorted(lost)) + '. Give the spec a "
      "Python "
      "of its own: python(venv=/opt/python)')",
      noted_packages);
}

std::string collecting_program(const std::string& prefix) {
  return fmt::format(
      "import importlib.metadata as m, os, shutil; base = open('{}').read().splitlines(); os.makedirs('{}{}'); "
      "[(os.makedirs(os.path.dirname('{}' + p), exist_ok=True), shutil.copy2(p, '{}' + p)) for d in m.distributions() "
      "if d.metadata['Name'] + ' ' + d.version not in base for p in map(os.path.normpath, map(d.locate_file, d.files)) "
      "if os.path.exists(p)]",
      noted_packages, collected_packages, prefix, collected_packages, collected_packages);
}

}  // namespace boxwright::passes
