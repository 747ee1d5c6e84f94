// Rule `dropped-path`: `env PATH=/opt/tool/bin` takes away every program of the base, `PYTHONPATH` every package that
// the base put there.
#include <algorithm>
#include <array>

#include "compiler/lint/rules.hpp"
#include "compiler/lint/subject.hpp"

namespace boxwright::lint {

void dropped_path(Subject& subject) {
  constexpr std::array<std::string_view, 6> lists{"PATH",    "PYTHONPATH", "LD_LIBRARY_PATH",
                                                  "MANPATH", "R_LIBS",     "NODE_PATH"};
  for (const spec::Stage& stage : subject.spec().stages) {
    for (const spec::Variable& variable : stage.variables) {
      if (variable.kind == spec::Variable::Kind::argument || !variable.value) continue;
      if (std::find(lists.begin(), lists.end(), variable.name) == lists.end()) continue;
      const auto used = variable.value->variables();
      if (std::find(used.begin(), used.end(), variable.name) != used.end()) continue;
      const std::string value = variable.value->display();
      const bool complete = variable.name == "PATH" && value.find("/usr/bin") != std::string::npos &&
                            (":" + value + ":").find(":/bin:") != std::string::npos;
      const bool of_base = variable.name == "PATH" ? stage.from.kind != spec::From::Kind::scratch
                                                   : stage.base.env.contains(variable.name);
      if (complete || !of_base || subject.waived("dropped-path", variable.name, variable.span)) continue;
      subject.report(diag::DroppedPath, variable.span, variable.name)
          .note("write `env " + variable.name + "=" + value + ":${" + variable.name + "}`");
    }
  }
}

}  // namespace boxwright::lint
