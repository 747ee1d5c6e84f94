#include "compiler/resolve/tools.hpp"

#include <algorithm>

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
  if (tool.empty() || facts.has_tool(tool) || facts.has_tool("busybox")) return {};
  return {package_name(tool, facts)};
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

}  // namespace boxwright
