#include "compiler/passes/fetch_commands.hpp"

#include <fmt/core.h>

#include <utility>

#include "compiler/passes/credentials.hpp"
#include "compiler/resolve/tools.hpp"

namespace boxwright::passes {

namespace {

using ir::Command;
using AnyCommand = std::variant<Command, ir::Script>;

/// Python that unpacks an archive to /unpacked, without its first folders. Owners that a tar states count for nothing,
/// and nothing leaves the folder (tarfile's `data` filter, PEP 706).
std::string unpacking_program(const std::string& archive, unsigned strip) {
  if (is_zip(archive)) {
    return fmt::format(
        "import zipfile; a = zipfile.ZipFile('{}'); [a.extract(m, '/unpacked') for m in a.infolist() if setattr(m, "
        "'filename', '/'.join(m.filename.split('/')[{}:])) or m.filename]",
        archive, strip);
  }
  if (strip == 0)
    return fmt::format("import tarfile; tarfile.open('{}').extractall('/unpacked', filter='data')", archive);
  return fmt::format(
      "import tarfile; a = tarfile.open('{}'); s = lambda p: '/'.join(p.split('/')[{}:]); "
      "[a.extract(m.replace(name=s(m.name), linkname=s(m.linkname) if m.islnk() else m.linkname), '/unpacked', "
      "filter='data') for m in a if s(m.name)]",
      archive, strip);
}

Command download_command(const std::string& url, const std::string& path, const BaseFacts& facts) {
  if (facts.python) {
    return {{facts.python->command, "-c",
             fmt::format("import urllib.request; urllib.request.urlretrieve('{}', '{}')", url, path)},
            {}};
  }
  if (facts.has_tool("wget") && !facts.has_tool("curl")) return {{"wget", "-q", "-O", path, url}, {}};
  return {{"curl", "--fail", "--location", "--silent", "--show-error", "--output", path, url}, {}};
}

/// The same with what the server asks for, which is in a file and never an argument.
Command secret_download_command(const ir::Download& download, const std::string& path, const BaseFacts& facts) {
  if (facts.python)
    return {{facts.python->command, "-c", downloading_program(), download.url, path,
             "/run/secrets/" + download.secret->name},
            {}};
  return {{"curl", "--fail", "--location", "--silent", "--show-error", "--header",
           "@" + header_credentials(*download.secret).file, "--output", path, download.url},
          {}};
}

}  // namespace

std::vector<Command> unpack_commands(const std::string& archive, unsigned strip, const BaseFacts& facts) {
  std::vector<Command> result;
  if (unpacks_with_python(archive, facts)) {
    const std::string& python = facts.python->command;
    if (is_zip(archive) && strip == 0) {
      result.push_back({{python, "-m", "zipfile", "-e", archive, "/unpacked"}, {}});
    } else {
      result.push_back({{python, "-c", unpacking_program(archive, strip)}, {}});
    }
  } else if (is_zip(archive)) {
    result.push_back({{"unzip", "-q", archive, "-d", "/unpacked"}, {}});
  } else {
    result.push_back({{"mkdir", "/unpacked"}, {}});
    Command tar{{"tar", "-xf", archive, "-C", "/unpacked", "--no-same-owner"}, {}};
    if (strip > 0) tar.words.emplace_back(fmt::format("--strip-components={}", strip));
    result.push_back(std::move(tar));
  }
  result.push_back({{"find", "/unpacked", "!", "-type", "l", "-exec", "chmod", "u=rwX,go=rX", "{}", "+"}, {}});
  return result;
}

std::vector<ir::Mount> download_mounts(const ir::Download& download, const BaseFacts& facts) {
  if (!download.secret) return {};
  if (facts.python) return {ir::secret_mount(*download.secret)};
  return header_credentials(*download.secret).mounts;
}

std::vector<AnyCommand> download_commands(const ir::Download& download, const std::string& path,
                                          const BaseFacts& facts) {
  std::vector<AnyCommand> commands{Command{{"mkdir", "/fetched"}, {}}};
  if (download.secret && !facts.python) commands.emplace_back(header_credentials(*download.secret).write);
  commands.emplace_back(download.secret ? secret_download_command(download, path, facts)
                                        : download_command(download.url, path, facts));
  if (download.checksum) {
    commands.emplace_back(Command{{"printf", "%s  %s\\n", download.checksum->digits, path}, Text("/tmp/sums")});
    commands.emplace_back(Command{{download.checksum->algorithm + "sum", "-c", "/tmp/sums"}, {}});
  }
  return commands;
}

std::vector<Command> clone_commands(const ir::Clone& clone) {
  const std::string revision = !clone.revision.empty() ? clone.revision
                               : !clone.tag.empty()    ? "refs/tags/" + clone.tag
                                                       : "HEAD";
  std::vector<Command> commands{
      {{"git", "init", "-q", "/source"}, {}},
      {{"git", "-C", "/source", "remote", "add", "origin", clone.url}, {}},
      {{"git", "-C", "/source", "fetch", "-q"}, {}},
      {{"git", "-C", "/source", "checkout", "-q", "FETCH_HEAD"}, {}},
  };
  std::vector<Text>& fetch = commands[2].words;
  if (const unsigned depth = clone.depth.value_or(1); depth > 0)
    for (const std::string& word : {std::string("--depth"), std::to_string(depth)}) fetch.emplace_back(word);
  for (const std::string& word : {std::string("origin"), revision}) fetch.emplace_back(word);
  if (clone.submodules)
    commands.push_back(
        {{"git", "-C", "/source", "submodule", "--quiet", "update", "--init", "--recursive", "--depth", "1"}, {}});
  if (clone.lfs) {
    commands.push_back({{"git", "-C", "/source", "lfs", "install", "--local"}, {}});
    commands.push_back({{"git", "-C", "/source", "lfs", "pull"}, {}});
  }
  // A submodule has a `.git` of its own, a file.
  if (!clone.keep_git) {
    commands.push_back(clone.submodules
                           ? Command{{"find", "/source", "-name", ".git", "-prune", "-exec", "rm", "-r", "{}", "+"}, {}}
                           : Command{{"rm", "-r", "/source/.git"}, {}});
  }
  return commands;
}

std::vector<Command> repository_unpack_commands(const ir::Clone& clone, const BaseFacts& facts) {
  std::vector<Command> commands;
  for (const ir::Unpacking& unpacking : clone.unpack) {
    for (Command& command : unpack_commands("/source/" + unpacking.archive, 0, facts))
      commands.push_back(std::move(command));
    const std::string folder = "/source/" + unpacking.folder;
    commands.push_back({{"mkdir", "-p", folder}, {}});
    commands.push_back({{"cp", "-a", "/unpacked/.", folder + "/"}, {}});
    commands.push_back({{"rm", "-rf", "/unpacked"}, {}});
  }
  return commands;
}

Command remove_command(const ir::Clone& clone) {
  Command remove{{"rm", "-r"}, {}};
  for (const std::string& path : clone.remove) remove.words.emplace_back("/source/" + path);
  return remove;
}

}  // namespace boxwright::passes
