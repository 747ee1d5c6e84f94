#pragma once

#include <string>
#include <vector>

#include "compiler/ir/ir.hpp"

/// How packages of languages are installed, as commands. What is mounted and where files lie is the caller's.
namespace boxwright::passes {

/// A command as it is called, in its words: `python3 -m pip`.
std::vector<Text> split_words(std::string_view text);

/// uv, for the time of one step: pip puts the release that Boxwright knows into a folder, and checks its sum.
struct UvTool {
  static constexpr const char* program = "/opt/uv/bin/uv";

  static std::vector<ir::Command> bring(const std::string& pip, ir::Caches caches);
  static ir::Command remove();
};

/// Where a tool keeps what it downloads, as a mount that outlives the build.
ir::Mount cache_mount(const std::string& id, const std::string& target, bool locked);

/// uv brings an interpreter to a folder, where `cpython` is it on every architecture.
std::vector<std::variant<ir::Command, ir::Script>> bring_commands(const ir::BringPython& python,
                                                                  const std::string& pip);
/// `project` is the folder of pyproject.toml and uv.lock.
ir::Command sync_command(const ir::SyncProject& sync, const std::string& project);
/// `file` is where the environment file lies for the step; empty where there is none.
std::vector<ir::Command> conda_commands(const ir::CondaInstall& install, const std::string& file);
std::vector<ir::Command> npm_commands(const ir::NpmInstall& install);

}  // namespace boxwright::passes
