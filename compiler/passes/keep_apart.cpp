// Two RUNs of one command each, side by side, look like an oversight (hadolint DL3059). Where they are two on purpose,
// one of them says so:
//
//     RUN make; RUN make install    →    RUN make; RUN set -eu; make install
#include "compiler/passes/passes.hpp"
#include "compiler/shell/shell.hpp"

namespace boxwright::passes {

namespace {

using ir::Run;

/// As a linter counts: a script's commands with those inside of it.
bool is_one_command(const Run& run) {
  if (run.commands.size() != 1) return false;
  const auto* script = std::get_if<ir::Script>(run.commands.data());
  return script == nullptr || shell::parse(script->text).commands.size() < 2;
}

/// Does nothing tell one RUN from the next: flags, or another USER or WORKDIR between them? `folder` is where the last
/// WORKDIR led.
bool looks_like_one(const Run& first, const Run& second, const std::string& folder, ir::Dialect dialect) {
  if (first.user != second.user || first.mounts != second.mounts) return false;
  if (dialect != ir::Dialect::portable && first.network != second.network) return false;
  if (!second.directory.empty() && second.directory != folder) return false;
  return is_one_command(first) && is_one_command(second);
}

/// Of two that look like one a command of the user's own says that it stands by itself, where one of them is.
void mark(std::vector<ir::Step>& steps, ir::Dialect dialect) {
  Run* last = nullptr;  // straight in front
  std::string folder;
  for (ir::Step& step : steps) {
    auto* run = std::get_if<Run>(&step.operation);
    if (run != nullptr && last != nullptr && looks_like_one(*last, *run, folder, dialect)) {
      const bool own = std::holds_alternative<ir::Script>(run->commands.front());
      const bool last_own = std::holds_alternative<ir::Script>(last->commands.front());
      (own || !last_own ? run : last)->apart = true;
    }
    if (run != nullptr && !run->directory.empty()) folder = run->directory;
    last = run;
  }
}

}  // namespace

void keep_apart(ir::Module& module, Context& /*unused*/) {
  for (ir::Stage& stage : module.stages)
    if (stage.profile.empty()) mark(stage.steps, module.dialect);  // a profile may ask for a line as it is written
}

}  // namespace boxwright::passes
