#include "compiler/lower/test_base.hpp"

#include <fmt/format.h>

#include <set>
#include <string>

namespace boxwright::lower {

namespace {

/// The commands that what the stage says is done with.
std::set<std::string> needed_commands(const spec::Stage& stage) {
  std::set<std::string> result;
  for (const spec::Statement& statement : stage.statements) {
    if (std::holds_alternative<spec::Apt>(statement.fact)) result.insert("apt-get");
    if (std::holds_alternative<spec::Pip>(statement.fact)) result.insert("python3");
  }
  if (stage.is_image && stage.user.uid != 0) result.insert({"groupadd", "useradd"});
  return result;
}

}  // namespace

std::optional<ir::Step> test_of_base(const spec::Stage& stage) {
  if (stage.base.known) return std::nullopt;
  const std::set<std::string> commands = needed_commands(stage);
  if (commands.empty()) return std::nullopt;
  ir::Script script;
  script.text = fmt::format(
      "type {} > /dev/null || {{ echo 'the base lacks one of {}: it is not the Debian system that was assumed; say "
      "what it is in boxwright.bases.json' >&2; exit 1; }}",
      fmt::join(commands, " "), fmt::join(commands, ", "));
  ir::Run run;
  run.commands.emplace_back(std::move(script));
  ir::Effects effects;
  effects.writes = {{ir::Resource::Kind::accounts}, {ir::Resource::Kind::system_packages}};
  return ir::Step{std::move(run), std::move(effects), {{stage.from.span}}, "the base is not known to Boxwright"};
}

}  // namespace boxwright::lower
