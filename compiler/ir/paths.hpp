#pragma once

#include <set>
#include <string>
#include <string_view>

#include "compiler/ir/ir.hpp"

namespace boxwright::ir {

/// Is a path the folder itself or below it?
bool is_inside(std::string_view path, std::string_view folder);

/// Does a path of the build context lie in one of these folders of it? `.` is the context itself, and none lies in
/// itself.
bool lies_in_one_of(const std::string& path, const std::set<std::string>& folders);

/// The folder that a path lies in: `/a` for `/a/b` and for `/a/`; empty for `/a`.
std::string folder_of(std::string_view path);

/// Does every base of this kind have the folder, so that nothing need make it?
bool has_folder(const BaseFacts& base, std::string_view folder);

/// The folder that the container's user owns and the path lies in, or is; null where there is none.
const std::string* owned_folder(const Stage& stage, std::string_view path);

/// Is the mode an octal one that lets nobody execute, and so nobody enter a folder?
bool is_closed_to_folders(const Copy& copy);

/// Where an operation puts something, without a last `/`; empty where it puts nothing at a known place.
std::string destination_of(const Operation& operation);

}  // namespace boxwright::ir
