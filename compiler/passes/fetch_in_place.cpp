#include "compiler/passes/fetch_in_place.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <utility>

#include "compiler/base/path_text.hpp"
#include "compiler/ir/cost.hpp"
#include "compiler/passes/fetch_commands.hpp"
#include "compiler/resolve/tools.hpp"

namespace boxwright::passes {

namespace {

using ir::Command;
using ir::Step;
using AnyCommand = std::variant<ir::Command, ir::Script>;

std::string parent_of(const std::string& path) { return path.substr(0, std::max<std::size_t>(path.rfind('/'), 1)); }

/// The content of a folder, put into another that may be there already.
void move_content(const std::string& from, const std::string& to, std::vector<AnyCommand>& commands) {
  commands.emplace_back(Command{{"mkdir", "-p", to}, {}});
  commands.emplace_back(Command{{"cp", "-a", from + "/.", to + "/"}, {}});
}

std::vector<AnyCommand> commands_of(const ir::Download& download, const BaseFacts& facts) {
  const std::string url_name = url_file_name(download.url);
  const std::string name = url_name.empty() ? file_name(download.destination) : url_name;
  const std::string path = "/fetched/" + name;
  std::vector<AnyCommand> commands = download_commands(download, path, facts);
  Command remove{{"rm", "-r", "/fetched"}, {}};
  if (download.unpack) {
    for (Command& command : unpack_commands(path, download.strip, facts)) commands.emplace_back(std::move(command));
    move_content("/unpacked", without_last_slash(download.destination), commands);
    remove.words.emplace_back("/unpacked");
  } else {
    const std::string target = download.destination.ends_with('/') ? download.destination + name : download.destination;
    commands.emplace_back(Command{{"mkdir", "-p", parent_of(target)}, {}});
    commands.emplace_back(Command{{"mv", path, target}, {}});
    commands.emplace_back(Command{{"chmod", download.mode.empty() ? "0644" : download.mode, target}, {}});
  }
  if (download.checksum) remove.words.emplace_back("/tmp/sums");
  commands.emplace_back(std::move(remove));
  return commands;
}

std::vector<AnyCommand> commands_of(const ir::Clone& clone, const BaseFacts& facts) {
  std::vector<AnyCommand> commands;
  for (Command& command : clone_commands(clone)) commands.emplace_back(std::move(command));
  for (Command& command : repository_unpack_commands(clone, facts)) commands.emplace_back(std::move(command));
  if (!clone.remove.empty()) commands.emplace_back(remove_command(clone));
  if (clone.pick.empty()) {
    move_content("/source", clone.destination, commands);
  } else {
    for (const std::string& path : clone.pick) {
      commands.emplace_back(Command{{"mkdir", "-p", parent_of(clone.destination + "/" + path)}, {}});
      commands.emplace_back(Command{{"cp", "-a", "/source/" + path, clone.destination + "/" + path}, {}});
    }
  }
  commands.emplace_back(Command{{"rm", "-r", "/source"}, {}});
  return commands;
}

Step install(const std::vector<std::string>& packages, const BaseFacts& facts, const ir::Origin& origin) {
  ir::InstallPackages step;
  step.manager = facts.packages;
  for (const std::string& package : packages) step.packages.push_back({package, "", {}});
  return ir::make_step(std::move(step), origin);
}

/// The step as a RUN of these commands, known by what it was.
void become(Step& step, std::vector<AnyCommand> commands, std::vector<ir::Mount> mounts) {
  step.account = ir::account_of(step);
  ir::Run run;
  run.commands = std::move(commands);
  run.mounts = std::move(mounts);
  step.operation = std::move(run);
}

}  // namespace

void fetch_in_place(ir::Stage& stage, Remarks& remarks) {
  std::vector<Step> result;
  std::set<std::string> installed;
  for (Step& step : stage.steps) {
    std::vector<std::string> packages;
    std::vector<AnyCommand> commands;
    std::vector<ir::Mount> mounts;
    if (const auto* download = std::get_if<ir::Download>(&step.operation)) {
      packages = download_packages(stage.facts, download->secret.has_value());
      if (download->unpack)
        for (std::string& package : unpack_packages(url_file_name(download->url), stage.facts))
          packages.push_back(std::move(package));
      commands = commands_of(*download, stage.facts);
      mounts = download_mounts(*download, stage.facts);
    } else if (const auto* clone = std::get_if<ir::Clone>(&step.operation)) {
      packages = clone_packages(stage.facts, clone->lfs);
      commands = commands_of(*clone, stage.facts);
    }
    std::vector<std::string> missing;
    for (const std::string& package : packages)
      if (installed.insert(package).second) missing.push_back(package);
    if (!missing.empty()) result.push_back(install(missing, stage.facts, step.origin));
    if (!commands.empty()) {
      remarks.passed(step.origin, "is fetched in the image itself, whose profile allows no further stage");
      become(step, std::move(commands), std::move(mounts));
    }
    result.push_back(std::move(step));
  }
  stage.steps = std::move(result);
}

}  // namespace boxwright::passes
