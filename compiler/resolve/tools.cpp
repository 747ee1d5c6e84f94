#include "compiler/resolve/tools.hpp"

namespace boxwright {

namespace {

bool ends_with_any(std::string_view text, std::initializer_list<std::string_view> endings) {
  for (const std::string_view ending : endings)
    if (text.ends_with(ending)) return true;
  return false;
}

}  // namespace

std::vector<std::string> download_packages(const BaseFacts& facts) {
  if (facts.python || facts.has_tool("curl") || facts.has_tool("wget")) return {};
  return {"ca-certificates", "curl"};
}

std::vector<std::string> unpack_packages(std::string_view archive, const BaseFacts& facts) {
  if (ends_with_any(archive, {".zip", ".whl"})) return facts.python || facts.has_tool("unzip") ? std::vector<std::string>{} : std::vector<std::string>{"unzip"};
  if (ends_with_any(archive, {".bz2", ".tbz2"}) && !facts.has_tool("bzip2")) return {"bzip2"};
  if (ends_with_any(archive, {".xz", ".txz"}) && !facts.has_tool("xz")) return {"xz-utils"};
  return {};
}

std::vector<std::string> clone_packages(const BaseFacts& facts, bool lfs) {
  std::vector<std::string> result;
  if (!facts.has_tool("git")) result = {"ca-certificates", "git"};
  if (lfs && !facts.has_tool("git-lfs")) result.emplace_back("git-lfs");
  return result;
}

}  // namespace boxwright
