// compose.yaml: a service for each launch, with what run.sh gives its container. `docker compose up` starts the launch
// without a name; the others are profiles of their own:
//
//     launch { port 8000:8000 }    →    services: app: ports: […], read_only: true, cap_drop: [ALL], …
//     launch dev { shell }         →    services: app-dev: profiles: [dev], …
//
// It says all that run.sh says; flags that are written for `docker run` alone it cannot, and tells so.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/backends/container.hpp"
#include "compiler/backends/document.hpp"
#include "compiler/backends/mark.hpp"
#include "compiler/backends/script.hpp"

namespace boxwright::backends {

namespace {

/// In a text of this file a dollar sign begins a variable.
std::string plain(const std::string& text) {
  std::string result;
  for (const char c : text) result += c == '$' ? "$$" : std::string(1, c);
  return result;
}

Document plain(const std::vector<std::string>& texts) {
  Document result = Document::list();
  for (const std::string& text : texts) result.add(plain(text));
  return result;
}

std::string path_on_host(const std::string& path, const Layout& layout) {
  if (path.starts_with('/')) return plain(path);
  if (path == "~" || path.starts_with("~/")) return "${HOME:?}" + plain(path.substr(1));
  const std::string relative = path.starts_with("./") ? path.substr(2) : path;
  const std::string folder = layout.context == "." ? "." : "./" + layout.context;
  return plain(relative.empty() || relative == "." ? folder : folder + "/" + relative);
}

class Service {
 public:
  Service(const ir::Module& module, const ir::Image& image, const ir::Launch& launch, const Layout& layout)
      : image_(image), layout_(layout), box_(container_for(module, image, launch)) {}

  Document document() {
    lifetime();
    security();
    network();
    storage();
    environment();
    resources();
    return service_;
  }

  [[nodiscard]] const Container& container() const { return box_; }
  [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }

 private:
  [[nodiscard]] const ir::Launch& launch() const { return box_.launch; }

  void lifetime() {
    service_.set("image", plain(image_.reference())).set("pull_policy", "never").set("container_name", box_.name);
    if (!launch().name.empty()) service_.set("profiles", Document::list({launch().name}));
    service_.set("labels", Document::object({{"boxwright.stamp", image_.stamp}})).set("init", true);
    service_.set("restart", launch().restart.empty() ? "no" : launch().restart);
    if (launch().shell) {
      service_.set("stdin_open", true).set("tty", true);
      service_.set("entrypoint", std::vector<std::string>{"/bin/sh"});
      service_.set("command", std::vector<std::string>{"-c", "command -v bash >/dev/null && exec bash; exec sh"});
    } else if (launch().command) {
      service_.set("command", plain(*launch().command));
    }
  }

  void security() {
    if (!launch().writable_root) service_.set("read_only", true);
    service_.set("cap_drop", std::vector<std::string>{"ALL"}).set_some("cap_add", launch().capabilities);
    service_.set("security_opt", std::vector<std::string>{"no-new-privileges:true"});
    if (box_.host_user) {
      // Not `:?`, which would keep every other service from starting: this one says the name when it is started
      // without.
      service_.set("user", "${HOST_UID:-HOST_UID_is_not_set}:${HOST_GID:-HOST_GID_is_not_set}");
      notes_.emplace_back("its user is the caller: start it with HOST_UID=$(id -u) HOST_GID=$(id -g) docker compose …");
    } else {
      service_.set_some("user", launch().user);
    }
  }

  void network() {
    const std::string& name = box_.network;
    if (name == "none" || name == "host" || name == "bridge") {
      service_.set("network_mode", name);
    } else if (!name.empty()) {
      service_.set("networks", std::vector<std::string>{name});
    }
    Document ports = Document::list();
    for (const ir::Port& port : launch().ports) {
      Document one;
      one.set("target", unsigned{port.container}).set("published", std::to_string(port.host));
      one.set_some("host_ip", port.host_address).set("protocol", port.protocol);
      ports.add(one);
    }
    service_.set_some("ports", ports);
  }

  /// Whose a folder in memory is, which older engines otherwise leave to root.
  [[nodiscard]] std::string owner() const {
    if (box_.host_user) return "${TMPFS_OWNER-,uid=${HOST_UID:-0},gid=${HOST_GID:-0}}";
    return box_.uid.empty() ? "" : "${TMPFS_OWNER-,uid=" + box_.uid + ",gid=" + box_.gid + "}";
  }

  void storage() {
    Document memory = Document::list();
    for (const std::string& path : box_.memory)
      memory.add(plain(path) + ":rw,exec,nosuid,nodev,mode=1777" + (covers_folder(path) ? owner() : ""));
    service_.set("tmpfs", memory);
    const bool owned = std::any_of(box_.memory.begin(), box_.memory.end(), covers_folder) && !owner().empty();
    if (owned)
      notes_.emplace_back(
          "its folders in memory have an owner, which Podman does not take: start it there with TMPFS_OWNER=");
    Document volumes = Document::list();
    for (const std::string& path : launch().volumes)
      volumes.add(Document::object({{"type", "volume"}, {"target", plain(path)}}));
    for (const ir::LaunchMount& mount : launch().mounts)
      volumes.add(bind(path_on_host(mount.source, layout_), mount.target, mount.writable));
    for (const Container::Cache& cache : box_.caches)
      volumes.add(bind("${XDG_CACHE_HOME:-${HOME:?}/.cache}/" + plain(cache.folder), cache.target, true));
    for (const Container::Cache& file : box_.weights)
      volumes.add(bind("${XDG_CACHE_HOME:-${HOME:?}/.cache}/" + plain(file.folder), file.target, false));
    if (!box_.weights.empty()) notes_.emplace_back("launch/weights.sh fetches the weights that it mounts");
    service_.set_some("volumes", volumes);
  }

