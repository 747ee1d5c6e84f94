#include "compiler/base/link_path.hpp"

#include <algorithm>

#include "compiler/base/paths.hpp"

namespace boxwright {

LinkPath follow_links(const FileSystem& files, const std::string& directory, const std::string& path) {
  constexpr std::size_t most_links = 40;  // as many as Linux follows
  LinkPath result;
  result.end = ".";
  std::string left = path;
  const auto leave = [&](LinkPath::Link link) {
    result.leaving = std::move(link);
    return result;
  };
  while (!left.empty()) {
    const std::size_t slash = std::min(left.find('/'), left.size());
    const std::string part = left.substr(0, slash);
    left.erase(0, slash + 1);
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      // The path itself is normal, so that a link brought this.
      if (result.end == ".") return leave(result.links.back());
      result.end = paths::parent(result.end);
      continue;
    }
    const std::string next = paths::join(result.end, part);
    const auto leads = files.link(paths::join(directory, next));
    if (!leads || result.links.size() == most_links) {
      result.end = next;
      continue;
    }
    if (leads->starts_with('/')) return leave({next, *leads});
    result.links.push_back({next, *leads});
    left.insert(0, *leads + "/");
  }
  return result;
}

}  // namespace boxwright
