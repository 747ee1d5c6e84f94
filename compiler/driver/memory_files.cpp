#include "compiler/driver/memory_files.hpp"

#include <algorithm>
#include <string_view>

#include "compiler/driver/paths.hpp"

namespace boxwright::driver {

namespace {

constexpr std::string_view current_folder = "/project";

std::string below(const std::string& folder) { return folder == "/" ? folder : folder + "/"; }

bool is_or_is_below(const std::string& path, const std::string& folder) {
  return path == folder || path.starts_with(below(folder));
}

}  // namespace

std::string MemoryFiles::canonical(const std::string& path) const {
  return paths::normal(path.starts_with('/') ? path : std::string(current_folder) + "/" + path);
}

FileSystem::Kind MemoryFiles::kind(const std::string& path) const {
  if (path.empty()) return Kind::missing;
  const std::string place = canonical(path);
  if (files_.contains(place)) return path.ends_with('/') ? Kind::missing : Kind::file;
  const auto inside = [&](const std::string& other) { return is_or_is_below(other, place); };
  const bool is_folder =
      inside(std::string(current_folder)) || std::any_of(directories_.begin(), directories_.end(), inside) ||
      std::any_of(files_.begin(), files_.end(), [&](const auto& file) { return inside(file.first); });
  return is_folder ? Kind::directory : Kind::missing;
}

std::optional<std::string> MemoryFiles::read(const std::string& path) const {
  const auto file = files_.find(canonical(path));
  return file == files_.end() ? std::nullopt : std::optional(file->second.content);
}

std::optional<std::uint64_t> MemoryFiles::size(const std::string& path) const {
  const auto content = read(path);
  return content ? std::optional<std::uint64_t>(content->size()) : std::nullopt;
}

bool MemoryFiles::executable(const std::string& path) const {
  const auto file = files_.find(canonical(path));
  return file != files_.end() && file->second.executable;
}

std::vector<std::string> MemoryFiles::list(const std::string& path) const {
  const std::string folder = below(canonical(path));
  std::set<std::string> names;
  const auto add = [&](const std::string& other) {
    if (other.starts_with(folder))
      names.insert(other.substr(folder.size(), other.find('/', folder.size()) - folder.size()));
  };
  for (const auto& [place, file] : files_) add(place);
  for (const std::string& directory : directories_) add(directory);
  return {names.begin(), names.end()};
}

std::optional<std::string> MemoryFiles::refusal(const std::string& path) const {
  const std::string place = canonical(path);
  for (const std::string& root : protected_)
    if (is_or_is_below(place, root)) return "Permission denied";
  if (kind(path) == Kind::directory) return "Is a directory";
  for (std::string folder = paths::parent(place); folder != "/"; folder = paths::parent(folder))
    if (files_.contains(folder)) return "Not a directory";
  return std::nullopt;
}

std::optional<std::string> MemoryFiles::write(const std::string& path, const std::string& content, bool executable) {
  if (auto reason = refusal(path)) return reason;
  files_[canonical(path)] = {content, executable};
  ++changes_;
  return std::nullopt;
}

std::optional<std::string> MemoryFiles::remove(const std::string& path) {
  if (auto reason = refusal(path)) return reason;
  if (files_.erase(canonical(path)) == 0) return "No such file or directory";
  ++changes_;
  return std::nullopt;
}

void MemoryFiles::make_directory(const std::string& path) { directories_.insert(canonical(path)); }

void MemoryFiles::protect(const std::string& path) { protected_.insert(canonical(path)); }

std::map<std::string, MemoryFiles::File> MemoryFiles::all() const {
  const std::string current = below(std::string(current_folder));
  std::map<std::string, File> result;
  for (const auto& [place, file] : files_)
    result[place.starts_with(current) ? place.substr(current.size()) : place] = file;
  return result;
}

}  // namespace boxwright::driver
