#include "compiler/passes/install_commands.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "compiler/base/path_text.hpp"
#include "compiler/passes/credentials.hpp"
#include "compiler/passes/fetch_commands.hpp"
#include "compiler/resolve/tools.hpp"

namespace boxwright::passes {

namespace {

using ir::Command;
using ir::InstallPackages;

constexpr const char* snapshot_list = "/etc/apt/snapshot.list";

/// What apt does for one install.
class AptInstallation {
 public:
  AptInstallation(const InstallPackages& install, const BaseFacts& facts, const std::vector<ir::ArchiveLogin>& logins)
      : install_(install),
        facts_(facts),
        credentials_(apt_credentials(logins)),
        mounted_(install.caches == ir::Caches::mounted) {}

  Installation run() {
    if (mounted_) result_.mounts = caches();
    add_sources();
    log_in();
    if (!install_.packages.empty() || !install_.files.empty()) {
      add(apt_get({"update"}));
      const std::vector<std::string> paths = add_files();
      add(install_command(paths));
      remove_tools();
    }
    with_names({"apt-mark", "hold"}, install_.hold);
    with_names({"apt-get", "purge", "-y", "--auto-remove"}, install_.remove);
    add_cleaning();
    return std::move(result_);
  }

 private:
  void add(Command command) { result_.commands.emplace_back(std::move(command)); }

  void with_names(std::vector<Text> words, const std::vector<std::string>& names) {
    if (names.empty()) return;
    for (const std::string& name : names) words.emplace_back(name);
    add({std::move(words), {}});
  }

  /// What private archives ask for; nothing is asked of them where nothing is installed.
  void log_in() {
    if (install_.packages.empty() && install_.files.empty()) return;
    std::move(credentials_.mounts.begin(), credentials_.mounts.end(), std::back_inserter(result_.mounts));
    std::move(credentials_.write.begin(), credentials_.write.end(), std::back_inserter(result_.commands));
  }

  /// apt-get, asking only the archive of the past where one is wanted.
  [[nodiscard]] Command apt_get(const std::vector<std::string>& words) const {
    Command command{{"apt-get"}, {}};
    for (const std::string& word : words) command.words.emplace_back(word);
    if (!install_.snapshot.empty()) {
      command.words.emplace_back(fmt::format("-oDir::Etc::SourceList={}", snapshot_list));
      command.words.emplace_back("-oDir::Etc::SourceParts=-");
    }
    if (!credentials_.write.empty()) command.words.emplace_back("-oDir::Etc::netrcparts=" + credentials_.folder);
    return command;
  }

  [[nodiscard]] Command install_command(const std::vector<std::string>& paths) const {
    Command command = apt_get({"install", "-y"});
    command.variables = {{"DEBIAN_FRONTEND", "noninteractive"}};
    const auto flags = command.words.begin() + 3;
    if (!install_.recommends) command.words.insert(flags, "--no-install-recommends");
    // Images of Debian and Ubuntu have apt delete what lies in its own folder of archives (docker-clean).
    if (mounted_) command.words.emplace_back("-oDir::Cache::archives=kept");
    if (!install_.release.empty()) {
      command.words.emplace_back("-t");
      command.words.emplace_back(install_.release);
    }
    for (const ir::Package& package : install_.packages)
      command.words.emplace_back(package.version.empty() ? package.name : package.name + "=" + package.version);
    for (const std::string& path : paths) command.words.emplace_back(path);
    return command;
  }

  /// The lists and archives of the base's release. apt bears no second one at work on them.
  [[nodiscard]] std::vector<ir::Mount> caches() const {
    std::vector<ir::Mount> mounts;
    for (const auto& [name, target] :
         {std::pair("lists", "/var/lib/apt/lists"), std::pair("cache", "/var/cache/apt")}) {
      ir::Mount mount;
      mount.kind = ir::Mount::Kind::cache;
      mount.id = fmt::format("apt-{}-{}-{}", name, facts_.distribution, facts_.release);
      if (!install_.snapshot.empty()) mount.id += "-" + install_.snapshot;
      mount.target = target;
      mounts.push_back(std::move(mount));
    }
    return mounts;
  }

  /// The file that names a further release of Debian as a source, for the time of one install; empty where none is
  /// needed. Ubuntu's images name all that belongs to their own release.
  [[nodiscard]] std::string added_source() const {
    if (install_.release.empty() || install_.packages.empty() || facts_.distribution != "debian") return "";
    return "/etc/apt/sources.list.d/" + install_.release + ".sources";
  }

