#include "compiler/driver/memory_files.hpp"

#include <algorithm>
#include <string_view>

#include "compiler/base/paths.hpp"

namespace boxwright::driver {

namespace {

constexpr std::string_view current_folder = "/project";

std::string below(const std::string& folder) { return folder == "/" ? folder : folder + "/"; }

bool is_or_is_below(const std::string& path, const std::string& folder) {
  return path == folder || path.starts_with(below(folder));
}

}  // namespace

std::string MemoryFiles::place(const std::string& path, bool follow_last) const {
  constexpr int most_links = 40;
  std::string whole = paths::normal(path.starts_with('/') ? path : std::string(current_folder) + "/" + path);
  for (int followed = 0; followed < most_links; ++followed) {
    auto link = links_.end();
    std::size_t end = whole.find('/', 1);
    while (true) {
      if (end != std::string::npos || follow_last) link = links_.find(whole.substr(0, end));
      if (link != links_.end() || end == std::string::npos) break;
      end = whole.find('/', end + 1);
    }
    if (link == links_.end()) break;
    const std::string rest = end == std::string::npos ? "" : whole.substr(end);
    const bool absolute = link->second.starts_with('/');
    whole = paths::normal((absolute ? "" : paths::parent(link->first) + "/") + link->second + rest);
  }
  return whole;
}

std::string MemoryFiles::canonical(const std::string& path) const { return place(path, true); }

FileSystem::Kind MemoryFiles::kind(const std::string& path) const {
  if (path.empty()) return Kind::missing;
  const std::string place = canonical(path);
  if (files_.contains(place)) return path.ends_with('/') ? Kind::missing : Kind::file;
  const auto inside = [&](const std::string& other) { return is_or_is_below(other, place); };
  if (links_.contains(place)) return Kind::other;  // it leads in a circle
  const bool is_folder =
      inside(std::string(current_folder)) || std::any_of(directories_.begin(), directories_.end(), inside) ||
      std::any_of(files_.begin(), files_.end(), [&](const auto& file) { return inside(file.first); });
  if (is_folder) return Kind::directory;
  return link(path) ? Kind::other : Kind::missing;
}

std::optional<std::string> MemoryFiles::link(const std::string& path) const {
  const auto link = links_.find(place(path, false));
  return link == links_.end() ? std::nullopt : std::optional(link->second);
}

std::optional<std::string> MemoryFiles::read(const std::string& path) const {
  const auto file = files_.find(canonical(path));
  if (file == files_.end()) return std::nullopt;
  read_paths_.push_back(file->first);
  return file->second.content;
}

std::optional<std::uint64_t> MemoryFiles::size(const std::string& path) const {
  const auto file = files_.find(canonical(path));
  return file == files_.end() ? std::nullopt : std::optional<std::uint64_t>(file->second.content.size());
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
  for (const auto& [place, target] : links_) add(place);
  for (const std::string& directory : directories_) add(directory);
  return {names.begin(), names.end()};
}

bool MemoryFiles::is_protected(const std::string& place) const {
  return std::any_of(protected_.begin(), protected_.end(),
                     [&](const std::string& root) { return is_or_is_below(place, root); });
}

std::optional<std::string> MemoryFiles::refusal(const std::string& path) const {
  const std::string place = this->place(path, false);
  if (is_protected(place)) return "Permission denied";
  if (!link(path) && kind(path) == Kind::directory) return "Is a directory";
  for (std::string folder = paths::parent(place); folder != "/"; folder = paths::parent(folder))
    if (files_.contains(folder)) return "Not a directory";
  return std::nullopt;
}

std::optional<std::string> MemoryFiles::write(const std::string& path, const std::string& content, bool executable) {
  if (auto reason = refusal(path)) return reason;
  links_.erase(place(path, false));  // the new file takes the link's place, and not that of what it leads to
  files_[canonical(path)] = {content, executable};
  ++changes_;
  return std::nullopt;
}

std::optional<std::string> MemoryFiles::replace(const std::string& path, const std::string& content) {
  if (auto reason = refusal(path)) return reason;
  const auto file = files_.find(canonical(path));
  if (file == files_.end()) return "No such file or directory";
  file->second.content = content;
  ++changes_;
  return std::nullopt;
}

std::optional<std::string> MemoryFiles::remove(const std::string& path) {
  if (auto reason = refusal(path)) return reason;
  const std::string place = this->place(path, false);
  if (files_.erase(place) + links_.erase(place) == 0) return "No such file or directory";
  directories_.insert(paths::parent(place));  // which stays, empty or not
  ++changes_;
  return std::nullopt;
}

std::optional<std::string> MemoryFiles::remove_folder(const std::string& path) {
  const std::string place = this->place(path, false);
  if (kind(place) != Kind::directory || link(path)) return "Not a directory";
  if (!list(place).empty()) return "Directory not empty";
  if (is_protected(place)) return "Permission denied";
  directories_.erase(place);
  directories_.insert(paths::parent(place));
  return std::nullopt;
}

void MemoryFiles::make_directory(const std::string& path) { directories_.insert(canonical(path)); }

void MemoryFiles::link_to(const std::string& path, const std::string& target) {
  const std::string place = this->place(path, false);
  files_.erase(place);
  links_[place] = target;
}

void MemoryFiles::protect(const std::string& path) { protected_.insert(canonical(path)); }

std::map<std::string, MemoryFiles::File> MemoryFiles::all() const {
  const std::string current = below(std::string(current_folder));
  std::map<std::string, File> result;
  for (const auto& [place, file] : files_)
    result[place.starts_with(current) ? place.substr(current.size()) : place] = file;
  return result;
}

}  // namespace boxwright::driver
