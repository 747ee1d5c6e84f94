#include "compiler/ir/paths.hpp"

#include <algorithm>
#include <array>

#include "compiler/base/path_text.hpp"

namespace boxwright::ir {

namespace {

template <class T>
concept HasDestination = requires(const T& t) { t.destination; };
template <class T>
concept HasPath = requires(const T& t) { t.path; };

}  // namespace

bool is_inside(std::string_view path, std::string_view folder) {
  while (folder.size() > 1 && folder.ends_with('/')) folder.remove_suffix(1);
  if (!path.starts_with(folder)) return false;
  return folder == "/" || path.size() == folder.size() || path[folder.size()] == '/';
}

bool lies_in_one_of(const std::string& path, const std::set<std::string>& folders) {
  if (path != "." && folders.contains(".")) return true;
  for (std::size_t slash = path.rfind('/'); slash != std::string::npos && slash != 0;
       slash = path.rfind('/', slash - 1))
    if (folders.contains(path.substr(0, slash))) return true;
  return false;
}

std::string folder_of(std::string_view path) { return std::string(path.substr(0, path.rfind('/'))); }

bool has_folder(const BaseFacts& base, std::string_view folder) {
  constexpr std::array<std::string_view, 8> folders{
      "", "/", "/etc", "/tmp", "/opt", "/usr/local/bin", "/usr/local/lib", "/usr/local/share"};
  // Images without a distribution have the first few, or none.
  const bool bare = base.family == "scratch" || base.family == "busybox";
  const auto end = bare ? folders.begin() + 4 : folders.end();
  return std::find(folders.begin(), end, folder) != end;
}

const std::string* owned_folder(const Stage& stage, std::string_view path) {
  const auto found = std::find_if(stage.writable.begin(), stage.writable.end(),
                                  [&](const std::string& folder) { return is_inside(path, folder); });
  return found == stage.writable.end() ? nullptr : &*found;
}

bool is_closed_to_folders(const ir::Copy& copy) {
  const bool octal = !copy.mode.empty() && copy.mode.front() >= '0' && copy.mode.front() <= '7';
  return octal &&
         std::none_of(copy.mode.end() - 3, copy.mode.end(), [](char digit) { return ((digit - '0') & 1) != 0; });
}

std::string destination_of(const Operation& operation) {
  return std::visit(
      [](const auto& op) -> std::string {
        using T = std::decay_t<decltype(op)>;
        if constexpr (HasDestination<T>) return without_last_slash(op.destination);
        if constexpr (HasPath<T>) return without_last_slash(op.path);
        return "";
      },
      operation);
}

}  // namespace boxwright::ir
