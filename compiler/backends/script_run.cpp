// run.sh, one run-NAME.sh for each named launch, and shell.sh: containers that start with as little as they need. The
// root file system is read-only, no capability is left, and there is no network unless the launch says so.

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "compiler/backends/script.hpp"
#include "compiler/backends/shell_quote.hpp"

namespace boxwright::backends {

namespace {

/// Where a framework keeps what it downloads: on the host (below its cache folder, or `~/`), and the variable for it.
struct CacheRow {
  std::string_view name, variable, host;
};
constexpr std::array caches{
    CacheRow{"torch", "TORCH_HOME", "torch"}, CacheRow{"hf", "HF_HOME", "huggingface"},
    CacheRow{"pip", "PIP_CACHE_DIR", "pip"},  CacheRow{"uv", "UV_CACHE_DIR", "uv"},
    CacheRow{"keras", "KERAS_HOME", "keras"}, CacheRow{"tfhub", "TFHUB_CACHE_DIR", "tfhub"},
    CacheRow{"nltk", "NLTK_DATA", "nltk"},    CacheRow{"whisper", "WHISPER_CACHE_DIR", "whisper"},
};

CacheRow cache_row(const std::string& name) {
  for (const CacheRow& row : caches)
    if (row.name == name) return row;
  return {name, {}, name};
}

/// The environment variables that the image itself sets, or what it starts from.
std::set<std::string> image_variables(const ir::Module& module, const ir::Image& image) {
  std::set<std::string> names;
  const ir::Stage* stage = ir::find_stage(module, image.stage);
  for (; stage != nullptr; stage = ir::stage_below(module, *stage)) {
    for (const ir::Step& step : stage->steps)
      if (const auto* variable = std::get_if<ir::SetVariable>(&step.operation)) names.insert(variable->name);
    for (const auto& [name, value] : stage->facts.env) names.insert(name);
  }
  return names;
}

bool image_is_root(const ScriptInput& input) {
  const ir::Stage* stage = ir::find_stage(input.module, input.image.stage);
  if (stage == nullptr) return true;
  const std::string& user = stage->configuration.user;
  return user.empty() || user == "0" || user == "root" || user.starts_with("0:");
}

/// One `docker run` and what has to be known before it.
class RunScript {
 public:
  RunScript(const ScriptInput& input, ir::Launch launch, bool shell)
      : input_(input), launch_(std::move(launch)), shell_(shell || launch_.shell), extra_(shell) {
    // A cache on the host belongs to the caller, who has to be the one that fills it.
    host_user_ = launch_.user == "host" || (launch_.user.empty() && !launch_.caches.empty() && !image_is_root(input_));
    home_ = launch_.home.empty() && host_user_ ? "/tmp/home" : launch_.home;
  }

  OutputFile file(const std::string& name, const std::vector<std::string>& about) {
    std::string body = find_engine();
    if (needs_project()) body += find_project(input_);
    body += "\n" + assign("image", input_.image.reference());
    if (!extra_) body += assign("container", container_of(input_.image, launch_));
    body += std::string(image_is_here) + (extra_ ? "" : name_is_free);
    body += "\n" + preparation();
    return script(input_, name, about, body + command());
  }

 private:
  static constexpr const char* image_is_here =
      "\n"
      "\"${docker}\" image inspect \"${image}\" >/dev/null 2>&1 ||\n"
      "  fail \"${image} is not here: launch/build.sh makes it, pull.sh and load.sh get it\"\n";
  static constexpr const char* name_is_free =
      "\n"
      "# A name serves once: an ended container of ours makes room, all else stays.\n"
      "format='{{.State.Status}} {{index .Config.Labels \"boxwright.stamp\"}}'\n"
      "state=$(\"${docker}\" container inspect --format \"${format}\" \"${container}\" 2>/dev/null) || state=\n"
      "case ${state} in\n"
      "  '') ;;\n"
      "  running* | restarting* | paused*) fail \"${container} runs already; launch/stop.sh stops it\" ;;\n"
      "  *' ') fail \"there is a container ${container} that is not ours: remove it, or choose another name\" ;;\n"
      "  *) \"${docker}\" rm --volumes \"${container}\" >/dev/null ;;\n"
      "esac\n";

  [[nodiscard]] bool needs_project() const {
    const auto beside = [](const std::string& path) { return !path.starts_with('/') && !path.starts_with('~'); };
    for (const ir::LaunchMount& mount : launch_.mounts)
      if (beside(mount.source)) return true;
    for (const std::string& file : launch_.environment_files)
      if (beside(file)) return true;
    return false;
  }