  void add_sources() {
    // The first source of the base once more, for another release (deb822 format, sources.list(5)).
    if (const std::string source = added_source(); !source.empty())
      add({{"sed", "-e", "/^$/q", "-e", "s/^Suites:.*/Suites: " + install_.release + "/",
            "/etc/apt/sources.list.d/debian.sources"},
           Text(source)});
    if (install_.snapshot.empty()) return;
    Command lines{{"printf", "%s\\n"}, Text(snapshot_list)};
    for (std::string line : facts_.snapshot) {
      for (const auto& [placeholder, value] :
           {std::pair<std::string, std::string>("{time}", install_.snapshot), {"{release}", facts_.release}})
        for (std::size_t at = line.find(placeholder); at != std::string::npos; at = line.find(placeholder))
          line.replace(at, placeholder.size(), value);
      lines.words.emplace_back(line);
    }
    add(std::move(lines));
  }

  /// Brings packages that have an URL of their own: mounted from the stage that holds them, else downloaded and checked
  /// here. Gives their paths.
  std::vector<std::string> add_files() {
    std::vector<std::string> paths;
    for (const ir::PackageFile& file : install_.files) {
      const std::string name = url_file_name(file.url);
      if (!file.stage.empty()) {
        ir::Mount mount;
        mount.from = file.stage;
        mount.source = file.source;
        mount.target = "/tmp/" + name;
        paths.push_back(mount.target);
        result_.mounts.push_back(std::move(mount));
        continue;
      }
      if (paths.empty()) tools_ = download_packages(facts_, false);
      if (paths.empty() && !tools_.empty()) {
        Command command = apt_get({"install", "-y", "--no-install-recommends"});
        for (const std::string& tool : tools_) command.words.emplace_back(tool);
        add(std::move(command));
      }
      ir::Download download;
      download.url = file.url;
      download.checksum = file.checksum;
      auto commands = download_commands(download, "/fetched/" + name, facts_);
      // The folder is made once.
      for (std::size_t i = paths.empty() ? 0 : 1; i < commands.size(); ++i)
        result_.commands.push_back(std::move(commands[i]));
      paths.push_back("/fetched/" + name);
    }
    downloaded_ = !paths.empty() && install_.files.front().stage.empty();
    return paths;
  }

  /// What only the download needed is gone again, unless the spec wants it too.
  void remove_tools() {
    if (downloaded_) add({{"rm", "-rf", "/fetched", "/tmp/sums"}, {}});
    std::erase_if(tools_, [&](const std::string& tool) {
      return std::any_of(install_.packages.begin(), install_.packages.end(),
                         [&](const ir::Package& package) { return package.name == tool; });
    });
    with_names({"apt-get", "purge", "-y", "--auto-remove"}, tools_);
  }

  void add_cleaning() {
    std::string rest = install_.caches == ir::Caches::cleaned ? " /var/lib/apt/lists/*" : "";
    if (const std::string source = added_source(); !source.empty()) rest += " " + source;
    if (!install_.snapshot.empty()) rest += std::string(" ") + snapshot_list;
    // The shell has to see the pattern without quotes.
    if (!rest.empty()) result_.commands.emplace_back(ir::Script{"rm -rf" + rest, true, false});
  }

  const InstallPackages& install_;
  const BaseFacts& facts_;
  AptCredentials credentials_;
  bool mounted_, downloaded_ = false;
  std::vector<std::string> tools_;
  Installation result_;
};

Installation with_apk(const InstallPackages& install) {
  Installation result;
  if (!install.packages.empty()) {
    Command command{{"apk", "add"}, {}};
    if (install.caches != ir::Caches::kept) command.words.emplace_back("--no-cache");
    for (const ir::Package& package : install.packages)
      command.words.emplace_back(package.version.empty() ? package.name : package.name + "=" + package.version);
    result.commands.emplace_back(std::move(command));
  }
  if (!install.remove.empty()) {
    Command command{{"apk", "del"}, {}};
    for (const std::string& name : install.remove) command.words.emplace_back(name);
    result.commands.emplace_back(std::move(command));
  }
  return result;
}

/// dnf, and what works like it. A version stands behind a dash there.
Installation with_dnf(const InstallPackages& install) {
  Installation result;
  if (!install.packages.empty()) {
    Command command{{install.manager, "install", "-y"}, {}};
    // yum knows no weak dependencies.
    if (!install.recommends && install.manager != "yum") command.words.emplace_back("--setopt=install_weak_deps=0");
    for (const ir::Package& package : install.packages)
      command.words.emplace_back(package.version.empty() ? package.name : package.name + "-" + package.version);
    result.commands.emplace_back(std::move(command));
  }
  if (!install.remove.empty()) {
    Command command{{install.manager, "remove", "-y"}, {}};
    for (const std::string& name : install.remove) command.words.emplace_back(name);
    result.commands.emplace_back(std::move(command));
  }
  if (install.caches != ir::Caches::kept) result.commands.emplace_back(Command{{install.manager, "clean", "all"}, {}});
  return result;
}

}  // namespace

Installation installation_of(const InstallPackages& install, const BaseFacts& facts,
                             const std::vector<ir::ArchiveLogin>& logins) {
  if (install.manager == "apt") return AptInstallation(install, facts, logins).run();
  return install.manager == "apk" ? with_apk(install) : with_dnf(install);
}

}  // namespace boxwright::passes
