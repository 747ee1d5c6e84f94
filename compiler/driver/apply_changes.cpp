#include "compiler/driver/apply_changes.hpp"

#include <fmt/format.h>

#include "compiler/base/path_text.hpp"
#include "compiler/base/paths.hpp"
#include "compiler/driver/unified_diff.hpp"

namespace boxwright::driver {

std::string shown_path(const std::string& canonical, const FileSystem& files) {
  const std::string path = paths::join(paths::relative(files.canonical("."), files.canonical(paths::parent(canonical))),
                                       file_name(canonical));
  return paths::escapes(path) ? canonical : path;
}

std::optional<std::size_t> apply(const ChangedFiles& changed, bool as_diff, std::string_view done, Session& session) {
  std::size_t count = 0;
  for (const auto& [path, text] : changed.changed()) {
    const std::string before = session.files.read(path).value_or("");
    if (before == text) continue;
    const std::string name = shown_path(path, session.files);
    ++count;
    if (as_diff) {
      session.streams.out += unified_diff(name, before, text);
    } else if (const auto error = session.files.replace(path, text)) {
      refuse(session, fmt::format("`{}` cannot be {}: {}", name, done, *error));
      return std::nullopt;
    }
  }
  return count;
}

}  // namespace boxwright::driver
