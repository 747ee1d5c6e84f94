// What the program of a container cannot do with the rights that it has at launch: its root file system is read-only,
// and it has no capabilities.
#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "compiler/resolve/scope.hpp"

namespace boxwright::resolve {

namespace {

constexpr std::uint16_t first_free_port = 1024;

/// Can the container write there when `launch/run.sh` starts it?
bool is_writable(const std::string& path, const Scope& scope) {
  const Launch& launch = scope.image->launches.front();
  const auto holds = [&](const std::string& folder) { return path == folder || path.starts_with(folder + "/"); };
  return launch.writable_root || std::any_of(scope.stage->writable.begin(), scope.stage->writable.end(), holds) ||
         std::any_of(scope.stage->volumes.begin(), scope.stage->volumes.end(), holds) ||
         std::any_of(launch.tmpfs.begin(), launch.tmpfs.end(), holds) ||
         std::any_of(launch.mounts.begin(), launch.mounts.end(),
                     [&](const LaunchMount& mount) { return mount.writable && holds(mount.target); });
}

/// The base's own program starts, and it is known where that writes.
void check_writes(const Scope& scope) {
  const spec::Stage& stage = *scope.stage;
  if (stage.entrypoint || stage.command) return;
  std::vector<std::string> missing;
  for (const std::string& path : stage.base.writes)
    if (!is_writable(path, scope)) missing.push_back(path);
  if (missing.empty() || scope.waivers->covers("base-writes", "", stage.from.span)) return;
  scope.report(diag::BaseWrites, stage.from.span, stage.from.name, fmt::format("`{}`", fmt::join(missing, "` and `")))
      .note(fmt::format("write `writable {}`", fmt::join(missing, " ")));
}

void check_ports(const Scope& scope) {
  std::set<std::uint16_t> seen;
  for (const auto& [number, span] : scope.ports) {
    if (number >= first_free_port || !seen.insert(number).second) continue;
    if (scope.waivers->covers("low-port", std::to_string(number), span)) continue;
    const int other = number == 80 ? 8080 : number + 8000;
    auto entry = scope.report(diag::LowPort, span, number);
    if (const auto known = scope.stage->base.low_ports.find(number); known != scope.stage->base.low_ports.end()) {
      entry.note(fmt::format("`{}` lets it listen on {}; then write {} here", known->second, other, other));
    } else {
      entry.note(fmt::format("let it listen on a higher one, such as {}; the port of your machine can stay", other));
    }
    entry.note(fmt::format("where your engine lets it, write `allow low-port {} \"why\"`", number));
  }
}

}  // namespace

void check_program(const Scope& scope) {
  check_writes(scope);
  check_ports(scope);
}

}  // namespace boxwright::resolve
