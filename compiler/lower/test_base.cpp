#include "compiler/lower/test_base.hpp"

#include <fmt/format.h>

#include <set>
#include <string>
#include <vector>

namespace boxwright::lower {

namespace {

/// The commands that what the stage says is done with.
std::set<std::string> needed_commands(const spec::Stage& stage) {
  const std::string& manager = stage.base.packages;
  std::set<std::string> result;
  for (const spec::Statement& statement : stage.statements) {
    if (std::holds_alternative<spec::Apt>(statement.fact)) result.insert(manager == "apt" ? "apt-get" : manager);
    if (std::holds_alternative<spec::Deb>(statement.fact)) result.insert("apt-get");
    if (std::holds_alternative<spec::Pip>(statement.fact))
      result.insert(stage.base.python ? stage.base.python->command : "python3");
    if (std::holds_alternative<spec::Npm>(statement.fact)) result.insert("npm");
    if (std::holds_alternative<spec::Patch>(statement.fact) && !stage.base.python && stage.base.has_tool("perl"))
      result.insert("perl");
  }
  if (stage.is_image && stage.user.uid != 0 && !stage.user.base) {
    if (stage.base.has_tool("useradd")) result.insert({"groupadd", "useradd"});
    if (stage.base.has_tool("adduser") && !stage.base.has_tool("useradd")) result.insert({"addgroup", "adduser"});
  }
  return result;
}

/// What is to hold of a base that nobody knows: tests that a shell understands.
std::vector<std::string> tests_of(const spec::Stage& stage) {
  std::vector<std::string> result;
  if (const auto commands = needed_commands(stage); !commands.empty())
    result.push_back(fmt::format("type {} > /dev/null", fmt::join(commands, " ")));
  if (stage.base.like.empty()) return result;
  if (stage.base.user.uid == 0) result.emplace_back("test \"$(id -u)\" = 0");
  if (stage.base.family == "debian" && !stage.base.release.empty())
    result.push_back(fmt::format("grep -q '^VERSION_CODENAME={}$' /etc/os-release", stage.base.release));
  if (const auto& python = stage.base.python; python && !python->version.empty()) {
    std::string version = python->version;
    version.replace(version.find('.'), 1, ", ");
    result.push_back(
        fmt::format("{} -c 'import sys; sys.exit(sys.version_info[:2] != ({}))'", python->command, version));
  }
  return result;
}

/// What the first step says where it does not hold.
std::string complaint(const spec::Stage& stage) {
  if (!stage.base.like.empty()) return fmt::format("the base is not like {}, as the spec says of it", stage.base.like);
  return fmt::format(
      "the base lacks one of {}: it is not the Debian system that was assumed; say what it is in "
      "boxwright.bases.json",
      fmt::join(needed_commands(stage), ", "));
}

}  // namespace

std::optional<ir::Step> test_of_base(const spec::Stage& stage) {
  if (stage.base.known && stage.base.like.empty()) return std::nullopt;
  if (stage.base.sh.empty()) return std::nullopt;
  const std::vector<std::string> tests = tests_of(stage);
  if (tests.empty()) return std::nullopt;
  ir::Script script;
  script.text = fmt::format("{{ {}; }} || {{ echo '{}' >&2; exit 1; }}", fmt::join(tests, " && "), complaint(stage));
  if (tests.size() == 1)
    script.text = fmt::format("{} || {{ echo '{}' >&2; exit 1; }}", tests.front(), complaint(stage));
  ir::Run run;
  run.commands.emplace_back(std::move(script));
  ir::Effects effects;
  effects.writes = {{ir::Resource::Kind::accounts}, {ir::Resource::Kind::system_packages}};
  return ir::Step{std::move(run), std::move(effects), {{stage.from.span}}, "the base is not known to Boxwright"};
}

}  // namespace boxwright::lower
