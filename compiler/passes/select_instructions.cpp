// What is wanted becomes what a Dockerfile of the dialect can say: installs, virtual environments, small files, folders
// and users become RUNs that leave nothing behind but what was asked for:
//
//     apt curl    →    RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf
//     /var/lib/apt/lists/*
//
// Files that a step only reads are mounted where the dialect has that, else copied to /tmp.
#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "compiler/ir/cost.hpp"
#include "compiler/ir/paths.hpp"
#include "compiler/passes/credentials.hpp"
#include "compiler/passes/edit_commands.hpp"
#include "compiler/passes/install_commands.hpp"
#include "compiler/passes/language_commands.hpp"
#include "compiler/passes/passes.hpp"

namespace boxwright::passes {

namespace {

using ir::Command;
using ir::Run;
using ir::Step;

/// Replaces the steps of one stage.
class Selection {
 public:
  Selection(const ir::Module& module, ir::Stage& stage)
      : modern_(module.dialect == ir::Dialect::buildkit), stage_(stage) {}

  void run() {
    bool trusting = stage_.certificates_stage.empty();
    for (Step& step : stage_.steps) {
      step_ = &step;
      account_ = ir::account_of(step);
      if (!trusting && (stage_.certificates.kept || ir::needs_trust(step))) {
        trusting = true;
        copy_certificates();
      }
      std::visit([this](auto& operation) { select(operation); }, step.operation);
    }
    stage_.steps = std::move(result_);
  }

 private:
  void add(ir::Operation operation) {
    if (auto* run = std::get_if<Run>(&operation); run != nullptr && mounts_certificates() && ir::needs_trust(*step_)) {
      ir::Mount mount;
      mount.from = stage_.certificates_stage;
      mount.source = "/certificates";
      mount.target = ir::certificates_folder(stage_.certificates);
      run->mounts.push_back(std::move(mount));
    }
    result_.push_back({std::move(operation), step_->effects, step_->origin, step_->comment, account_});
  }

  [[nodiscard]] bool mounts_certificates() const {
    return !stage_.certificates_stage.empty() && modern_ && !stage_.certificates.kept;
  }

  /// Where they are kept, and where nothing can be mounted, they lie in the image before somebody asks for them.
  void copy_certificates() {
    if (mounts_certificates()) return;
    ir::Copy copy;
    copy.from = ir::Copy::From::stage;
    copy.source_name = stage_.certificates_stage;
    copy.sources = {"/certificates/"};
    copy.destination = std::string(ir::certificates_folder(stage_.certificates)) + "/";
    result_.push_back(ir::make_step(std::move(copy), stage_.origin));
  }

  void add_run(std::vector<Command> commands, const std::string& joins, std::vector<ir::Mount> mounts = {}) {
    Run run;
    for (Command& command : commands) run.commands.emplace_back(std::move(command));
    run.mounts = std::move(mounts);
    run.joins = joins;
    add(std::move(run));
  }

  // Already what a Dockerfile can say.
  void select(Run& run) {
    // The portable dialect cannot take a step's network away.
    if (!modern_) run.network = ir::Network::normal;
    if (!modern_) drop_caches(run);
    add(run);
  }

  /// Without cache mounts a step begins with empty folders in their place, and what it would keep is gone when it ends.
  static void drop_caches(Run& run) {
    Command make{{"mkdir", "-p"}, {}};
    Command remove{{"rm", "-rf"}, {}};
    for (const ir::Mount& mount : run.mounts) {
      if (mount.kind != ir::Mount::Kind::cache) continue;
      make.words.emplace_back(mount.target);
      remove.words.emplace_back(mount.target);
    }
    if (remove.words.size() == 2) return;
    std::erase_if(run.mounts, [](const ir::Mount& mount) { return mount.kind == ir::Mount::Kind::cache; });
    run.commands.insert(run.commands.begin(), std::move(make));
    run.commands.emplace_back(std::move(remove));
  }
  void select(ir::Copy& copy) { add(copy); }
  void select(ir::Add& download) { add(download); }
  void select(ir::SetVariable& variable) { add(variable); }

  void select(ir::InstallPackages& install) {
    // What brings the certificates comes before the archives, and one of the past is asked alone.
    const bool asks = install.manager == "apt" && !install.trusts && install.snapshot.empty();
    Installation installation =
        installation_of(install, stage_.facts, asks ? stage_.logins : std::vector<ir::ArchiveLogin>());
    Run run;
    run.commands = std::move(installation.commands);
    run.mounts = std::move(installation.mounts);
    add(std::move(run));
  }

