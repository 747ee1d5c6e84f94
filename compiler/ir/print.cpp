#include "compiler/ir/print.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace boxwright::ir {

namespace {

/// A word of the text: bare where nothing in it could be taken for something else.
std::string word(std::string_view text) {
  if (!text.empty() && text.find_first_of(" \t\n\r\"\\(),[]{}") == std::string_view::npos) return std::string(text);
  std::string result = "\"";
  for (const char c : text) {
    if (c == '\n') {
      result += "\\n";
    } else {
      if (c == '"' || c == '\\') result += '\\';
      result += c;
    }
  }
  return result + '"';
}

std::string word(const std::string& text) { return word(std::string_view(text)); }
std::string word(const Text& text) { return word(text.display()); }

template <class List>
std::string words(const List& list) {
  std::string result;
  for (const auto& item : list) result += (result.empty() ? "" : " ") + word(item);
  return result;
}

/// What stands behind an operation in parentheses: only what is not as usual.
class Details {
 public:
  Details& flag(std::string_view name, bool is_set) {
    if (is_set) add(std::string(name));
    return *this;
  }
  Details& value(std::string_view name, std::string_view value) {
    if (!value.empty()) add(fmt::format("{}={}", name, word(value)));
    return *this;
  }
  template <class List>
  Details& list(std::string_view name, const List& list) {
    if (!list.empty()) add(fmt::format("{}=[{}]", name, words(list)));
    return *this;
  }
  Details& variables(std::string_view name, const std::vector<std::pair<std::string, Text>>& variables) {
    for (const auto& [variable, text] : variables) add(fmt::format("{} {}={}", name, variable, word(text)));
    return *this;
  }
  [[nodiscard]] std::string text() const { return text_.empty() ? "" : " (" + text_ + ")"; }

 private:
  void add(const std::string& detail) { text_ += (text_.empty() ? "" : ", ") + detail; }
  std::string text_;
};

std::string print_mount(const Mount& mount) {
  const auto place = [&](std::string_view kind) {
    const std::string source = mount.from.empty() ? mount.source : mount.from + ":" + mount.source;
    return fmt::format("{} {} -> {}", kind, word(source), word(mount.target));
  };
  switch (mount.kind) {
    case Mount::Kind::cache:
      return fmt::format("cache {} -> {}", word(mount.id), word(mount.target));
    case Mount::Kind::bind:
      return place("bind");
    case Mount::Kind::tmpfs:
      return fmt::format("tmpfs {}", word(mount.target));
    case Mount::Kind::ssh:
      return "ssh";
    case Mount::Kind::secret:
      break;
  }
  const std::string file = mount.target.empty() ? "/run/secrets/" + mount.id : mount.target;
  const std::string target = mount.variable ? "$" + *mount.variable : file;
  return fmt::format("secret {} -> {}{}", word(mount.id), word(target), mount.required ? "" : " (optional)");
}

std::string name(const std::optional<SecretUse>& secret) {
  return secret ? secret->name + (secret->optional ? "?" : "") : "";
}

std::string print_command(const std::variant<Command, Script>& command) {
  if (const auto* script = std::get_if<Script>(&command))
    return fmt::format("{} {}", script->bash ? "bash" : "sh", word(script->text));
  const auto& program = std::get<Command>(command);
  std::string result;
  for (const auto& [name, value] : program.variables) result += name + "=" + word(value) + " ";
  result += words(program.words);
  if (program.into) result += " > " + word(*program.into);
  return result;
}

std::string_view print_caches(Caches caches) {
  switch (caches) {
    case Caches::kept:
      return "";
    case Caches::cleaned:
      return "cleaned";
    case Caches::mounted:
      break;
  }
  return "mounted";
}

struct Printer {
  std::string operator()(const Run& run) const {
    Details details;
    details.value("in", run.directory).value("user", run.user).variables("env", run.variables);
    details.flag("no network", run.network == Network::none).flag("apart", run.apart);
    std::string result = "run" + details.text();
    for (const Mount& mount : run.mounts) result += "\n" + print_mount(mount);
    for (const auto& command : run.commands) result += "\n" + print_command(command);
    return result;
  }