  [[nodiscard]] std::string preparation() const {
    std::string text;
    for (const ir::LaunchMount& mount : launch_.mounts) {
      if (!mount.writable) continue;
      const std::string path = shell_word(host_path(mount.source));
      text += "[ -e " + path + " ] || mkdir -p -- " + path + "\n";
    }
    if (!launch_.caches.empty()) text += "cache=${XDG_CACHE_HOME:-${HOME:?}/.cache}\n";
    for (const std::string& cache : launch_.caches) text += "mkdir -p -- " + shell_word(cache_on_host(cache)) + "\n";
    if (host_user_) text += caller_text;
    if (!launch_.gpus.empty()) text += "gpus=${GPUS-" + shell_word(gpus()) + "} # GPUS= runs without them\n";
    if (shell_) text += "terminal=\nif [ -t 0 ] && [ -t 1 ]; then\n  terminal=--tty\nfi\n";
    return text.empty() ? text : text + "\n";
  }

  static constexpr const char* caller_text =
      "# The caller owns what is written. Podman without root has to be told to keep the numbers.\n"
      "uid=$(id -u)\n"
      "gid=$(id -g)\n"
      "version=$(\"${docker}\" --version)\n"
      "case ${uid}:${version} in\n"
      "  0:*) ids= ;;\n"
      "  *:podman*) ids=keep-id ;;\n"
      "  *) ids= ;;\n"
      "esac\n";

  [[nodiscard]] std::string gpus() const {
    const bool list = launch_.gpus.find(',') != std::string::npos;
    return list ? "\"" + launch_.gpus + "\"" : launch_.gpus;
  }

  static Text cache_on_host(const std::string& name) {
    Text path;
    path.append_variable("cache");
    path.append("/" + std::string(cache_row(name).host));
    return path;
  }

  /// Adds an option; its value is quoted for the shell.
  void option(const std::string& name, const std::optional<Text>& value = {}) {
    options_.push_back("--" + name + (value ? " " + shell_word(*value) : ""));
  }

  std::string command() {
    lifetime_options();
    security_options();
    network_options();
    storage_options();
    environment_options();
    resource_options();
    for (const std::string& flag : launch_.docker_flags) options_.push_back(shell_word(flag));
    std::string text = "exec \"${docker}\" run";
    for (const std::string& line : options_) text += " \\\n  " + line;
    return text + " \\\n  " + "\"${image}\"" + arguments() + "\n";
  }

  void lifetime_options() {
    if (extra_) {
      options_.emplace_back("--rm");
    } else {
      options_.emplace_back("--name \"${container}\"");
      option("label", "boxwright.stamp=" + input_.image.stamp);
      // One that is detached stays when it ends, so that its state and logs can be asked for.
      if (!launch_.keep && !launch_.detach && launch_.restart.empty()) option("rm");
      if (launch_.detach) option("detach");
      if (!launch_.restart.empty()) option("restart", launch_.restart);
    }
    if (shell_) options_.emplace_back("--interactive ${terminal:+\"${terminal}\"}");
    option("pull", "never");
    option("init");
  }

  void security_options() {
    if (!launch_.writable_root) option("read-only");
    option("cap-drop", "ALL");
    for (const std::string& capability : launch_.capabilities) option("cap-add", capability);
    option("security-opt", "no-new-privileges");
    if (host_user_) {
      options_.emplace_back("${ids:+\"--userns=${ids}\"}");
      options_.emplace_back("--user \"${uid}:${gid}\"");
    } else if (!launch_.user.empty()) {
      option("user", launch_.user);
    }
  }

  void network_options() {
    if (!launch_.network.empty()) {
      option("network", launch_.network);
    } else if (launch_.ports.empty()) {
      option("network", "none");
    }
    if (extra_) return;  // a port serves once
    for (const ir::Port& port : launch_.ports) {
      const bool six = port.host_address.find(':') != std::string::npos && !port.host_address.starts_with('[');
      std::string value = six ? "[" + port.host_address + "]:" : port.host_address + ":";
      if (port.host_address.empty()) value.clear();
      value += std::to_string(port.host) + ":" + std::to_string(port.container);
      option("publish", value + (port.protocol == "tcp" ? "" : "/" + port.protocol));
    }
  }