  void select(ir::MakeVenv& venv) {
    Command command{{venv.python, "-m", "venv"}, {}};
    if (venv.system_packages) command.words.emplace_back("--system-site-packages");
    command.words.emplace_back(venv.path);
    add_run({command}, "pip");
  }

  void select(ir::SyncProject& sync) {
    std::vector<ir::Mount> mounts;
    std::string project = sync.source;
    if (project.empty()) {
      const std::string manifest = given_file(sync.manifest, mounts);
      given_file(sync.lock, mounts);
      project = manifest.substr(0, manifest.rfind('/'));
    }
    add_with_uv(sync_command(sync, project), sync.python, sync.caches, std::move(mounts));
  }

  /// A command of uv, which is there for this step alone.
  void add_with_uv(Command command, const std::string& pip, ir::Caches caches, std::vector<ir::Mount> mounts) {
    std::vector<Command> commands = UvTool::bring(pip, caches);
    commands.push_back(std::move(command));
    commands.push_back(UvTool::remove());
    if (caches == ir::Caches::mounted) {
      add_pip_cache(mounts);
      mounts.push_back(cache_mount("uv", "/root/.cache/uv", false));
    }
    add_run(std::move(commands), "", std::move(mounts));
  }

  void select(ir::CondaInstall& install) {
    std::vector<ir::Mount> mounts;
    for (const std::string& file : install.context_files) given_file(file, mounts);
    const std::string file = install.file.empty() ? "" : given_file(install.file, mounts);
    if (install.caches == ir::Caches::mounted) mounts.push_back(cache_mount("conda", "/opt/conda/pkgs", true));
    std::optional<Credentials> credentials;
    if (install.secret) credentials = netrc_credentials(*install.secret, install.secret_host);
    add_run_with(std::move(credentials), "NETRC", conda_commands(install, file), "", std::move(mounts));
  }

  void select(ir::NpmInstall& install) {
    std::vector<ir::Mount> mounts;
    if (install.caches == ir::Caches::mounted) mounts.push_back(cache_mount("npm", "/root/.npm", false));
    std::optional<Credentials> credentials;
    if (install.secret) credentials = npm_credentials(*install.secret, install.registry);
    add_run_with(std::move(credentials), "NPM_CONFIG_USERCONFIG", npm_commands(install), "", std::move(mounts));
  }

  /// A context file that one step reads, by the path it has there.
  std::string given_file(const std::string& path, std::vector<ir::Mount>& mounts) {
    if (path.starts_with('/')) return path;
    std::string target = "/tmp/" + path;
    // A comma would end the mount's value.
    if (modern_ && path.find_first_of(",\"$") == std::string::npos) {
      ir::Mount mount;
      mount.source = path;
      mount.target = target;
      mounts.push_back(std::move(mount));
    } else {
      ir::Copy copy;
      copy.sources = {path};
      copy.destination = target;
      copy.mode = "0644";
      add(std::move(copy));
      result_.back().account->what = path;
    }
    return target;
  }

  void select(ir::PipInstall& pip) {
    std::vector<ir::Mount> mounts;
    std::vector<Command> commands;
    if (!pip.uv_python.empty()) {
      Command command = pip.remove.empty() ? uv_install_command(pip, mounts) : uv_remove_command(pip);
      add_with_uv(std::move(command), pip.python, pip.caches, std::move(mounts));
      return;
    }
    if (!pip.remove.empty()) {
      Command command{split_words(pip.python), {}};
      for (const char* word : {"uninstall", "--yes"}) command.words.emplace_back(word);
      for (const std::string& name : pip.remove) command.words.emplace_back(name);
      commands.push_back(std::move(command));
    } else {
      commands.push_back(install_command(pip, mounts));
    }
    std::optional<Credentials> credentials;
    if (pip.secret) credentials = netrc_credentials(*pip.secret, pip.secret_host);
    add_run_with(std::move(credentials), "NETRC", std::move(commands), "pip", std::move(mounts));
  }

  /// A RUN whose first command is pointed to a file with what it logs in with by a variable, where it needs one.
  void add_run_with(std::optional<Credentials> credentials, const char* variable, std::vector<Command> commands,
                    const std::string& joins, std::vector<ir::Mount> mounts) {
    if (!credentials) {
      add_run(std::move(commands), joins, std::move(mounts));
      return;
    }
    commands.front().variables.emplace_back(variable, credentials->file);
    std::move(credentials->mounts.begin(), credentials->mounts.end(), std::back_inserter(mounts));
    add_run(std::move(commands), joins, std::move(mounts));
    auto& run = std::get<Run>(result_.back().operation);
    run.commands.insert(run.commands.begin(), std::move(credentials->write));
  }

