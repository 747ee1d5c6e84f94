// Modes and owners are set where files are copied, never by a later chmod or chown, which would store every byte twice:
//
//     COPY src /app/src   →   COPY --link --chmod=u=rwX,go=rX src /app/src
//
// Every user of the container can read every file. A copy is linked where the dialect has that and the layer cannot
// disturb what the base has: a linked layer brings its parent folders with it, owned by root and with mode 0755.
#include <algorithm>
#include <array>
#include <set>

#include "compiler/ir/paths.hpp"
#include "compiler/passes/passes.hpp"

namespace boxwright::passes {

namespace {

/// Folders that every system has, some of them symbolic links or with other modes.
bool is_system_folder(std::string_view path) {
  constexpr std::array<std::string_view, 19> folders{"bin",   "boot",   "dev", "etc",   "home", "lib",  "lib32",
                                                     "lib64", "libx32", "mnt", "media", "proc", "root", "run",
                                                     "sbin",  "sys",    "tmp", "usr",   "var"};
  path.remove_prefix(std::min<std::size_t>(1, path.size()));
  const std::string_view top = path.substr(0, path.find('/'));
  return top.empty() || std::find(folders.begin(), folders.end(), top) != folders.end();
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
  constexpr std::array<std::string_view, 6> folders{
      "", "/etc", "/tmp", "/usr/local/bin", "/usr/local/lib", "/usr/local/share"};
  return std::find(folders.begin(), folders.end(), destination.substr(0, destination.rfind('/'))) != folders.end();
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

/// An octal mode that lets nobody execute, and so nobody enter a folder.
bool is_closed_to_folders(const ir::Copy& copy) {
  const bool octal = !copy.mode.empty() && copy.mode.front() >= '0' && copy.mode.front() <= '7';
  return octal &&
         std::none_of(copy.mode.end() - 3, copy.mode.end(), [](char digit) { return ((digit - '0') & 1) != 0; });
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
  if (!is_closed_to_folders(copy) || (!copy.link && !copy.folders && is_there(copy.destination))) return;
  if (dialect == ir::Dialect::buildkit) copy.mode = symbolic(copy.mode);
}

/// The portable dialect has no symbolic modes: the folder is made before, so that the copy makes none.
void make_folders(ir::Stage& stage) {
  std::set<std::string> folders;
  for (const ir::Step& step : stage.steps) {
    if (const auto* copy = std::get_if<ir::Copy>(&step.operation);
        copy != nullptr && is_closed_to_folders(*copy) && !is_there(copy->destination))
      folders.insert(copy->destination.substr(0, copy->destination.rfind('/')));
  }
  auto place = stage.steps.begin();
  while (place != stage.steps.end() && (std::holds_alternative<ir::MakeUser>(place->operation) ||
                                        std::holds_alternative<ir::MakeDirectory>(place->operation)))
    ++place;
  std::vector<ir::Step> made;
  for (const std::string& folder : folders) {
    const bool owned = std::any_of(stage.writable.begin(), stage.writable.end(),
                                   [&](const std::string& path) { return ir::is_inside(folder, path); });
    const bool covered = std::find(stage.writable.begin(), stage.writable.end(), folder) != stage.writable.end();
    if (!covered) made.push_back({ir::MakeDirectory{folder, owned ? stage.owner : ""}, {}, stage.origin, ""});
  }
  stage.steps.insert(place, made.begin(), made.end());
}

}  // namespace

void permissions(ir::Module& module, Diagnostics&) {
  for (ir::Stage& stage : module.stages) {
    for (ir::Step& step : stage.steps) {
      if (auto* copy = std::get_if<ir::Copy>(&step.operation)) {
        set_owner(copy->owner, copy->destination, stage);
        copy->link = module.dialect == ir::Dialect::buildkit && may_link(*copy, stage);
        set_mode(*copy, module.dialect);
      } else if (auto* file = std::get_if<ir::WriteFile>(&step.operation)) {
        set_owner(file->owner, file->path, stage);
      }
    }
    if (module.dialect == ir::Dialect::portable && !stage.facts.sh.empty()) make_folders(stage);
  }
}

}  // namespace boxwright::passes
