// Modes and owners are set where files are copied, never by a later chmod or chown, which would store every byte twice:
//
//     COPY src /app/src   →   COPY --link --chmod=u=rwX,go=rX src /app/src
//
// Every user of the container can read every file. A copy is linked where the dialect has that and the layer cannot
// disturb what the base has: a linked layer brings its parent folders with it, owned by root and with mode 0755.
#include <algorithm>
#include <array>

#include "compiler/ir/paths.hpp"
#include "compiler/passes/passes.hpp"

namespace boxwright::passes {

namespace {

/// Folders that every system has, some of them symbolic links or with other modes.
bool is_system_folder(std::string_view path) {
  constexpr std::array<std::string_view, 19> kFolders{"bin",   "boot",   "dev", "etc",   "home", "lib",  "lib32",
                                                      "lib64", "libx32", "mnt", "media", "proc", "root", "run",
                                                      "sbin",  "sys",    "tmp", "usr",   "var"};
  path.remove_prefix(std::min<std::size_t>(1, path.size()));
  const std::string_view top = path.substr(0, path.find('/'));
  return top.empty() || std::find(kFolders.begin(), kFolders.end(), top) != kFolders.end();
}

bool may_link(const ir::Copy& copy, const ir::Stage& stage) {
  if (is_system_folder(copy.destination)) return false;
  return std::none_of(stage.writable.begin(), stage.writable.end(), [&](const std::string& folder) {
    return ir::is_inside(copy.destination, folder) || ir::is_inside(folder, ir::destination_of(copy));
  });
}

/// Who owns what goes to this path: the container's user, where the folder is that user's.
void set_owner(std::string& owner, const std::string& path, const ir::Stage& stage) {
  if (!owner.empty() || stage.owner.empty()) return;
  const bool inside = std::any_of(stage.writable.begin(), stage.writable.end(),
                                  [&](const std::string& folder) { return ir::is_inside(path, folder); });
  if (inside) owner = stage.owner;
}

/// Folders that a base with a shell has, so that a copy into them makes none.
bool is_there(std::string_view destination) {
  constexpr std::array<std::string_view, 6> kFolders{
      "", "/etc", "/tmp", "/usr/local/bin", "/usr/local/lib", "/usr/local/share"};
  return std::find(kFolders.begin(), kFolders.end(), destination.substr(0, destination.rfind('/'))) != kFolders.end();
}

/// `0644` as `u=rwX,go=rX`: the same for a file that is not executable, and a folder that can be entered.
std::string symbolic(std::string_view octal) {
  const std::string_view digits = octal.substr(octal.size() - 3);
  const auto bits = [](char digit) {
    const int value = digit - '0';
    std::string result;
    if ((value & 4) != 0) result += 'r';
    if ((value & 2) != 0) result += 'w';
    return (value & 4) != 0 ? result + 'X' : result;
  };
  const std::string user = "u=" + bits(digits[0]);
  if (digits[1] == digits[2]) return user + ",go=" + bits(digits[1]);
  return user + ",g=" + bits(digits[1]) + ",o=" + bits(digits[2]);
}

/// New BuildKit gives a file's mode to the folders that the copy makes too, so that nobody could enter them: a mode
/// that lets nobody execute is written such that folders are left out of it.
void set_mode(ir::Copy& copy, ir::Dialect dialect) {
  if (copy.from == ir::Copy::From::context && copy.mode.empty()) {
    // One octal mode must fit folders and files alike, and a folder that nobody may enter is worse than a file that all
    // may execute.
    copy.mode = dialect == ir::Dialect::buildkit ? "u=rwX,go=rX" : "0755";
    return;
  }
  const bool octal = !copy.mode.empty() && copy.mode.front() >= '0' && copy.mode.front() <= '7';
  const bool executes =
      octal && std::any_of(copy.mode.end() - 3, copy.mode.end(), [](char digit) { return ((digit - '0') & 1) != 0; });
  if (!octal || executes || (!copy.link && !copy.folders && is_there(copy.destination))) return;
  copy.mode = dialect == ir::Dialect::buildkit ? symbolic(copy.mode) : "0755";
}

}  // namespace

void permissions(ir::Module& module, Diagnostics&) {
  for (ir::Stage& stage : module.stages)
    for (ir::Step& step : stage.steps)
      if (auto* copy = std::get_if<ir::Copy>(&step.operation)) {
        set_owner(copy->owner, copy->destination, stage);
        copy->link = module.dialect == ir::Dialect::buildkit && may_link(*copy, stage);
        set_mode(*copy, module.dialect);
      } else if (auto* file = std::get_if<ir::WriteFile>(&step.operation)) {
        set_owner(file->owner, file->path, stage);
      }
}

}  // namespace boxwright::passes
