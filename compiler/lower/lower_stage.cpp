#include "compiler/lower/lower_stage.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "compiler/base/path_text.hpp"
#include "compiler/ir/weights_commands.hpp"
#include "compiler/lower/named_places.hpp"
#include "compiler/lower/system_steps.hpp"
#include "compiler/lower/test_base.hpp"
#include "compiler/resolve/shell_text.hpp"

namespace boxwright::lower {

namespace {

/// Lowers one stage.
class StageLowering {
 public:
  StageLowering(const spec::Stage& stage, const std::string& project)
      : stage_(stage),
        project_(project),
        some_move_(std::any_of(stage.statements.begin(), stage.statements.end(), [](const spec::Statement& statement) {
          const auto* run = std::get_if<spec::Run>(&statement.fact);
          return run != nullptr && !run->directory.empty();
        })) {}

  ir::Stage run() {
    result_.name = stage_.name;
    result_.origin = origin(stage_.span);
    result_.facts = stage_.base;
    lower_base();
    if (auto test = test_of_base(stage_)) result_.steps.push_back(std::move(*test));
    lower_user();
    if (auto step = certificates_of(stage_)) result_.steps.push_back(std::move(*step));
    for (const spec::Variable& variable : stage_.variables) lower_variable(variable);
    result_.shell = stage_.shell;
    result_.bash = stage_.shell.empty() && resolve::runs_in_bash(stage_);
    for (const spec::Statement* statement : placed_statements(stage_)) {
      span_ = statement->span;
      std::visit([this](const auto& fact) { lower_fact(fact); }, statement->fact);
    }
    lower_configuration();
    return std::move(result_);
  }

 private:
  void add(ir::Operation operation, std::string comment = "") {
    result_.steps.push_back(ir::make_step(std::move(operation), origin(span_), std::move(comment)));
  }

  void lower_base() {
    const spec::From& from = stage_.from;
    result_.base.origin = origin(from.span);
    result_.base.name = from.name;
    result_.base.argument = from.argument;
    result_.base.platform = from.platform;
    switch (from.kind) {
      case spec::From::Kind::image:
        result_.base.kind = ir::Base::Kind::image;
        break;
      case spec::From::Kind::stage:
        result_.base.kind = ir::Base::Kind::stage;
        break;
      case spec::From::Kind::scratch:
        result_.base.kind = ir::Base::Kind::scratch;
        break;
    }
  }

  void lower_user() {
    const spec::User& user = stage_.user;
    result_.is_image_content = stage_.is_image;
    if (!stage_.is_image) return;
    result_.writable = stage_.writable;
    result_.user = {user.name,   user.uid,  user.gid,      user.home,
                    user.groups, user.base, user.existing, origin(user.written ? user.span : stage_.span)};
  }

  void lower_variable(const spec::Variable& variable) {
    // An `env` of the same name keeps the argument at run time, and is placed behind it.
    ir::Variable result;
    result.name = variable.name;
    result.value = variable.value;
    result.origin = origin(variable.span);
    switch (variable.kind) {
      case spec::Variable::Kind::environment:
        result.kind = ir::Variable::Kind::environment;
        break;
      case spec::Variable::Kind::build_only:
        result.kind = ir::Variable::Kind::build_only;
        break;
      case spec::Variable::Kind::argument:
        result.kind = ir::Variable::Kind::argument;
        break;
    }
    // The base's own argument has its default above the first FROM.
    if (variable.kind == spec::Variable::Kind::argument && variable.name == stage_.from.argument) result.value.reset();
    result_.variables.push_back(std::move(result));
  }

  void lower_fact(const spec::Apt& apt) {
    ir::InstallPackages install;
    for (const spec::Package& package : apt.packages) {
      if (apt.remove) {
        install.remove.push_back(package.name);
      } else {
        install.packages.push_back({package.name, package.version, package.span});
        if (apt.hold) install.hold.push_back(package.name);
      }
    }
    install.manager = apt.manager;
    install.snapshot = apt.snapshot;
    install.recommends = apt.recommends;
    install.for_building = apt.build;
    install.release = apt.release;
    add(std::move(install));
    // What is taken away was there for what stands above, and for nothing below.
    if (apt.remove) result_.steps.back().effects.writes.push_back({ir::Resource::Kind::everything});
  }

