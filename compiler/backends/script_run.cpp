// run.sh, one run-NAME.sh for each named launch, and shell.sh: containers that start with as little as they need. The
// root file system is read-only, no capability is left, and there is no network unless the launch says so.

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "compiler/backends/container.hpp"
#include "compiler/backends/script.hpp"
#include "compiler/backends/shell_quote.hpp"

namespace boxwright::backends {

namespace {

/// Does it lie beside the spec?
bool is_beside(const std::string& path) { return !path.starts_with('/') && !path.starts_with('~'); }

/// One `docker run` and what has to be known before it.
class RunScript {
 public:
  RunScript(const ScriptInput& input, const ir::Launch& launch, bool shell)
      : input_(input),
        container_(container_for(input.module, input.image, launch)),
        launch_(container_.launch),
        shell_(shell || launch_.shell),
        extra_(shell) {}

  OutputFile file(const std::string& name, const std::vector<std::string>& about) {
    std::string body = find_engine();
    if (needs_project()) body += find_project(input_);
    body += "\n" + assign("image", input_.image.reference());
    if (!extra_) body += assign("container", container_.name);
    body += image_is_here;
    if (!extra_) body += name_is_free();
    body += "\n" + preparation();
    return script(input_, name, about, body + command());
  }

 private:
  static constexpr const char* image_is_here =
      "\n"
      "\"${docker}\" image inspect \"${image}\" >/dev/null 2>&1 ||\n"
      "  fail \"${image} is not here: launch/build.sh makes it, pull.sh and load.sh get it\"\n";
  static constexpr const char* foreign_name =
      "  *' ') fail \"there is a container ${container} that is not ours: remove it, or choose another name\" ;;\n";

  [[nodiscard]] std::string name_is_free() const { return launch_.detach ? service_is_new() : no_container_runs(); }

  static std::string no_container_runs() {
    return std::string(
               "\n"
               "# A name serves once: an ended container of ours makes room, all else stays.\n"
               "format='{{.State.Status}} {{index .Config.Labels \"boxwright.stamp\"}}'\n"
               "state=$(\"${docker}\" container inspect --format \"${format}\" \"${container}\" 2>/dev/null) || "
               "state=\n"
               "case ${state} in\n"
               "  '') ;;\n"
               "  running* | restarting* | paused*) fail \"${container} runs already; launch/stop.sh stops it\" ;;\n") +
           foreign_name +
           "  *) \"${docker}\" rm --volumes \"${container}\" >/dev/null ;;\n"
           "esac\n";
  }

  /// A service goes on while it is of this image and as the spec says, and makes room where it is not.
  [[nodiscard]] std::string service_is_new() const {
    return "\n" + assign("stamp", input_.image.stamp) +
           "# A service goes on while it is of this image and as the spec says, and makes room where it is not.\n"
           "made=$(\"${docker}\" image inspect --format '{{.ID}}' \"${image}\")\n"
           "format='{{.State.Status}} {{.Image}} {{index .Config.Labels \"boxwright.stamp\"}}'\n"
           "state=$(\"${docker}\" container inspect --format \"${format}\" \"${container}\" 2>/dev/null) || state=\n"
           "case ${state} in\n"
           "  '') ;;\n"
           "  \"running ${made} ${stamp}\" | \"restarting ${made} ${stamp}\")\n"
           "    echo \"${container} runs already, as the spec says\"\n"
           "    exit 0\n"
           "    ;;\n" +
           std::string(foreign_name) +
           "  *) \"${docker}\" rm --force --volumes \"${container}\" >/dev/null ;;\n"
           "esac\n";
  }

  [[nodiscard]] bool needs_project() const {
    for (const ir::LaunchMount& mount : launch_.mounts)
      if (is_beside(mount.source)) return true;
    for (const std::string& file : launch_.environment_files)
      if (is_beside(file)) return true;
    return false;
  }

  [[nodiscard]] std::string preparation() const {
    std::string text;
    for (const ir::LaunchMount& mount : launch_.mounts) {
      const std::string path = shell_word(host_path(mount.source));
      if (mount.writable) {
        text += "[ -e " + path + " ] || mkdir -p -- " + path + "\n";
      } else if (is_beside(mount.source)) {  // what is elsewhere, a distant engine may have and this machine not
        text += "[ -e " + path + " ] || fail " +
                shell_word(Text("there is no " + mount.source + " beside the spec to mount; put it there first")) +
                "\n";
      }
    }
    if (!launch_.caches.empty() || !container_.weights.empty()) text += find_cache();
    for (const Container::Cache& cache : container_.caches)
      text += "mkdir -p -- " + shell_word(cache_on_host(cache)) + "\n";
    text += fetch_weights(input_.image);
    if (container_.host_user) text += caller_text;
    const std::vector<std::string>& memory = container_.memory;
    if (std::any_of(memory.begin(), memory.end(), [&](const std::string& path) { return has_owner(path); }))
      text += owner_text();
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

  static Text cache_on_host(const Container::Cache& cache) {
    Text path;
    path.append_variable("cache");
    path.append("/" + cache.folder);
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
    if (container_.host_user) {
      options_.emplace_back("${ids:+\"--userns=${ids}\"}");
      options_.emplace_back("--user \"${uid}:${gid}\"");
    } else if (!launch_.user.empty()) {
      option("user", launch_.user);
    }
  }

  void network_options() {
    if (!container_.network.empty()) option("network", container_.network);
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
    for (const std::string& path : container_.memory) memory_file_system(path);
    for (const std::string& path : launch_.volumes) option("mount", "type=volume,target=" + path);
    for (const ir::LaunchMount& mount : launch_.mounts) bind(host_path(mount.source), mount.target, mount.writable);
    for (const Container::Cache& cache : container_.caches) bind(cache_on_host(cache), cache.target, true);
    for (const Container::Cache& file : container_.weights) bind(cache_on_host(file), file.target, false);
  }

  [[nodiscard]] bool has_owner(const std::string& path) const {
    return covers_folder(path) && (container_.host_user || !container_.uid.empty());
  }

  /// Executable, which engines otherwise forbid there: numba and triton write code and run it.
  void memory_file_system(const std::string& path) {
    Text value = path + ":rw,exec,nosuid,nodev,mode=1777";
    if (has_owner(path)) value.append_variable("owner");
    option("tmpfs", value);
  }

  [[nodiscard]] std::string owner_text() const {
    const std::string uid = container_.host_user ? "${uid}" : container_.uid;
    const std::string gid = container_.host_user ? "${gid}" : container_.gid;
    return "# Older engines leave a folder in memory to root where the image has one of that name. Podman takes no "
           "owner.\n"
           "case $(\"${docker}\" version) in\n"
           "  *[Pp]odman*) owner= ;;\n"
           "  *) owner=\",uid=" +
           uid + ",gid=" + gid +
           "\" ;;\n"
           "esac\n";
  }

  void bind(const Text& source, const std::string& target, bool writable) {
    Text value = "type=bind,source=";
    value.append(source);
    value.append(",target=" + target + (writable ? "" : ",readonly"));
    option("mount", value);
  }

  void environment_options() {
    for (const auto& [name, value] : container_.variables) option("env", name + "=" + value);
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
  Container container_;
  const ir::Launch& launch_;
  bool shell_;  ///< a shell instead of the entrypoint
  bool extra_;  ///< beside a container that may run: without its name and ports
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