  /// The folder that pip keeps what it downloads and builds in, and that linters know it by. pip bears others at work
  /// on it. It is named to pip, since a variable of the spec may say something else.
  static std::string add_pip_cache(std::vector<ir::Mount>& mounts) {
    mounts.push_back(cache_mount("pip", "/root/.cache/pip", false));
    return mounts.back().target;
  }

  Command install_command(const ir::PipInstall& pip, std::vector<ir::Mount>& mounts) {
    Command command{split_words(pip.python), {}};
    std::vector<Text>& words = command.words;
    words.emplace_back("install");
    if (pip.caches == ir::Caches::cleaned) words.emplace_back("--no-cache-dir");
    if (pip.caches == ir::Caches::mounted) words.emplace_back("--cache-dir=" + add_pip_cache(mounts));
    if (pip.pre) words.emplace_back("--pre");
    add_what_is_wanted(pip, words, mounts);
    return command;
  }

  Command uv_install_command(const ir::PipInstall& pip, std::vector<ir::Mount>& mounts) {
    Command command{{UvTool::program, "pip", "install", "--python=" + pip.uv_python, "--link-mode=copy"}, {}};
    if (pip.caches == ir::Caches::cleaned) command.words.emplace_back("--no-cache");
    if (pip.caches == ir::Caches::mounted) command.words.emplace_back("--cache-dir=/root/.cache/uv");
    if (pip.pre) command.words.emplace_back("--prerelease=allow");
    add_what_is_wanted(pip, command.words, mounts);
    return command;
  }

  static Command uv_remove_command(const ir::PipInstall& pip) {
    Command command{{UvTool::program, "pip", "uninstall", "--python=" + pip.uv_python}, {}};
    for (const std::string& name : pip.remove) command.words.emplace_back(name);
    return command;
  }

  /// What pip and uv are told in the same words.
  void add_what_is_wanted(const ir::PipInstall& pip, std::vector<Text>& words, std::vector<ir::Mount>& mounts) {
    if (pip.no_deps) words.emplace_back("--no-deps");
    if (pip.no_build_isolation) words.emplace_back("--no-build-isolation");
    if (pip.hashed) words.emplace_back("--require-hashes");
    if (!pip.index.empty()) words.emplace_back("--index-url=" + pip.index);
    for (const std::string& url : pip.extra_indexes) words.emplace_back("--extra-index-url=" + url);
    for (const std::string& url : pip.find_links) words.emplace_back("--find-links=" + url);
    for (const std::string& file : pip.context_files) given_file(file, mounts);
    for (const std::string& file : pip.constraints) words.emplace_back("--constraint=" + given_file(file, mounts));
    for (const std::string& file : pip.requirement_files)
      words.emplace_back("--requirement=" + given_file(file, mounts));
    for (const std::string& requirement : pip.requirements) words.emplace_back(requirement);
    for (const std::string& path : pip.paths)
      words.emplace_back((pip.editable ? "--editable=" : "") + given_file(path, mounts));
  }

  void select(ir::WriteFile& file) {
    std::vector<Command> commands;
    add_folder_above(file.path, commands);
    commands.push_back(print_command(file));
    if (file.mode != "0644") commands.push_back({{"chmod", file.mode, file.path}, {}});
    if (!file.owner.empty()) commands.push_back({{"chown", file.owner, file.path}, {}});
    add_run(std::move(commands), "files");
  }

  /// The folder that a file or link is put into, where it may not be there. It is whose the folder around it is: of two
  /// files there, the order decides nothing.
  void add_folder_above(const std::string& path, std::vector<Command>& commands) const {
    const std::string folder = ir::folder_of(path);
    const std::string owner = ir::owned_folder(stage_, folder) != nullptr ? stage_.owner : "";
    if (!ir::has_folder(stage_.facts, folder)) commands.push_back(folder_command(folder, owner));
  }

  /// Makes a folder; below one that the container's user owns, every new folder is that user's too.
  [[nodiscard]] Command folder_command(const std::string& folder, const std::string& owner) const {
    if (owner.empty()) return {{"mkdir", "-p", folder}, {}};
    Command command{{"install", "-d", "-o", owner.substr(0, owner.find(':')), "-g", owner.substr(owner.find(':') + 1)},
                    {}};
    if (const std::string* owned = ir::owned_folder(stage_, folder)) {
      for (std::size_t slash = folder.find('/', owned->size() + 1); slash != std::string::npos;
           slash = folder.find('/', slash + 1))
        command.words.emplace_back(folder.substr(0, slash));
    }
    command.words.emplace_back(folder);
    return command;
  }

