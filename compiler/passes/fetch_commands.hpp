#pragma once

#include <string>
#include <vector>

#include "compiler/ir/ir.hpp"

/// The commands that fetch what comes from outside, with what a base has or `resolve/tools.hpp` adds to it.
namespace boxwright::passes {

/// Unpacks an archive to /unpacked, without its first folders, and lets everybody read what came out of it.
std::vector<ir::Command> unpack_commands(const std::string& archive, unsigned strip, const BaseFacts& facts);

/// Downloads a file to a path in /fetched and checks it.
std::vector<std::variant<ir::Command, ir::Script>> download_commands(const ir::Download& download,
                                                                     const std::string& path, const BaseFacts& facts);

/// What the download is given for its time only.
std::vector<ir::Mount> download_mounts(const ir::Download& download, const BaseFacts& facts);

/// Clones a repository to /source.
std::vector<ir::Command> clone_commands(const ir::Clone& clone);

/// Unpacks what lies packed in /source.
std::vector<ir::Command> repository_unpack_commands(const ir::Clone& clone, const BaseFacts& facts);

/// Removes from /source what nobody wants of it.
ir::Command remove_command(const ir::Clone& clone);

}  // namespace boxwright::passes
