#include "compiler/ir/paths.hpp"

namespace boxwright::ir {

namespace {

std::string without_slash(std::string path) {
  if (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

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

std::string destination_of(const Operation& operation) {
  return std::visit(
      [](const auto& op) -> std::string {
        using T = std::decay_t<decltype(op)>;
        if constexpr (HasDestination<T>) return without_slash(op.destination);
        if constexpr (HasPath<T>) return without_slash(op.path);
        return "";
      },
      operation);
}

}  // namespace boxwright::ir
