#include "compiler/backends/container.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "compiler/backends/script.hpp"
#include "compiler/base/path_text.hpp"
#include "compiler/base/sha256.hpp"

namespace boxwright::backends {

namespace {

/// Where a framework keeps what it downloads: on the host (below its cache folder), and the variable for it.
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

void add_variables(Container& container, const ir::Module& module, const ir::Image& image) {
  const ir::Launch& launch = container.launch;
  std::map<std::string, std::string>& variables = container.variables;
  variables = {{"MPLCONFIGDIR", "/tmp/.config/matplotlib"},
               {"NUMBA_CACHE_DIR", "/tmp/.cache/numba"},
               {"XDG_CACHE_HOME", "/tmp/.cache"}};
  for (const std::string& name : image_variables(module, image)) variables.erase(name);
  if (!container.home.empty()) variables["HOME"] = container.home;
  // Nobody of this number is in the image's /etc/passwd, where Python's getpass.getuser() looks without it; torch asks.
  if (container.is_stranger) variables["USER"] = "user";
  for (const std::string& name : launch.caches) {
    const CacheRow row = cache_row(name);
    container.caches.push_back({name, std::string(row.host), "/cache/" + name});
    if (!row.variable.empty()) variables[std::string(row.variable)] = "/cache/" + name;
  }
  for (const auto& [name, value] : launch.environment) variables[name] = value;
}

}  // namespace

std::string place_of(const ir::MountedWeights& weights) {
  const std::string name = url_file_name(weights.url);
  const std::string by =
      weights.checksum ? weights.checksum->algorithm + "/" + weights.checksum->digits : "url/" + sha256(weights.url);
  return "boxwright/weights/" + by + "/" + (name.empty() ? "weights" : name);
}

bool is_root(const ir::Module& module, const ir::Image& image) {
  const ir::Stage* stage = ir::find_stage(module, image.stage);
  if (stage == nullptr) return true;
  const std::string& user = stage->configuration.user;
  return user.empty() || user == "0" || user == "root" || user.starts_with("0:");
}

std::string user_of(const ir::Module& module, const ir::Image& image) {
  if (is_root(module, image)) return {};
  const std::string& user = ir::find_stage(module, image.stage)->configuration.user;
  return user.find_first_not_of("0123456789:") == std::string::npos ? user : std::string();
}

bool covers_folder(const std::string& path) { return path != "/tmp" && !path.starts_with("/tmp/"); }

Container container_for(const ir::Module& module, const ir::Image& image, const ir::Launch& launch) {
  Container result;
  result.name = container_of(image, launch);
  result.launch = launch;
  if (launch.shell) {  // somebody sits in front of it
    result.launch.detach = false;
    result.launch.restart.clear();
  }
  // A cache on the host belongs to the caller, who has to be the one that fills it.
  result.host_user =
      launch.user == "host" || (launch.user.empty() && !launch.caches.empty() && !is_root(module, image));
  const std::string own = user_of(module, image);
  if (!result.host_user) {
    const std::string& user = launch.user.empty() ? own : launch.user;
    const std::size_t colon = user.find(':');
    result.uid = user.substr(0, colon);
    result.gid = colon == std::string::npos ? "0" : user.substr(colon + 1);
    if (result.uid == "0") result.uid.clear();
  }
  // Of another number than the image's the image need not know a home.
  const bool is_other = result.host_user || (!result.uid.empty() && result.uid != own.substr(0, own.find(':')));
  result.is_stranger = is_other;
  result.home = launch.home.empty() && is_other ? "/tmp/home" : launch.home;
  result.network = launch.network.empty() && launch.ports.empty() ? "none" : launch.network;
  result.memory = {"/tmp"};
  for (const std::string& path : launch.tmpfs)
    if (path != "/tmp") result.memory.push_back(path);
  if (result.home.starts_with("/tmp/")) result.memory.push_back(result.home);
  for (const ir::MountedWeights& weights : image.weights) {
    // A mount of the launch's own takes their place.
    const bool taken = std::any_of(launch.mounts.begin(), launch.mounts.end(),
                                   [&](const ir::LaunchMount& mount) { return mount.target == weights.target; });
    if (!taken) result.weights.push_back({weights.url, place_of(weights), weights.target});
  }
  add_variables(result, module, image);
  return result;
}

}  // namespace boxwright::backends
