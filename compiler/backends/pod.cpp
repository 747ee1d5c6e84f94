#include "compiler/backends/pod.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "compiler/backends/container.hpp"
#include "compiler/backends/script.hpp"

namespace boxwright::backends {

namespace {

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// In a command or a value, `$(NAME)` would be a variable.
std::string plain(const std::string& text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i)
    result += text[i] == '$' && i + 1 < text.size() && (text[i + 1] == '(' || text[i + 1] == '$')
                  ? "$$"
                  : std::string(1, text[i]);
  return result;
}

Document plain(const std::vector<std::string>& texts) {
  Document result = Document::list();
  for (const std::string& text : texts) result.add(plain(text));
  return result;
}

/// Docker's `16g` is `16Gi` here.
std::string quantity(const std::string& size) {
  if (size.empty() || is_number(size)) return size;
  const std::string number = size.substr(0, size.size() - 1);
  switch (size.back()) {
    case 'k':
    case 'K':
      return number + "Ki";
    case 'm':
    case 'M':
      return number + "Mi";
    case 'g':
    case 'G':
      return number + "Gi";
    default:
      return number;
  }
}

/// The whole seconds of a duration such as `30s`, `500ms` or `1m`, at least one.
unsigned seconds(std::string_view duration) {
  const std::size_t unit = std::min(duration.find_first_not_of("0123456789"), duration.size());
  if (unit == 0 || unit > 6) return 1;
  const auto number = static_cast<unsigned>(std::stoul(std::string(duration.substr(0, unit))));
  const std::string_view name = duration.substr(unit);
  if (name == "m") return number * 60;
  if (name == "h") return number * 3600;
  return name == "s" ? std::max(number, 1U) : 1U;
}

/// An address that a health check asks, where the compiler itself chose what asks it; a command of the user's own
/// begins with a shell.
struct Address {
  std::string scheme, path;
  unsigned port = 0;
};

std::optional<Address> asked_address(const ir::Healthcheck& check) {
  if (check.command.empty() || check.command.front().display() == "/bin/sh") return std::nullopt;
  for (const Text& word : check.command) {
    const std::string text = word.display();
    for (const auto& [scheme, usual] : {std::pair{"http", 80U}, std::pair{"https", 443U}}) {
      const std::string begin = std::string(scheme) + "://";
      const std::size_t at = text.find(begin);
      if (at == std::string::npos) continue;
      const std::string url = text.substr(at + begin.size(), text.find_first_of("' \"", at) - at - begin.size());
      const std::string host = url.substr(0, url.find('/'));
      const std::string path = url.substr(std::min(host.size(), url.size()));
      const std::size_t colon = host.rfind(':');
      const std::string name = host.substr(0, colon);
      if (name != "localhost" && name != "127.0.0.1") return std::nullopt;
      const std::string digits = colon == std::string::npos ? std::to_string(usual) : host.substr(colon + 1);
      if (!is_number(digits) || digits.size() > 5) return std::nullopt;
      return Address{scheme == std::string("https") ? "HTTPS" : "HTTP", path.empty() ? "/" : path,
                     static_cast<unsigned>(std::stoul(digits))};
    }
  }
  return std::nullopt;
}

class PodWriter {
 public:
  PodWriter(const ir::Module& module, const ir::Image& image, const ir::Launch& launch)
      : module_(module), image_(image), box_(container_for(module, image, launch)) {}

  Pod pod() {
    pod_.name = dns_label(box_.name);
    pod_.ports = launch().ports;
    const std::string& again = launch().restart;
    pod_.runs_on = !launch().ports.empty() || again == "always" || again == "unless-stopped";
    if (again.starts_with("on-failure")) pod_.retries = again.size() > 11 ? seconds(again.substr(11)) : 6;
    pod_.without_network = box_.network == "none";
    describe();
    leave_out();
    return pod_;
  }