  void lower_fact(const spec::Python& python) {
    const BaseFacts::Python& made = python.python;
    if (made.from_archive) {
      ir::InstallPackages install;
      install.packages = {{"python3", "", span_}, {"python3-venv", "", span_}};
      add(std::move(install));
    }
    if (!python.stage.empty()) {
      if (!made.interpreter.empty()) add_stage_copy(python.stage, made.interpreter);
      add_stage_copy(python.stage, made.venv);
      // Nothing runs in the environment before its interpreter is there.
      if (!made.interpreter.empty())
        result_.steps.back().effects.reads.push_back({ir::Resource::Kind::path, made.interpreter, true});
      return;
    }
    if (!python.release.empty()) add(ir::BringPython{python.release, made.interpreter});
    const std::string interpreter = !made.interpreter.empty() ? made.interpreter + "/cpython/bin/python3"
                                    : stage_.base.python      ? stage_.base.python->command
                                                              : "python3";
    add(ir::MakeVenv{interpreter, made.venv, python.system_packages});
  }

  /// A folder of another stage, to where it was there.
  void add_stage_copy(const std::string& stage, const std::string& folder) {
    ir::Copy copy;
    copy.from = ir::Copy::From::stage;
    copy.source_name = stage;
    copy.sources = {folder + "/"};
    copy.destination = folder + "/";
    add(std::move(copy));
    result_.steps.back().effects.writes.push_back({ir::Resource::Kind::python, folder});
  }

  void lower_fact(const spec::Pip& pip) {
    ir::PipInstall install;
    install.python = pip.python.pip;
    if (pip.with_uv) install.uv_python = pip.python.command;
    install.hashed = pip.hashed;
    install.site_packages = pip.python.site_packages;
    install.requirements = pip.requirements;
    install.requirement_files = pip.requirement_files;
    install.context_files = pip.context_files;
    install.constraints = pip.constraints;
    install.paths = pip.paths;
    install.manifests = pip.manifests;
    result_.python_packages.insert(pip.names.begin(), pip.names.end());
    install.index = pip.index;
    install.extra_indexes = pip.extra_indexes;
    install.find_links = pip.find_links;
    install.editable = pip.editable;
    install.no_deps = pip.no_deps;
    install.no_build_isolation = pip.no_build_isolation;
    install.pre = pip.pre;
    install.override_versions = pip.override_versions;
    install.secret = pip.secret;
    install.secret_host = pip.secret_host;
    if (pip.remove) {
      install.remove = pip.requirements;
      install.requirements.clear();
    }
    add(std::move(install));
  }

  void lower_fact(const spec::Project& project) {
    ir::SyncProject sync;
    const BaseFacts::Python& python = project.python;
    sync.python = python.pip;
    sync.interpreter = python.command;
    sync.prefix =
        !python.venv.empty() ? python.venv : python.site_packages.substr(0, python.site_packages.find("/lib/"));
    sync.site_packages = python.site_packages;
    result_.python_packages.insert(project.names.begin(), project.names.end());
    sync.manifest = project.manifest;
    sync.lock = project.lock;
    sync.source = project.source;
    sync.extras = project.extras;
    sync.no_dev = project.no_dev;
    sync.workspace = project.workspace;
    add(std::move(sync));
  }

  void lower_fact(const spec::Conda& conda) {
    ir::CondaInstall install;
    install.tool = conda.tool;
    install.environment = conda.environment;
    install.create = conda.create;
    install.packages = conda.packages;
    install.channels = conda.channels;
    install.file = conda.file;
    install.context_files = conda.context_files;
    install.secret = conda.secret;
    install.secret_host = conda.secret_host;
    add(std::move(install));
  }

  void lower_fact(const spec::Npm& npm) {
    ir::NpmInstall install;
    install.packages = npm.packages;
    install.manifests = npm.manifests;
    install.directory = npm.directory;
    install.development = npm.development;
    install.registry = npm.registry;
    install.secret = npm.secret;
    add(std::move(install));
  }

  void lower_fact(const spec::Git& git) {
    ir::Clone clone;
    clone.url = git.url;
    clone.revision = git.revision;
    clone.tag = git.tag;
    clone.destination = git.destination;
    clone.submodules = git.submodules;
    clone.lfs = git.lfs;
    clone.keep_git = git.keep_git;
    clone.pick = git.pick;
    clone.remove = git.remove;
    clone.depth = git.depth;
    clone.unpack = git.unpack;
    add(std::move(clone));
  }

  void lower_fact(const spec::Fetch& fetch) {
    ir::Download download;
    download.url = fetch.url;
    download.checksum = fetch.checksum;
    download.destination = fetch.destination;
    download.unpack = fetch.unpack;
    download.strip = fetch.strip;
    download.mode = fetch.mode;
    download.weights = fetch.weights;
    download.secret = fetch.secret;
    download.hub = fetch.hub;
    if (fetch.weights) note_weights();
    add(std::move(download));
  }

