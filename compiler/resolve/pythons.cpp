#include "compiler/resolve/pythons.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "compiler/base/stdlib.hpp"

namespace boxwright {

using nlohmann::json;

namespace {

struct Table {
  Uv uv;
  std::vector<std::pair<std::string, BroughtPython>> pythons;  // by X.Y, the oldest first
};

/// The file is our own, made by a script, and a test reads all of it.
Table read_table() {
  const json text = json::parse(stdlib::text("pythons.json"));
  Table result;
  result.uv = {text["uv"]["version"].get<std::string>(), text["uv"]["sha256"].get<std::vector<std::string>>()};
  for (const auto& [name, entry] : text["pythons"].items()) {
    const json& sums = entry["sha256"];
    const auto for_both = [&](const std::string& library) {
      return sums.contains("x86_64-" + library) && sums.contains("aarch64-" + library);
    };
    result.pythons.emplace_back(name,
                                BroughtPython{entry["version"].get<std::string>(), for_both("musl"), for_both("gnu")});
  }
  const auto minor = [](const auto& entry) { return std::stoi(entry.first.substr(entry.first.find('.') + 1)); };
  std::sort(result.pythons.begin(), result.pythons.end(),
            [&](const auto& a, const auto& b) { return minor(a) < minor(b); });
  return result;
}

const Table& table() {
  static const Table result = read_table();
  return result;
}

}  // namespace

const Uv& uv() { return table().uv; }

std::optional<BroughtPython> brought_python(std::string_view short_version) {
  for (const auto& [name, python] : table().pythons)
    if (name == short_version) return python;
  return std::nullopt;
}

std::vector<std::string> brought_versions(const BaseFacts& base) {
  std::vector<std::string> result;
  for (const auto& [name, python] : table().pythons)
    if (runs_on(python, base)) result.push_back(name);
  return result;
}

bool runs_on(const BroughtPython& python, const BaseFacts& base) {
  return base.family == "alpine" || base.family == "busybox" ? python.for_musl : python.for_glibc;
}

}  // namespace boxwright