 private:
  [[nodiscard]] const ir::Launch& launch() const { return box_.launch; }
  void note(std::string text) { pod_.notes.push_back(std::move(text)); }

  void describe() {
    Document container =
        Document::object({{"name", pod_.name}, {"image", image_name()}, {"imagePullPolicy", "Always"}});
    if (launch().command) container.set("args", plain(*launch().command));
    container.set_some("workingDir", launch().workdir);
    add_ports(container);
    add_environment(container);
    container.set("resources", resources()).set("securityContext", security(launch().capabilities));
    add_probes(container);
    add_storage();
    container.set_some("volumeMounts", mounts_);
    Document& spec = pod_.spec;
    spec.set("automountServiceAccountToken", false).set("enableServiceLinks", false);
    if (!pod_.runs_on) spec.set("restartPolicy", pod_.retries == 0 ? "Never" : "OnFailure");
    spec.set("securityContext", pod_security());
    spec.set_some("initContainers", fillers_);
    spec.set("containers", Document::list({container})).set_some("volumes", volumes_);
  }

  std::string image_name() {
    const std::string shipped = registry_reference(image_);
    if (shipped.empty() && image_.repository.find('.') == std::string::npos)
      note("the cluster has to be able to get " + image_.reference() + "; `push HOST` in the spec names its registry");
    return shipped.empty() ? image_.reference() : shipped;
  }

  void add_ports(Document& container) {
    Document ports = Document::list();
    for (const ir::Port& port : launch().ports)
      ports.add(Document::object({{"containerPort", unsigned{port.container}}, {"protocol", protocol(port)}}));
    container.set_some("ports", ports);
  }

  static std::string protocol(const ir::Port& port) {
    return port.protocol == "udp" ? "UDP" : port.protocol == "sctp" ? "SCTP" : "TCP";
  }

  void add_environment(Document& container) {
    Document variables = Document::list();
    for (const auto& [name, value] : box_.variables)
      variables.add(Document::object({{"name", name}, {"value", plain(value)}}));
    const std::string secret = dns_label(short_name(image_)) + "-env";
    for (const std::string& name : launch().inherited) {
      const Document key = Document::object({{"name", secret}, {"key", name}});
      const Document source = Document::object({{"secretKeyRef", key}});
      variables.add(Document::object({{"name", name}, {"valueFrom", source}}));
      note(fmt::format("{} comes from the Secret {}: kubectl create secret generic {} --from-literal={}=…", name,
                       secret, secret, name));
    }
    container.set_some("env", variables);
    Document files = Document::list();
    for (const std::string& file : launch().environment_files) {
      const std::string name = dns_label(fmt::format("{}-{}", short_name(image_), file.substr(file.rfind('/') + 1)));
      const Document reference = Document::object({{"name", name}});
      files.add(Document::object({{"secretRef", reference}}));
      note(fmt::format("{} is the Secret {}: kubectl create secret generic {} --from-env-file={}", file, name, name,
                       file));
    }
    container.set_some("envFrom", files);
  }

  Document resources() {
    Document limits;
    limits.set_some("cpu", launch().cpus).set_some("memory", quantity(launch().memory));
    if (launch().cpus.empty()) note("it has no limit of processors; `cpus 2` in the launch sets one");
    if (launch().memory.empty()) note("it has no limit of memory; `memory 4g` in the launch sets one");
    Document requests = limits;
    if (const std::string& gpus = launch().gpus; !gpus.empty()) {
      const auto listed = std::count(gpus.begin(), gpus.end(), ',') + 1;
      const std::string count = is_number(gpus) ? gpus : gpus == "all" ? "1" : std::to_string(listed);
      if (!is_number(gpus))
        note(fmt::format("`gpus {}` is {} here, since a pod has its GPUs by number: write `gpus NUMBER`", gpus, count));
      limits.set("nvidia.com/gpu", count);
    }
    Document result;
    return result.set_some("requests", requests).set_some("limits", limits);
  }