  void note_weights() {
    if (!result_.weights) result_.weights = origin(span_);
  }

  void lower_fact(const spec::Copy& copy) {
    if (copy.weights) note_weights();
    ir::Copy result;
    result.source_name = copy.source_name;
    result.sources = copy.sources;
    result.destination = copy.destination;
    result.mode = copy.mode;
    result.owner = copy.owner;
    result.weights = copy.weights;
    result.unpack = copy.unpack;
    if (copy.from == spec::Copy::From::inside) {
      copy_inside(copy);
      return;
    }
    if (copy.from != spec::Copy::From::context) {
      result.from = copy.from == spec::Copy::From::stage ? ir::Copy::From::stage : ir::Copy::From::image;
      add(std::move(result));
      return;
    }
    add_context_copies(copy, result);
  }

  /// What is in the image already, once more: a folder's content, or a file.
  void copy_inside(const spec::Copy& copy) {
    ir::Run run;
    const std::string& from = copy.sources.front();
    const bool folder = from.ends_with('/');
    const std::string& to = copy.destination;
    const std::string made = folder || to.ends_with('/') ? without_last_slash(to) : to.substr(0, to.rfind('/'));
    if (!made.empty()) run.commands.emplace_back(ir::Command{{"mkdir", "-p", made}, {}});
    run.commands.emplace_back(ir::Command{{"cp", "-a", folder ? from + "." : from, to}, {}});
    run.network = ir::Network::none;
    add(std::move(run));
    ir::Effects& effects = result_.steps.back().effects;
    effects.reads = {{ir::Resource::Kind::path, without_last_slash(from), true}, {ir::Resource::Kind::system_packages}};
    const std::string written = to.ends_with('/') && !folder ? to + file_name(from) : without_last_slash(to);
    effects.writes = {{ir::Resource::Kind::path, written, true}};
  }

  /// Files of one mode in one step: what the host's checkout says of modes counts for nothing but the executable bit.
  void add_context_copies(const spec::Copy& copy, const ir::Copy& shared) {
    const bool folders =
        std::any_of(copy.entries.begin(), copy.entries.end(), [](const spec::ContextEntry& e) { return e.directory; });
    if (folders || !copy.mode.empty()) {
      ir::Copy result = shared;
      result.folders = folders;
      result.exact_mode = !folders;
      if (!folders) result.bytes = 0;
      for (const spec::ContextEntry& entry : copy.entries) {
        result.sources.push_back(entry.path);
        if (result.bytes) *result.bytes += entry.bytes;
      }
      add(std::move(result));
      return;
    }
    for (const bool executable : {false, true}) {
      ir::Copy result = shared;
      result.mode = executable ? "0755" : "0644";
      result.bytes = 0;
      for (const spec::ContextEntry& entry : copy.entries) {
        if (entry.executable != executable) continue;
        result.sources.push_back(entry.path);
        *result.bytes += entry.bytes;
      }
      if (!result.sources.empty()) add(std::move(result));
    }
  }

  void lower_fact(const spec::WriteFile& file) { add(ir::WriteFile{file.path, file.content, file.mode, file.owner}); }

  void lower_fact(const spec::Link& link) { add(ir::MakeLink{link.existing, link.path}); }

  void lower_fact(const spec::Directory& directory) { add(ir::MakeDirectory{directory.path, directory.owner, true}); }

  void lower_fact(const spec::Patch& patch) {
    add(ir::EditFile{patch.path, patch.folder, patch.edits, patch.reverse, patch.strip});
  }

  void lower_fact(const spec::AptRepository& repository) {
    const SystemSteps system(stage_.base, origin(span_));
    for (ir::Step& step : system.repository(repository)) result_.steps.push_back(std::move(step));
  }

  void lower_fact(const spec::Deb& deb) {
    ir::InstallPackages install;
    install.files.push_back({deb.url, deb.checksum});
    add(std::move(install));
  }

  void lower_fact(const spec::Locale& locale) {
    if (auto step = SystemSteps(stage_.base, origin(span_)).locale(locale)) result_.steps.push_back(std::move(*step));
  }

  void lower_fact(const spec::Timezone& timezone) {
    result_.steps.push_back(SystemSteps(stage_.base, origin(span_)).timezone(timezone));
  }

  void lower_fact(const spec::Verbatim& verbatim) { add(ir::Verbatim{verbatim.instructions}); }

