#pragma once

#include <string>

/// Paths as text, with `/`; `.` is the current folder.
namespace boxwright::paths {

/// `folder/name`; the name alone below `.`, and where it is absolute.
std::string join(const std::string& folder, const std::string& name);
/// The folder a file lies in; `.` where the path names none.
std::string parent(const std::string& path);
/// The way from one folder to another; both are canonical.
std::string relative(const std::string& from, const std::string& to);
/// Without `.`, `..` and double slashes as far as the text alone allows; `.` for the current folder.
std::string normal(const std::string& path);
/// Leads out of the folder it starts in.
bool escapes(const std::string& path);

}  // namespace boxwright::paths