  [[nodiscard]] Document security(const std::vector<std::string>& further) const {
    Document capabilities = Document::object({{"drop", std::vector<std::string>{"ALL"}}});
    capabilities.set_some("add", further);
    return Document::object({{"allowPrivilegeEscalation", false},
                             {"readOnlyRootFilesystem", !launch().writable_root},
                             {"capabilities", capabilities}});
  }

  Document pod_security() {
    Document result;
    const std::string user = launch().user.empty() || box_.host_user ? user_of(module_, image_) : launch().user;
    const std::string uid = user.substr(0, user.find(':'));
    const std::string gid = user.find(':') == std::string::npos ? std::string() : user.substr(user.find(':') + 1);
    if (uid.empty() || uid == "0") {
      note(is_root(module_, image_) ? "it runs as root, as the spec says"
                                    : "the number of its user is not known, so the cluster cannot hold it to one");
    } else {
      result.set("runAsNonRoot", true).set("runAsUser", Document::number(uid));
      const std::string group = gid.empty() ? uid : gid;
      result.set("runAsGroup", Document::number(group)).set("fsGroup", Document::number(group));
    }
    return result.set("seccompProfile", Document::object({{"type", "RuntimeDefault"}}));
  }

  void add_probes(Document& container) {
    const ir::Stage* stage = ir::find_stage(module_, image_.stage);
    if (!pod_.runs_on || stage == nullptr || !stage->configuration.healthcheck) return;
    const ir::Healthcheck& check = *stage->configuration.healthcheck;
    if (check.none || check.command.empty()) return;
    Document probe;
    if (const auto address = asked_address(check)) {
      probe.set("httpGet",
                Document::object({{"path", address->path}, {"port", address->port}, {"scheme", address->scheme}}));
    } else {
      Document words = Document::list();
      for (const Text& word : check.command) words.add(word.display());
      probe.set("exec", Document::object({{"command", words}}));
    }
    probe.set("periodSeconds", seconds(check.interval)).set("timeoutSeconds", seconds(check.timeout));
    probe.set("failureThreshold", check.retries);
    Document alive = probe;
    alive.set("initialDelaySeconds", seconds(check.start_period));
    container.set("readinessProbe", probe).set("livenessProbe", alive);
  }

  /// Something that is mounted: a volume of the pod, and its place in the container.
  void mount(const std::string& name, const std::string& path, const char* kind, const Document& source,
             bool writable = true) {
    volumes_.add(Document::object({{"name", name}, {kind, source}}));
    Document place = Document::object({{"name", name}, {"mountPath", path}});
    if (!writable) place.set("readOnly", true);
    mounts_.add(place);
  }

  static Document in_memory(const std::string& size = {}) {
    Document folder = Document::object({{"medium", "Memory"}});
    folder.set_some("sizeLimit", quantity(size));
    return folder;
  }

  void add_storage() {
    unsigned number = 0;
    for (const std::string& path : box_.memory)
      mount(fmt::format("memory-{}", ++number), path, "emptyDir", in_memory());
    if (!launch().shm_size.empty()) mount("shared-memory", "/dev/shm", "emptyDir", in_memory(launch().shm_size));
    number = 0;
    for (const std::string& path : launch().volumes) fill(fmt::format("folder-{}", ++number), path);
    number = 0;
    for (const ir::LaunchMount& one : launch().mounts) claim(fmt::format("mount-{}", ++number), one);
    for (const Container::Cache& cache : box_.caches) {
      mount("cache-" + dns_label(cache.name), cache.target, "emptyDir", Document());
      note(fmt::format("`cache {}` lasts as long as the pod", cache.name));
    }
    mount_weights();
  }

