#pragma once

#include <variant>
#include <vector>

#include "compiler/ir/ir.hpp"

namespace boxwright::passes {

/// What installs packages of the system's manager, and leaves nothing behind but them.
struct Installation {
  std::vector<std::variant<ir::Command, ir::Script>> commands;
  std::vector<ir::Mount> mounts;
};

/// `logins` are those of the archives that it asks.
Installation installation_of(const ir::InstallPackages& install, const BaseFacts& facts,
                             const std::vector<ir::ArchiveLogin>& logins);

}  // namespace boxwright::passes
