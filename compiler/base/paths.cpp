#include "compiler/base/paths.hpp"

#include <filesystem>

namespace boxwright::paths {

namespace fs = std::filesystem;

std::string join(const std::string& folder, const std::string& name) {
  return folder == "." ? name : (fs::path(folder) / name).string();
}

std::string parent(const std::string& path) {
  const std::string folder = fs::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

std::string relative(const std::string& from, const std::string& to) {
  return fs::path(to).lexically_relative(from).string();
}

std::string normal(const std::string& path) {
  std::string result = fs::path(path).lexically_normal().string();
  while (result.size() > 1 && result.ends_with('/')) result.pop_back();
  return result.empty() ? "." : result;
}

bool escapes(const std::string& path) {
  const std::string plain = normal(path);
  return plain.starts_with('/') || plain == ".." || plain.starts_with("../");
}

}  // namespace boxwright::paths