  void storage_options() {
    memory_file_system("/tmp");
    for (const std::string& path : launch_.tmpfs)
      if (path != "/tmp") memory_file_system(path);
    if (home_.starts_with("/tmp/")) memory_file_system(home_);
    for (const std::string& path : launch_.volumes) option("mount", "type=volume,target=" + path);
    for (const ir::LaunchMount& mount : launch_.mounts) bind(host_path(mount.source), mount.target, mount.writable);
    for (const std::string& cache : launch_.caches) bind(cache_on_host(cache), "/cache/" + cache, true);
  }

  /// Executable, which engines otherwise forbid there: numba and triton write code and run it.
  void memory_file_system(const std::string& path) { option("tmpfs", path + ":rw,exec,nosuid,nodev,mode=1777"); }

  void bind(const Text& source, const std::string& target, bool writable) {
    Text value = "type=bind,source=";
    value.append(source);
    value.append(",target=" + target + (writable ? "" : ",readonly"));
    option("mount", value);
  }

  void environment_options() {
    std::map<std::string, std::string> variables{{"MPLCONFIGDIR", "/tmp/.config/matplotlib"},
                                                 {"NUMBA_CACHE_DIR", "/tmp/.cache/numba"},
                                                 {"XDG_CACHE_HOME", "/tmp/.cache"}};
    for (const std::string& name : image_variables(input_.module, input_.image)) variables.erase(name);
    if (!home_.empty()) variables["HOME"] = home_;
    for (const std::string& cache : launch_.caches)
      if (!cache_row(cache).variable.empty()) variables[std::string(cache_row(cache).variable)] = "/cache/" + cache;
    for (const auto& [name, value] : launch_.environment) variables[name] = value;
    for (const auto& [name, value] : variables) option("env", name + "=" + value);
    for (const std::string& name : launch_.inherited) option("env", name);
    for (const std::string& file : launch_.environment_files) option("env-file", host_path(file));
  }

  void resource_options() {
    if (!launch_.gpus.empty()) options_.emplace_back("${gpus:+\"--gpus=${gpus}\"}");
    const std::array<std::pair<const char*, const std::string*>, 5> settings{{{"cpus", &launch_.cpus},
                                                                              {"ipc", &launch_.ipc},
                                                                              {"memory", &launch_.memory},
                                                                              {"shm-size", &launch_.shm_size},
                                                                              {"workdir", &launch_.workdir}}};
    for (const auto& [name, value] : settings)
      if (!value->empty()) option(name, *value);
    for (const std::string& limit : launch_.ulimits) option("ulimit", limit);
    if (shell_) option("entrypoint", "/bin/sh");
  }

  /// What stands behind the image: a shell, or the launch's command, and the caller's arguments.
  [[nodiscard]] std::string arguments() const {
    if (shell_) return " \\\n  -c 'command -v bash >/dev/null && exec bash \"$@\"; exec sh \"$@\"' sh \"$@\"";
    std::string text;
    if (launch_.command)
      for (const std::string& word : *launch_.command) text += " " + shell_word(word);
    return text + " \"$@\"";
  }

  const ScriptInput& input_;
  ir::Launch launch_;
  bool shell_;  ///< a shell instead of the entrypoint
  bool extra_;  ///< beside a container that may run: without its name and ports
  bool host_user_ = false;
  std::string home_;
  std::vector<std::string> options_;
};

}  // namespace

std::vector<OutputFile> run_scripts(const ScriptInput& input) {
  const std::string reference = input.image.reference();
  std::vector<OutputFile> files;
  files.push_back(RunScript(input, default_launch(input.image), false)
                      .file("run", {"Starts a container of " + reference + ".",
                                    "Usage: launch/run.sh [argument for the program in it…]"}));
  for (const ir::Launch& launch : input.image.launches) {
    if (launch.name.empty()) continue;
    const std::string name = "run-" + launch.name;
    files.push_back(RunScript(input, launch, false)
                        .file(name, {"Starts a container of " + reference + " as the launch " + launch.name + " says.",
                                     "Usage: launch/" + name + ".sh [argument for the program in it…]"}));
  }
  files.push_back(RunScript(input, default_launch(input.image), true)
                      .file("shell", {"Opens a shell in a new container of " + reference +
                                          ", with the mounts of run.sh and without its ports.",
                                      "Usage: launch/shell.sh [argument for the shell, such as -c 'ls -l'…]"}));
  return files;
}

}  // namespace boxwright::backends