  std::string operator()(const Copy& copy) const {
    Details details;
    details.value("mode", copy.mode).value("owner", copy.owner).flag("link", copy.link).flag("weights", copy.weights);
    details.flag("folders", copy.folders).flag("unpack", copy.unpack).flag("exact mode", copy.exact_mode);
    std::string from;
    if (copy.from == Copy::From::stage) from = "stage " + word(copy.source_name) + " ";
    if (copy.from == Copy::From::image) from = "image " + word(copy.source_name) + " ";
    return fmt::format("copy {}{} -> {}{}", from, words(copy.sources), word(copy.destination), details.text());
  }

  std::string operator()(const Add& add) const {
    Details details;
    details.value("checksum", add.checksum).value("mode", add.mode).flag("keep git", add.keep_git);
    return fmt::format("add {} -> {}{}", word(add.url), word(add.destination), details.text());
  }

  std::string operator()(const SetVariable& variable) const {
    const char* kind = variable.kind == SetVariable::Kind::environment ? "env" : "arg";
    return fmt::format("{} {}{}", kind, variable.name, variable.value ? "=" + word(*variable.value) : "");
  }

  std::string operator()(const InstallPackages& install) const {
    std::vector<std::string> packages;
    packages.reserve(install.packages.size());
    for (const Package& package : install.packages)
      packages.push_back(package.version.empty() ? package.name : package.name + "=" + package.version);
    for (const PackageFile& file : install.files) packages.push_back(file.url);
    Details details;
    details.flag("for building", install.for_building)
        .flag("recommends", install.recommends)
        .value("from", install.release)
        .value("snapshot", install.snapshot)
        .flag("before further archives", install.trusts);
    details.list("remove", install.remove).list("hold", install.hold).value("caches", print_caches(install.caches));
    return fmt::format("{} {}{}", install.manager, words(packages), details.text());
  }

  std::string operator()(const PipInstall& pip) const {
    Details details;
    details.value("pip", pip.python).list("requirements", pip.requirement_files).list("with", pip.context_files);
    details.list("constraint", pip.constraints).list("paths", pip.paths).value("index", pip.index);
    details.list("extra-index", pip.extra_indexes).list("find-links", pip.find_links).flag("editable", pip.editable);
    details.value("uv", pip.uv_python).flag("hashed", pip.hashed);
    details.flag("no-deps", pip.no_deps).flag("no-build-isolation", pip.no_build_isolation).flag("pre", pip.pre);
    details.flag("override", pip.override_versions).list("remove", pip.remove).value("secret", name(pip.secret));
    details.value("caches", print_caches(pip.caches));
    const std::string requirements = words(pip.requirements);
    return "pip" + (requirements.empty() ? "" : " " + requirements) + details.text();
  }

  std::string operator()(const MakeVenv& venv) const {
    return fmt::format("venv {} ({}{})", word(venv.path), word(venv.python),
                       venv.system_packages ? ", system packages" : "");
  }

  std::string operator()(const BringPython& python) const {
    return fmt::format("bring python {} -> {}", python.version, word(python.folder));
  }

  std::string operator()(const SyncProject& sync) const {
    Details details;
    details.value("pip", sync.python).value("python", sync.interpreter).value("source", sync.source);
    details.list("extras", sync.extras).flag("no dev", sync.no_dev).flag("workspace", sync.workspace);
    details.value("caches", print_caches(sync.caches));
    return fmt::format("sync {} {} -> {}{}", word(sync.manifest), word(sync.lock), word(sync.prefix), details.text());
  }

  std::string operator()(const CondaInstall& install) const {
    Details details;
    details.value("tool", install.tool).value("env", install.environment).flag("create", install.create);
    details.list("channels", install.channels).value("file", install.file).list("with", install.context_files);
    details.value("secret", name(install.secret));
    details.value("caches", print_caches(install.caches));
    return "conda" + (install.packages.empty() ? "" : " " + words(install.packages)) + details.text();
  }

