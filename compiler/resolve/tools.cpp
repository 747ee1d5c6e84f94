#include "compiler/resolve/tools.hpp"

#include <algorithm>
#include <array>

namespace boxwright {

namespace {

bool ends_with_any(std::string_view text, std::initializer_list<std::string_view> endings) {
  return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) { return text.ends_with(ending); });
}

/// What a tool's package is called; Debian's name elsewhere too where there is no other.
std::string package_name(std::string_view tool, const BaseFacts& facts) {
  if (tool == "xz") return facts.packages == "apt" ? "xz-utils" : "xz";
  return std::string(tool);
}

}  // namespace

bool is_zip(std::string_view name) { return ends_with_any(name, {".zip", ".whl"}); }

bool unpacks_with_python(std::string_view archive, const BaseFacts& facts) {
  if (!facts.python) return false;
  return is_zip(archive) || ends_with_any(archive, {".bz2", ".tbz2", ".xz", ".txz"});
}

std::vector<std::string> download_packages(const BaseFacts& facts, bool with_secret) {
  // wget can be told a password in its arguments only, where everybody on the machine reads it.
  if (facts.python || facts.has_tool("curl") || (facts.has_tool("wget") && !with_secret)) return {};
  return {"ca-certificates", "curl"};
}

std::vector<std::string> unpack_packages(std::string_view archive, const BaseFacts& facts) {
  if (unpacks_with_python(archive, facts)) return {};
  std::string_view tool;
  if (is_zip(archive)) tool = "unzip";
  if (ends_with_any(archive, {".bz2", ".tbz2"})) tool = "bzip2";
  if (ends_with_any(archive, {".xz", ".txz"})) tool = "xz";
  std::vector<std::string> result;
  const auto need = [&](std::string_view wanted) {
    if (!facts.has_tool(wanted)) result.push_back(package_name(wanted, facts));
  };
  if (facts.has_tool("busybox")) return {};
  if (!tool.empty()) need(tool);
  // Debian and Alpine have these in every image; Red Hat's small ones do not.
  const bool is_small = facts.packages == "microdnf" || facts.packages == "dnf";
  if (is_small && !is_zip(archive)) {
    if (ends_with_any(archive, {".gz", ".tgz"})) need("gzip");
    need("tar");
  }
  return result;
}

std::vector<std::string> pip_packages(const BaseFacts& facts) {
  if (facts.python && !facts.python->pip.empty()) return {};
  return {facts.packages == "apk" ? "py3-pip" : "python3-pip"};
}

std::vector<std::string> clone_packages(const BaseFacts& facts, bool lfs) {
  std::vector<std::string> result;
  if (!facts.has_tool("git")) result = {"ca-certificates", "git"};
  if (lfs && !facts.has_tool("git-lfs")) result.emplace_back("git-lfs");
  return result;
}

EditingTool editing_tool(const BaseFacts& facts) {
  if (facts.python) return EditingTool::python;
  if (facts.has_tool("perl")) return EditingTool::perl;
  return facts.has_tool("awk") || facts.has_tool("busybox") ? EditingTool::awk : EditingTool::none;
}

namespace {

bool has_pip(const BaseFacts& facts) { return facts.python && !facts.python->pip.empty(); }

/// Those whose wheels stdlib/huggingface_hub.txt has; a Python whose version nobody knows may be one.
bool runs_hub_client(const BaseFacts::Python& python) {
  constexpr std::array<std::string_view, 7> versions{"", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14"};
  return std::find(versions.begin(), versions.end(), python.version) != versions.end();
}

}  // namespace

std::optional<BaseFacts::Python> model_python(const BaseFacts& facts) {
  if (has_pip(facts)) return runs_hub_client(*facts.python) ? facts.python : std::nullopt;
  const bool installs = facts.packages == "apt" || facts.packages == "apk";
  if (facts.python || !installs || !facts.distribution_python || !runs_hub_client(*facts.distribution_python))
    return std::nullopt;
  return facts.distribution_python;
}

std::vector<std::string> model_packages(const BaseFacts& facts) {
  if (has_pip(facts)) return {};
  return {"python3", facts.packages == "apk" ? "py3-pip" : "python3-pip"};
}

}  // namespace boxwright
