#include "compiler/passes/language_commands.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "compiler/resolve/pythons.hpp"

namespace boxwright::passes {

using ir::Caches;
using ir::Command;

std::vector<Text> split_words(std::string_view text) {
  std::vector<Text> result;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) result.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return result;
}

namespace {

constexpr const char* uv_folder = "/opt/uv";
constexpr const char* uv_requirement = "/opt/uv.txt";
constexpr const char* npm_cache = "/tmp/npm-cache";

void append(Command& command, std::initializer_list<std::string_view> words) {
  for (const std::string_view word : words) command.words.emplace_back(word);
}

}  // namespace

std::vector<Command> UvTool::bring(const std::string& pip, Caches caches) {
  // pip takes sums from a file only.
  Command requirement{{"printf", "%s ", "uv==" + uv().version}, Text(uv_requirement)};
  for (const std::string& sum : uv().sums) requirement.words.emplace_back("--hash=sha256:" + sum);
  Command install{split_words(pip), {}};
  append(install, {"install"});
  if (caches == Caches::cleaned) append(install, {"--no-cache-dir"});
  if (caches == Caches::mounted) append(install, {"--cache-dir=/root/.cache/pip"});
  append(install, {"--no-deps", "--only-binary=:all:", "--require-hashes"});
  install.words.emplace_back(std::string("--target=") + uv_folder);
  install.words.emplace_back(std::string("--requirement=") + uv_requirement);
  return {requirement, install};
}

Command UvTool::remove() { return {{"rm", "-r", uv_folder, uv_requirement}, {}}; }

ir::Mount cache_mount(const std::string& id, const std::string& target, bool locked) {
  ir::Mount mount;
  mount.kind = ir::Mount::Kind::cache;
  mount.id = id;
  mount.target = target;
  mount.locked = locked;
  return mount;
}

std::vector<std::variant<Command, ir::Script>> bring_commands(const ir::BringPython& python, const std::string& pip) {
  std::vector<std::variant<Command, ir::Script>> result;
  for (Command& command : UvTool::bring(pip, Caches::cleaned)) result.emplace_back(std::move(command));
  result.emplace_back(Command{{UvTool::program, "python", "install", "--no-bin", "--no-cache",
                               "--install-dir=" + python.folder, python.version},
                              {}});
  // Its folder is named by the architecture too, and the shell has to see the pattern without quotes.
  result.emplace_back(
      ir::Script{fmt::format("ln -s {0}/cpython-{1}-* {0}/cpython", python.folder, python.version), true, false});
  // What uv keeps for itself; its lock is everybody's to write.
  Command tidy{{"rm", "-rf"}, {}};
  for (const char* name : {"/.gitignore", "/.lock", "/.temp"}) tidy.words.emplace_back(python.folder + name);
  result.emplace_back(std::move(tidy));
  return result;
}

Command sync_command(const ir::SyncProject& sync, const std::string& project) {
  Command command{{UvTool::program, "sync", "--frozen"}, {}, {{"UV_PROJECT_ENVIRONMENT", sync.prefix}}};
  if (sync.source.empty()) append(command, {sync.workspace ? "--no-install-workspace" : "--no-install-project"});
  // What else is in the environment stays, and no other Python comes in.
  append(command, {"--inexact", "--no-python-downloads", "--link-mode=copy"});
  if (sync.caches == Caches::cleaned) append(command, {"--no-cache"});
  if (sync.caches == Caches::mounted) append(command, {"--cache-dir=/root/.cache/uv"});
  if (sync.no_dev) append(command, {"--no-dev"});
  for (const std::string& extra : sync.extras) command.words.emplace_back("--extra=" + extra);
  command.words.emplace_back("--python=" + sync.interpreter);
  command.words.emplace_back("--project=" + project);
  return command;
}

std::vector<Command> conda_commands(const ir::CondaInstall& install, const std::string& file) {
  Command command{{install.tool}, {}};
  const bool by_file = !file.empty();
  // micromamba has no `env` commands: it takes a file where it takes packages.
  if (by_file && install.tool != "micromamba") {
    append(command, {"env", install.create ? "create" : "update"});
  } else {
    append(command, {install.create ? "create" : "install", "--yes"});
  }
  command.words.emplace_back("--name=" + (install.environment.empty() ? "base" : install.environment));
  if (!install.channels.empty()) append(command, {"--override-channels"});
  for (const std::string& channel : install.channels) command.words.emplace_back("--channel=" + channel);
  if (by_file) command.words.emplace_back("--file=" + file);
  for (const std::string& package : install.packages) command.words.emplace_back(package);
  std::vector<Command> result{std::move(command)};
  if (install.caches == Caches::cleaned) result.push_back({{install.tool, "clean", "-afy"}, {}});
  return result;
}

std::vector<Command> npm_commands(const ir::NpmInstall& install) {
  Command command{{"npm"}, {}};
  if (install.directory.empty()) {
    append(command, {"install", "--global"});
  } else {
    append(command, {"ci", install.development ? "--include=dev" : "--omit=dev"});
    command.words.emplace_back("--prefix=" + install.directory);
  }
  append(command, {"--no-fund", "--no-audit"});
  if (!install.registry.empty()) command.words.emplace_back("--registry=" + install.registry);
  if (install.caches == Caches::cleaned) command.words.emplace_back(std::string("--cache=") + npm_cache);
  if (install.caches == Caches::mounted) append(command, {"--cache=/root/.npm"});
  for (const std::string& package : install.packages) command.words.emplace_back(package);
  std::vector<Command> result{std::move(command)};
  if (install.caches == Caches::cleaned) result.push_back({{"rm", "-r", npm_cache}, {}});
  return result;
}

}  // namespace boxwright::passes
