#include "compiler/passes/fetch_in_place.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "compiler/base/path_text.hpp"
#include "compiler/ir/cost.hpp"
#include "compiler/passes/fetch_commands.hpp"
#include "compiler/passes/language_commands.hpp"
#include "compiler/passes/model_commands.hpp"
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
    std::set<std::string> made;
    for (const std::string& path : clone.pick) {
      const std::string folder = parent_of(clone.destination + "/" + path);
      if (made.insert(folder).second) commands.emplace_back(Command{{"mkdir", "-p", folder}, {}});
      commands.emplace_back(Command{{"cp", "-a", "/source/" + path, clone.destination + "/" + path}, {}});
    }
  }
  commands.emplace_back(Command{{"rm", "-r", "/source"}, {}});
  return commands;
}

/// The hub's client is there for the one step.
std::vector<AnyCommand> commands_of_model(const ir::Download& model, const BaseFacts& facts) {
  std::vector<AnyCommand> commands;
  for (Command& command : install_hub_client(facts)) commands.emplace_back(std::move(command));
  for (AnyCommand& command : model_commands(model, facts)) commands.push_back(std::move(command));
  move_content("/weights", without_last_slash(model.destination), commands);
  commands.emplace_back(Command{{"rm", "-r", "/weights", "/opt/huggingface_hub", "/tmp/huggingface_hub.txt"}, {}});
  return commands;
}

/// uv is there for the one step.
std::vector<AnyCommand> commands_of(const ir::BringPython& python, const BaseFacts& facts) {
  std::vector<AnyCommand> commands = bring_commands(python, facts.python ? facts.python->pip : "python3 -m pip");
  commands.emplace_back(UvTool::remove());
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

/// How a step is done in the image itself.
struct InPlace {
  std::vector<std::string> packages{};  ///< that have to be there
  std::vector<AnyCommand> commands{};   ///< none: as it is
  std::vector<ir::Mount> mounts{};
};

InPlace in_place(const ir::Download& download, const BaseFacts& facts) {
  if (download.is_model()) {
    InPlace result{model_packages(facts), commands_of_model(download, facts)};
    if (download.secret) result.mounts.push_back(ir::secret_mount(*download.secret));
    return result;
  }
  InPlace result{download_packages(facts, download.secret.has_value()), commands_of(download, facts),
                 download_mounts(download, facts)};
  if (download.unpack)
    for (std::string& package : unpack_packages(url_file_name(download.url), facts))
      result.packages.push_back(std::move(package));
  return result;
}

InPlace in_place(const ir::Clone& clone, const BaseFacts& facts) {
  InPlace result{clone_packages(facts, clone.lfs), commands_of(clone, facts)};
  for (const ir::Unpacking& unpacking : clone.unpack)
    for (std::string& package : unpack_packages(unpacking.archive, facts))
      result.packages.push_back(std::move(package));
  return result;
}

InPlace in_place(const ir::BringPython& python, const BaseFacts& facts) {
  return {pip_packages(facts), commands_of(python, facts)};
}

/// A WORKDIR would be one for whatever comes behind it; as there, the folder is made where it is missing.
/// Nobody leaves the base's own, so nobody has to go back there.
void enter_folder(ir::Run& run, const std::string& home) {
  if (run.directory == home) run.directory.clear();
  if (run.directory.empty()) return;
  const std::array<Command, 2> enter{Command{{"mkdir", "-p", run.directory}, {}}, Command{{"cd", run.directory}, {}}};
  run.commands.insert(run.commands.begin(), enter.begin(), enter.end());
  run.directory.clear();
}

template <class Other>
InPlace in_place(const Other& /*operation*/, const BaseFacts& /*facts*/) {
  return {};
}

}  // namespace

void fetch_in_place(ir::Stage& stage, Remarks& remarks) {
  std::vector<Step> result;
  std::set<std::string> installed;
  for (Step& step : stage.steps) {
    InPlace made = std::visit([&](const auto& operation) { return in_place(operation, stage.facts); }, step.operation);
    std::vector<std::string> missing;
    for (const std::string& package : made.packages)
      if (installed.insert(package).second) missing.push_back(package);
    if (!missing.empty()) result.push_back(install(missing, stage.facts, step.origin));
    if (auto* run = std::get_if<ir::Run>(&step.operation)) enter_folder(*run, stage.facts.workdir);
    if (!made.commands.empty()) {
      remarks.passed(step.origin, "is fetched in the image itself, whose profile allows no further stage");
      become(step, std::move(made.commands), std::move(made.mounts));
    }
    result.push_back(std::move(step));
  }
  stage.steps = std::move(result);
  if (stage.configuration.workdir == stage.facts.workdir) stage.configuration.workdir.clear();
}

}  // namespace boxwright::passes