  std::string operator()(const NpmInstall& install) const {
    Details details;
    details.list("manifests", install.manifests).value("in", install.directory).flag("dev", install.development);
    details.value("registry", install.registry).value("secret", name(install.secret));
    details.value("caches", print_caches(install.caches));
    return "npm" + (install.packages.empty() ? "" : " " + words(install.packages)) + details.text();
  }

  std::string operator()(const Download& download) const {
    Details details;
    if (download.checksum) details.value(download.checksum->algorithm, download.checksum->digits);
    details.flag("unpack", download.unpack).value("strip", download.strip > 0 ? std::to_string(download.strip) : "");
    details.value("mode", download.mode).flag("weights", download.weights).value("secret", name(download.secret));
    details.value("rev", download.hub.revision).list("include", download.hub.include);
    details.list("exclude", download.hub.exclude);
    return fmt::format("download {} -> {}{}", word(download.url), word(download.destination), details.text());
  }

  std::string operator()(const Clone& clone) const {
    Details details;
    details.value("rev", clone.revision).value("tag", clone.tag).flag("no submodules", !clone.submodules);
    details.flag("lfs", clone.lfs).flag("keep git", clone.keep_git).list("pick", clone.pick);
    details.list("remove", clone.remove).value("depth", clone.depth ? std::to_string(*clone.depth) : "");
    std::vector<std::string> archives;
    for (const Unpacking& unpacking : clone.unpack) archives.push_back(unpacking.archive + " -> " + unpacking.folder);
    details.list("unpack", archives);
    return fmt::format("clone {} -> {}{}", word(clone.url), word(clone.destination), details.text());
  }

  std::string operator()(const WriteFile& file) const {
    Details details;
    details.value("mode", file.mode == "0644" ? "" : file.mode).value("owner", file.owner);
    return fmt::format("file {} {}{}", word(file.path), word(file.content), details.text());
  }

  std::string operator()(const MakeDirectory& directory) const {
    return fmt::format("folder {}{}", word(directory.path), Details().value("owner", directory.owner).text());
  }

  std::string operator()(const MakeLink& link) const {
    return fmt::format("link {} -> {}", word(link.existing), word(link.path));
  }

  std::string operator()(const EditFile& file) const {
    Details details;
    details.flag("folder", file.folder).flag("reverse", file.reverse);
    details.value("strip", file.strip == 1 ? "" : std::to_string(file.strip));
    std::string result = fmt::format("patch {}{}", word(file.path), details.text());
    for (const Edit& edit : file.edits) {
      constexpr std::array<std::string_view, 5> kinds{"replace", "replace(regex)", "append", "delete", "apply"};
      result += fmt::format("\n{} {}", kinds.at(static_cast<std::size_t>(edit.kind)), word(edit.text));
      if (edit.kind == Edit::Kind::replace || edit.kind == Edit::Kind::regex) result += " -> " + word(edit.becomes);
      if (edit.times != 1) result += fmt::format(" (times={})", edit.times);
    }
    return result;
  }

  std::string operator()(const Verbatim& verbatim) const {
    std::string result = "dockerfile";
    for (const VerbatimInstruction& instruction : verbatim.instructions) result += "\n" + word(instruction.text);
    return result;
  }