  void lower_fact(const spec::Run& run) {
    ir::Run result;
    result.commands.emplace_back(script(run, result_));
    if (!run.weights.empty()) {
      note_weights();
      for (auto& command : ir::weights_commands(run.weights, run.least_bytes))
        result.commands.push_back(std::move(command));
    }
    result.network = run.no_network ? ir::Network::none : ir::Network::normal;
    result.directory = !run.directory.empty() ? run.directory : home_directory();
    result.variables = run.variables;
    result.user = run.user;
    result.mounts = mounts(run);
    if (run.often) result.pace = ir::Run::Pace::often;
    if (run.rarely) result.pace = ir::Run::Pace::rarely;
    add(std::move(result));
    ir::Effects& effects = result_.steps.back().effects;
    if (!run.narrowed) {
      effects.writes.push_back({ir::Resource::Kind::everything});
      return;
    }
    for (const std::string& path : run.reads) effects.reads.push_back({ir::Resource::Kind::path, path, true});
    for (const std::string& path : run.writes) effects.writes.push_back({ir::Resource::Kind::path, path, true});
    effects.reads.push_back({ir::Resource::Kind::accounts, "", true});
    // What installs stand behind is as if it wrote what they do.
    auto& installed = run.place == spec::Run::Place::before_install ? effects.writes : effects.reads;
    for (const auto kind : {ir::Resource::Kind::system_packages, ir::Resource::Kind::python})
      installed.push_back({kind, "", true});
    // What npm installed for all users is at hand, as the system's packages are.
    if (installs_node_packages()) effects.reads.push_back({ir::Resource::Kind::path, ir::node_packages, true});
    effects.reads.push_back({ir::Resource::Kind::variable, "", true});
    if (run.place == spec::Run::Place::after_copy)
      for (const std::string& path : copied_paths(stage_))
        effects.reads.push_back({ir::Resource::Kind::path, path, true});
    if (!run.no_network) effects.reads.push_back({ir::Resource::Kind::network});
  }

  /// What a step is given for its time only.
  [[nodiscard]] std::vector<ir::Mount> mounts(const spec::Run& run) const {
    std::vector<ir::Mount> result;
    for (const std::string& path : run.caches) {
      ir::Mount mount;
      mount.kind = ir::Mount::Kind::cache;
      mount.id = project_ + path;
      std::replace(mount.id.begin(), mount.id.end(), '/', '-');
      mount.target = path;
      result.push_back(std::move(mount));
    }
    for (const SecretUse& secret : run.secrets) result.push_back(ir::secret_mount(secret));
    for (const auto& [variable, secret] : run.secret_variables) {
      result.push_back(ir::secret_mount(secret));
      result.back().variable = variable;
    }
    if (run.ssh) {
      ir::Mount mount;
      mount.kind = ir::Mount::Kind::ssh;
      result.push_back(std::move(mount));
    }
    return result;
  }

  [[nodiscard]] bool installs_node_packages() const {
    return std::any_of(stage_.statements.begin(), stage_.statements.end(), [](const spec::Statement& statement) {
      const auto* npm = std::get_if<spec::Npm>(&statement.fact);
      return npm != nullptr && npm->directory.empty();
    });
  }

  /// Where a step without `in=` runs. One that moved leaves its mark in the file, so that the others must move back.
  [[nodiscard]] std::string home_directory() const {
    return stage_.workdir.empty() && some_move_ ? stage_.base.workdir : stage_.workdir;
  }

  void lower_configuration() {
    ir::Configuration& configuration = result_.configuration;
    configuration.workdir = home_directory();
    configuration.labels = stage_.labels;
    configuration.ports = stage_.ports;
    configuration.volumes = stage_.volumes;
    configuration.stop_signal = stage_.stop_signal;
    configuration.entrypoint = stage_.entrypoint;
    configuration.command = stage_.command;
    configuration.healthcheck = stage_.healthcheck;
    if (stage_.is_image && !configuration.healthcheck && !stage_.inherits_healthcheck) {
      configuration.healthcheck.emplace();
      configuration.healthcheck->none = true;
    }
    for (const auto& [keyword, spans] : stage_.rows) configuration.rows[keyword] = {spans};
  }

  const spec::Stage& stage_;
  const std::string& project_;
  const bool some_move_;  ///< some step runs elsewhere than the others
  ir::Stage result_;
  Span span_{};
};

}  // namespace

ir::Origin origin(Span span) { return {{span}}; }

ir::Script script(const spec::Run& run, const ir::Stage& stage) {
  ir::Script result;
  result.text = run.text;
  result.simple = !run.several_lines && resolve::is_simple_command(run.text);
  result.bash = stage.bash;
  result.shell = stage.shell;
  return result;
}

ir::Stage lower_stage(const spec::Stage& stage, const std::string& project) {
  return StageLowering(stage, project).run();
}

}  // namespace boxwright::lower