  /// printf with a line of the file in each argument; `%s\n` serves all of them.
  static Command print_command(const ir::WriteFile& file) {
    const std::string text = file.content.display();
    Command command{{"printf", text.ends_with('\n') || text.empty() ? "%s\\n" : "%s"}, Text(file.path)};
    if (text.empty()) command.words[1] = "";
    std::string_view rest = text;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      command.words.emplace_back(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    const std::size_t lines = command.words.size() - 2;
    if (!text.ends_with('\n') && lines > 1) {
      std::string format;
      for (std::size_t i = 0; i < lines; ++i) format += i + 1 < lines ? "%s\\n" : "%s";
      command.words[1] = format;
    }
    return command;
  }

  void select(ir::MakeDirectory& directory) {
    add_run({folder_command(directory.path, directory.owner)}, directory.written ? "files" : "user");
  }

  /// `ls` fails, and says what is missing, where the link would lead nowhere.
  void select(ir::MakeLink& link) {
    std::vector<Command> commands;
    add_folder_above(link.path, commands);
    commands.push_back({{"ls", "-d", link.existing}, Text("/dev/null")});
    commands.push_back({{"ln", "-sT", link.existing, link.path}, {}});
    add_run(std::move(commands), "files");
  }

  void select(ir::EditFile& file) {
    std::vector<ir::Mount> mounts;
    std::vector<Command> commands =
        edit_commands(file, stage_.facts, [&](const std::string& patch) { return given_file(patch, mounts); });
    add_run(std::move(commands), "edits", std::move(mounts));
  }

  void select(ir::Verbatim& verbatim) { add(verbatim); }

  void select(ir::MakeUser& user) {
    if (stage_.facts.sh.empty()) return;  // no shell and no tools: the number alone is the user
    const std::string uid = std::to_string(user.uid);
    const std::string gid = std::to_string(user.gid);
    std::vector<Command> commands;
    if (stage_.facts.has_tool("adduser") && !stage_.facts.has_tool("useradd")) {
      commands.push_back({{"addgroup", "-g", gid, user.name}, {}});
      commands.push_back({{"adduser", "-D", "-H", "-u", uid, "-G", user.name, "-h", user.home, user.name}, {}});
      for (const std::string& group : user.groups) commands.push_back({{"addgroup", user.name, group}, {}});
    } else if (stage_.facts.family == "redhat" && !stage_.facts.has_tool("useradd")) {
      add_user_lines(user);
      return;
    } else {
      if (user.gid != 0) commands.push_back({{"groupadd", "--gid", gid, user.name}, {}});
      Command command{{"useradd", "--no-log-init", "--no-create-home", "--uid", uid, "--gid", gid}, {}};
      if (!user.groups.empty()) {
        std::string groups;
        for (const std::string& group : user.groups) groups += (groups.empty() ? "" : ",") + group;
        command.words.emplace_back("--groups=" + groups);
      }
      for (const std::string& word : {std::string("--home-dir"), user.home, user.name})
        command.words.emplace_back(word);
      commands.push_back(std::move(command));
    }
    add_run(std::move(commands), "user");
  }

  /// Minimal images have no program for it: the lines that it would write (passwd(5), group(5)).
  void add_user_lines(const ir::MakeUser& user) {
    Run run;
    run.joins = "user";
    const auto append = [&](const std::string& line, const std::string& file) {
      run.commands.emplace_back(ir::Script{fmt::format("echo '{}' >> {}", line, file), true, false});
    };
    if (user.gid != 0) append(fmt::format("{}:x:{}:", user.name, user.gid), "/etc/group");
    append(fmt::format("{}:x:{}:{}::{}:/sbin/nologin", user.name, user.uid, user.gid, user.home), "/etc/passwd");
    for (const std::string& group : user.groups)
      run.commands.emplace_back(ir::Script{
          fmt::format("sed -i '/^{0}:/{{s/:$/:{1}/;t;s/$/,{1}/}}' /etc/group", group, user.name), true, false});
    add(std::move(run));
  }

  void select(ir::BringPython&) {}  // `stage_sources` has moved these out
  void select(ir::Download&) {}
  void select(ir::Clone&) {}

  bool modern_;
  ir::Stage& stage_;
  const Step* step_ = nullptr;
  ir::Account account_;
  std::vector<Step> result_;
};

}  // namespace

void select_instructions(ir::Module& module, Context&) {
  for (ir::Stage& stage : module.stages) Selection(module, stage).run();
}

}  // namespace boxwright::passes