  /// What is written to is made where it is missing; what is read must be there.
  static Document bind(const std::string& source, const std::string& target, bool writable) {
    Document result = Document::object({{"type", "bind"}, {"source", source}, {"target", plain(target)}});
    if (!writable) result.set("read_only", true);
    return result.set("bind", Document::object({{"create_host_path", writable}}));
  }

  void environment() {
    Document variables;
    for (const auto& [name, value] : box_.variables) variables.set(name, plain(value));
    for (const std::string& name : launch().inherited) variables.set(name, Document::null());
    service_.set_some("environment", variables);
    Document files = Document::list();
    // As docker reads it: nothing in it is a variable or a quote.
    for (const std::string& file : launch().environment_files)
      files.add(Document::object({{"path", path_on_host(file, layout_)}, {"format", "raw"}}));
    service_.set_some("env_file", files);
  }

  void resources() {
    if (!launch().cpus.empty()) service_.set("cpus", Document::number(launch().cpus));
    service_.set_some("mem_limit", launch().memory).set_some("shm_size", launch().shm_size);
    service_.set_some("ipc", plain(launch().ipc)).set_some("working_dir", plain(launch().workdir));
    limits();
    graphics();
    for (const std::string& flag : launch().docker_flags)
      notes_.push_back(fmt::format("it does not say the flag {}, which is for `docker run` alone", flag));
  }

  /// `memlock=-1` and `nofile=1024:2048`.
  void limits() {
    Document limits;
    for (const std::string& limit : launch().ulimits) {
      const std::size_t equals = limit.find('=');
      const std::size_t colon = limit.find(':', equals);
      const std::string soft = limit.substr(equals + 1, colon == std::string::npos ? colon : colon - equals - 1);
      const std::string hard = colon == std::string::npos ? soft : limit.substr(colon + 1);
      const auto is_number = [](std::string_view text) {
        if (text.starts_with('-')) text.remove_prefix(1);
        return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
      };
      if (!is_number(soft) || !is_number(hard)) {
        notes_.push_back(fmt::format("it does not say the limit {}, which is no number", limit));
        continue;
      }
      limits.set(limit.substr(0, equals),
                 Document::object({{"soft", Document::number(soft)}, {"hard", Document::number(hard)}}));
    }
    service_.set_some("ulimits", limits);
  }

  void graphics() {
    const std::string& gpus = launch().gpus;
    if (gpus.empty()) return;
    Document device = Document::object({{"driver", "nvidia"}});
    if (gpus.starts_with("device=")) {
      Document ids = Document::list();
      for (std::size_t begin = 7; begin <= gpus.size(); begin = std::min(gpus.find(',', begin), gpus.size()) + 1)
        ids.add(gpus.substr(begin, std::min(gpus.find(',', begin), gpus.size()) - begin));
      device.set("device_ids", ids);
    } else {
      device.set("count", gpus == "all" ? Document(gpus) : Document::number(gpus));
    }
    device.set("capabilities", std::vector<std::string>{"gpu"});
    const Document reservations = Document::object({{"devices", Document::list({device})}});
    service_.set("deploy", Document::object({{"resources", Document::object({{"reservations", reservations}})}}));
  }

  const ir::Image& image_;
  const Layout& layout_;
  Container box_;
  Document service_;
  std::vector<std::string> notes_;
};

/// Networks that a launch names are there already.
void add_network(const Container& container, Document& networks, std::vector<std::string>& known) {
  const std::string& name = container.network;
  if (name.empty() || name == "none" || name == "host" || name == "bridge") return;
  if (std::find(known.begin(), known.end(), name) != known.end()) return;
  known.push_back(name);
  networks.set(name, Document::object({{"external", true}}));
}

}  // namespace

std::vector<OutputFile> emit_compose(const ir::Module& all, const ir::Image& one, const Layout& layout) {
  const ir::Module module = ir::module_of(all, one);
  const ir::Image& image = module.images.front();
  std::vector<ir::Launch> launches = image.launches;
  if (launches.empty() || !launches.front().name.empty()) launches.insert(launches.begin(), default_launch(image));
  OutputFile file{"compose.yaml", {}, false, {}};
  Document services, networks;
  std::vector<std::string> known;
  for (const ir::Launch& launch : launches) {
    Service service(module, image, launch, layout);
    services.set(service.container().name, service.document());
    add_network(service.container(), networks, known);
    for (const std::string& note : service.notes())
      file.notes.push_back(fmt::format("the service {}: {}", service.container().name, note));
  }
  std::string project = short_name(image);
  std::replace(project.begin(), project.end(), '.', '-');
  Document document;
  document.set("name", project).set("services", services).set_some("networks", networks);
  std::string text = fmt::format(
      "# Containers of {}: docker compose up starts the launch without a name,\n"
      "# docker compose --profile NAME up another one; launch/build.sh makes the image.\n",
      image.reference());
  for (const std::string& note : file.notes) text += "# Note: " + note + "\n";
  file.content = with_mark(text + document.yaml(), layout.spec, 1);
  return {file};
}

}  // namespace boxwright::backends