  /// One claim for all files of weights, which lie in it as weights.sh has them.
  void mount_weights() {
    if (box_.weights.empty()) return;
    const std::string claimed = dns_label(short_name(image_) + "-weights");
    const Document claim = Document::object({{"claimName", claimed}, {"readOnly", true}});
    volumes_.add(Document::object({{"name", "weights"}, {"persistentVolumeClaim", claim}}));
    for (const Container::Cache& file : box_.weights)
      mounts_.add(Document::object(
          {{"name", "weights"}, {"mountPath", file.target}, {"subPath", file.folder}, {"readOnly", true}}));
    note(
        fmt::format("its weights are in the PersistentVolumeClaim {}, which has to be there and to hold what "
                    "launch/weights.sh puts below ~/.cache: the folder boxwright/weights",
                    claimed));
  }

  /// A writable folder that holds something in the image: a copy of that.
  void fill(const std::string& name, const std::string& path) {
    mount(name, path, "emptyDir", Document());
    const Document place = Document::object({{"name", name}, {"mountPath", "/filled"}});
    const Document least = Document::object({{"cpu", "100m"}, {"memory", "64Mi"}});
    const Document most = Document::object({{"cpu", "1"}, {"memory", "256Mi"}});
    Document filler =
        Document::object({{"name", "fill-" + name}, {"image", filler_image()}, {"imagePullPolicy", "Always"}});
    filler.set("command", Document::list({"cp", "-R", plain(path) + "/.", "/filled/"}));
    filler.set("resources", Document::object({{"requests", least}, {"limits", most}}));
    filler.set("securityContext", security({})).set("volumeMounts", Document::list({place}));
    fillers_.add(filler);
  }

  [[nodiscard]] std::string filler_image() const {
    const std::string shipped = registry_reference(image_);
    return shipped.empty() ? image_.reference() : shipped;
  }

  /// A folder of the host is nobody's in a cluster, so it is a claim that somebody has to make.
  void claim(const std::string& name, const ir::LaunchMount& one) {
    const std::string claimed = dns_label(short_name(image_) + "-" + one.source);
    Document claim = Document::object({{"claimName", claimed}});
    if (!one.writable) claim.set("readOnly", true);
    mount(name, one.target, "persistentVolumeClaim", claim, one.writable);
    note(fmt::format("{} is the PersistentVolumeClaim {}, which has to be there and {}", one.target, claimed,
                     one.writable ? "takes what is written" : "to hold what lies in " + one.source));
  }

  /// What a container of an engine has and a pod does not.
  void leave_out() {
    if (box_.host_user) note("there is no caller in a cluster: it runs as the image's own user");
    if (!box_.network.empty() && box_.network != "none" && box_.network != "bridge")
      note(fmt::format("`network {}` is left out; it has the cluster's network", box_.network));
    if (!launch().ipc.empty()) note(fmt::format("`ipc {}` is left out", launch().ipc));
    for (const std::string& limit : launch().ulimits)
      note(fmt::format("`ulimit {}` is left out; the node sets it", limit));
    for (const std::string& flag : launch().docker_flags)
      note(fmt::format("the flag {} is left out; it is for `docker run` alone", flag));
  }

  const ir::Module& module_;
  const ir::Image& image_;
  Container box_;
  Pod pod_;
  Document mounts_ = Document::list(), volumes_ = Document::list(), fillers_ = Document::list();
};

}  // namespace

std::string dns_label(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const char small = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const bool right = (small >= 'a' && small <= 'z') || (small >= '0' && small <= '9');
    if (right) {
      result += small;
    } else if (!result.empty() && result.back() != '-') {
      result += '-';
    }
  }
  result.resize(std::min<std::size_t>(result.size(), 63));
  while (!result.empty() && result.back() == '-') result.pop_back();
  return result.empty() || (result.front() >= '0' && result.front() <= '9') ? "x" + result.substr(0, 62) : result;
}

Pod pod_for(const ir::Module& module, const ir::Image& image, const ir::Launch& launch) {
  return PodWriter(module, image, launch).pod();
}

}  // namespace boxwright::backends
