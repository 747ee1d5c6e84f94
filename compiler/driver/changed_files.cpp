#include "compiler/driver/changed_files.hpp"

namespace boxwright::driver {

namespace {

constexpr const char* only_contents = "only contents are changed here";

}  // namespace

std::optional<std::string> ChangedFiles::read(const std::string& path) const {
  if (changed_.empty()) return files_.read(path);
  const auto found = changed_.find(canonical(path));
  return found == changed_.end() ? files_.read(path) : found->second;
}

std::optional<std::uint64_t> ChangedFiles::size(const std::string& path) const {
  const auto found = changed_.find(canonical(path));
  return found == changed_.end() ? files_.size(path) : found->second.size();
}

std::optional<std::string> ChangedFiles::replace(const std::string& path, const std::string& content) {
  changed_[canonical(path)] = content;
  return std::nullopt;
}

std::optional<std::string> ChangedFiles::write(const std::string&, const std::string&, bool) { return only_contents; }
std::optional<std::string> ChangedFiles::remove(const std::string&) { return only_contents; }
std::optional<std::string> ChangedFiles::remove_folder(const std::string&) { return only_contents; }

}  // namespace boxwright::driver
