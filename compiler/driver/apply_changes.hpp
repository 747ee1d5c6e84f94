#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "compiler/driver/changed_files.hpp"
#include "compiler/driver/session.hpp"

namespace boxwright::driver {

/// A path as it is called from the current folder, where it lies in that.
std::string shown_path(const std::string& canonical, const FileSystem& files);

/// Writes the contents that were changed, or with `as_diff` prints how they would be. How many files that are; nothing
/// where one cannot be written, which is said: `model.box` cannot be `done`.
std::optional<std::size_t> apply(const ChangedFiles& changed, bool as_diff, std::string_view done, Session& session);

}  // namespace boxwright::driver
