#include "compiler/verify/meaning_of_run.hpp"

#include <algorithm>
#include <map>

#include "compiler/backends/features.hpp"

namespace boxwright::verify {

namespace {

using backends::Feature;
using Kind = ir::Mount::Kind;

std::string_view kind_name(Kind kind) {
  switch (kind) {
    case Kind::cache:
      return "cache";
    case Kind::bind:
      return "bind";
    case Kind::secret:
      return "secret";
    case Kind::ssh:
      return "ssh";
    case Kind::tmpfs:
      return "tmpfs";
  }
  return "";
}

/// Variables of a mount: in the portable dialect a secret is always a file.
bool is_variable(const ir::Mount& mount, ir::Dialect dialect) {
  return mount.variable && backends::allowed(dialect, Feature::secret_variable);
}

ShellText shell_text(const ir::Script& script, bool strict) {
  ShellText result;
  result.text = script.text.substr(0, script.text.find_last_not_of(" \t\n") + 1);
  result.simple = script.simple;
  result.fits_shell = strict || !script.bash;
  result.called = result.text;
  if (!script.shell.empty()) {
    result.shell = script.shell;
    if (!result.text.starts_with("set -eu\n")) result.called.insert(0, "set -eu\n");
  } else if (script.bash) {
    result.shell = {"bash", "-euo", "pipefail", "-c"};
  } else {
    result.shell = {"sh", "-euc"};
  }
  return result;
}

}  // namespace

std::vector<std::string> mount_parts(const ir::Mount& mount, const std::string& user, ir::Dialect dialect) {
  std::map<std::string, std::string> parts{{"type", std::string(kind_name(mount.kind))}};
  const auto add = [&](const char* key, const std::string& value) {
    if (!value.empty()) parts[key] = value;
  };
  const bool variable = is_variable(mount, dialect);
  if (mount.kind == Kind::cache || mount.kind == Kind::secret) add("id", mount.id);
  if (mount.kind != Kind::ssh && !mount.variable) add("target", mount.target);
  if (mount.kind == Kind::bind) add("from", mount.from);
  if (mount.kind == Kind::bind) add("source", mount.source);
  if (mount.kind == Kind::cache && mount.locked) add("sharing", "locked");
  if (variable) add("env", *mount.variable);
  if (mount.kind == Kind::ssh || (mount.kind == Kind::secret && mount.required)) add("required", "true");
  // What is mounted belongs to the user that the step runs as, where that is not root.
  const bool has_owner =
      mount.kind == Kind::cache || mount.kind == Kind::ssh || (mount.kind == Kind::secret && !variable);
  if (has_owner && !user.empty()) {
    const std::size_t colon = user.find(':');
    add("uid", user.substr(0, colon));
    if (colon != std::string::npos) add("gid", user.substr(colon + 1));
  }
  std::vector<std::string> result;
  for (const auto& [key, value] : parts) result.push_back(key + "=" + value);
  return result;
}

Commands commands_of(const ir::Run& run, ir::Dialect dialect, bool strict) {
  Commands result;
  result.strict = strict;
  for (const ir::Mount& mount : run.mounts) {
    if (mount.kind != Kind::secret || !mount.variable) continue;
    result.secrets.push_back(
        {*mount.variable, "/run/secrets/" + mount.id, is_variable(mount, dialect), mount.required});
  }
  for (const auto& [name, value] : run.variables) result.variables.emplace_back(name, value);
  for (const auto& one : run.commands) {
    if (const auto* script = std::get_if<ir::Script>(&one)) {
      result.all.emplace_back(shell_text(*script, strict));
      continue;
    }
    const auto& command = std::get<ir::Command>(one);
    Call call{{}, command.words, command.into};
    for (const auto& [name, value] : command.variables) call.variables.emplace_back(name, value);
    result.all.emplace_back(std::move(call));
  }
  return result;
}

bool stops_at_failures(const std::vector<std::string>& shell) {
  const auto has = [&](char letter) {
    return std::any_of(shell.begin(), shell.end(), [&](const std::string& word) {
      return word.size() > 1 && word[0] == '-' && word[1] != '-' && word.find(letter) != std::string::npos;
    });
  };
  return has('e') && has('u');
}

}  // namespace boxwright::verify