  std::string operator()(const MakeUser& user) const {
    Details details;
    details.value("home", user.home).list("groups", user.groups);
    return fmt::format("user {} {}:{}{}", word(user.name), user.uid, user.gid, details.text());
  }
};

std::string print_resource(const Resource& resource) {
  const auto named = [&](std::string_view kind) {
    return resource.name.empty() ? std::string(kind) : fmt::format("{} {}", kind, word(resource.name));
  };
  switch (resource.kind) {
    case Resource::Kind::accounts:
      return "accounts";
    case Resource::Kind::system_packages:
      return "packages";
    case Resource::Kind::python:
      return named("python");
    case Resource::Kind::path:
      return word(resource.name) + (resource.tree ? " and below" : "");
    case Resource::Kind::variable:
      return resource.name.empty() ? "variables" : "$" + resource.name + (resource.tree ? "*" : "");
    case Resource::Kind::network:
      return "network";
    case Resource::Kind::everything:
      break;
  }
  return "everything";
}

std::string print_base(const Base& base) {
  Details details;
  details.value("platform", base.platform).value("arg", base.argument);
  switch (base.kind) {
    case Base::Kind::scratch:
      return "scratch" + details.text();
    case Base::Kind::stage:
      return "stage " + word(base.name) + details.text();
    case Base::Kind::image:
      break;
  }
  return "image " + word(base.name) + details.text();
}

/// A step: its first line behind a dash, what it consists of below that.
void add_step(std::string& result, std::string_view text) {
  std::string_view before = "  - ";
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    result += fmt::format("{}{}\n", before, text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    before = "      ";
  }
}

void add_configuration(std::string& result, const Configuration& configuration) {
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) result += fmt::format("  {} {}\n", name, value);
  };
  for (const auto& [key, value] : configuration.labels) add("label", key + "=" + word(value));
  add("workdir", configuration.workdir);
  add("expose", words(configuration.ports));
  add("volume", words(configuration.volumes));
  add("user", configuration.user);
  add("stopsignal", configuration.stop_signal);
  if (const auto& check = configuration.healthcheck) add("healthcheck", check->none ? "none" : words(check->command));
  if (configuration.entrypoint) add("entrypoint", "[" + words(*configuration.entrypoint) + "]");
  if (configuration.command) add("cmd", "[" + words(*configuration.command) + "]");
}

void add_stage(std::string& result, const Stage& stage) {
  result += fmt::format("stage {} from {}\n", word(stage.name), print_base(stage.base));
  if (stage.user) {
    Details details;
    details.value("home", stage.user->home)
        .list("groups", stage.user->groups)
        .flag("the base's", stage.user->of_base)
        .flag("existing", stage.user->existing);
    result +=
        fmt::format("  runs as {} {}:{}{}\n", word(stage.user->name), stage.user->uid, stage.user->gid, details.text());
  }
  if (!stage.writable.empty()) result += fmt::format("  writable {}\n", words(stage.writable));
  for (const ArchiveLogin& login : stage.logins)
    result += fmt::format("  logs in to {} with {}\n", word(login.host), word(login.secret.name));
  if (!stage.certificates.files.empty())
    result += fmt::format("  trusts {}{}\n", words(stage.certificates.files), stage.certificates.kept ? " (kept)" : "");
  for (const Variable& variable : stage.variables) {
    constexpr std::array<std::string_view, 3> kinds{"env", "env(build)", "arg"};
    result += fmt::format("  {} {}{}\n", kinds.at(static_cast<std::size_t>(variable.kind)), variable.name,
                          variable.value ? "=" + word(*variable.value) : "");
  }
  for (const Step& step : stage.steps) add_step(result, print(step.operation));
  add_configuration(result, stage.configuration);
}

}  // namespace

std::string print(const Operation& operation) { return std::visit(Printer{}, operation); }

std::string print(const Effects& effects) {
  std::string result;
  const auto add = [&](std::string_view name, const std::vector<Resource>& resources) {
    for (std::size_t i = 0; i < resources.size(); ++i) {
      if (i == 0) result += fmt::format("{}{} ", result.empty() ? "" : "; ", name);
      result += (i == 0 ? "" : ", ") + print_resource(resources[i]);
    }
  };
  add("reads", effects.reads);
  add("writes", effects.writes);
  return result;
}

std::string print(const Module& module) {
  std::string result;
  for (const Stage& stage : module.stages) add_stage(result, stage);
  for (const Image& image : module.images) {
    result += fmt::format("image {} is stage {}\n", word(image.reference()), word(image.stage));
    for (const std::string& check : image.checks) result += fmt::format("  check {}\n", word(check));
    for (const MountedWeights& weights : image.weights)
      result += fmt::format("  mounts {} -> {}\n", word(weights.url), word(weights.target));
    for (const std::string& source : image.context_sources) result += fmt::format("  context {}\n", word(source));
  }
  return result;
}

}  // namespace boxwright::ir
