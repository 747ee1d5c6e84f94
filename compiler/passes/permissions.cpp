// Modes and owners are set where files are copied, never by a later chmod or chown, which would store every byte twice:
//
//     COPY src /app/src   →   COPY --link --chmod=u=rwX,go=rX src /app/src
//
// Every user of the container can read every file; what goes below a folder of the container's user is that user's.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "compiler/ir/paths.hpp"
#include "compiler/passes/passes.hpp"
#include "compiler/passes/stretches.hpp"

namespace boxwright::passes {

namespace {

/// Who owns what goes to this path: the container's user, where the folder is that user's.
void set_owner(std::string& owner, const std::string& path, const ir::Stage& stage) {
  if (!owner.empty() || stage.owner.empty()) return;
  if (ir::owned_folder(stage, path) != nullptr) owner = stage.owner;
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

/// Who owns what lies at a path where nobody says anything of it.
std::string usual_owner(const std::string& path, const ir::Stage& stage) {
  return ir::owned_folder(stage, path) != nullptr ? stage.owner : "";
}

/// Would the folders that a copy makes on the way get another mode or owner than the usual? Engines give them those of
/// the copy, so that they would depend on which of several copies comes first.
bool shapes_folders(const ir::Copy& copy, const ir::Stage& stage) {
  constexpr std::array<std::string_view, 4> modes{"", "0644", "0755", "u=rwX,go=rX"};
  const std::string owner = copy.owner == "0:0" ? "" : copy.owner;
  return owner != usual_owner(copy.destination, stage) ||
         std::find(modes.begin(), modes.end(), copy.mode) == modes.end();
}

/// The folder that a copy puts its files into; where a folder is copied, the one that holds it.
std::string folder_above(const ir::Copy& copy) {
  const bool folder = copy.folders || copy.from != ir::Copy::From::context;
  return ir::folder_of(folder ? ir::destination_of(copy) : copy.destination);
}

/// New BuildKit gives a file's mode to the folders that the copy makes too, so that nobody could enter them. An octal
/// mode that closes folders is right only where the folder is there before.
bool needs_folder(const ir::Copy& copy, const ir::Stage& stage) {
  return (ir::is_closed_to_folders(copy) || shapes_folders(copy, stage)) &&
         !ir::has_folder(stage.facts, folder_above(copy));
}

/// Is the folder made by a step of its own? Otherwise the mode is written such that it does not reach folders.
bool makes_folder(const ir::Copy& copy, const ir::Stage& stage, ir::Dialect dialect) {
  if (!needs_folder(copy, stage) || stage.facts.sh.empty()) return false;
  return dialect == ir::Dialect::portable || copy.exact_mode || shapes_folders(copy, stage);
}

void set_mode(ir::Copy& copy, const ir::Stage& stage, ir::Dialect dialect) {
  if (copy.from == ir::Copy::From::context && copy.mode.empty()) {
    // One octal mode must fit folders and files alike, and a folder that nobody may enter is worse than a file that all
    // may execute.
    copy.mode = dialect == ir::Dialect::buildkit ? "u=rwX,go=rX" : "0755";
    return;
  }
  if (dialect == ir::Dialect::portable || !ir::is_closed_to_folders(copy)) return;
  const bool makes = needs_folder(copy, stage) && !makes_folder(copy, stage, dialect);
  if (copy.link || copy.folders || makes) copy.mode = symbolic(copy.mode);
}

/// Makes the folders of copies with a mode that is not for folders, before all else.
void make_folders(ir::Stage& stage, ir::Dialect dialect) {
  std::set<std::string> folders;
  for (const ir::Step& step : stage.steps) {
    const auto* copy = std::get_if<ir::Copy>(&step.operation);
    if (copy != nullptr && makes_folder(*copy, stage, dialect)) folders.insert(folder_above(*copy));
  }
  const auto place = std::find_if_not(stage.steps.begin(), stage.steps.end(), makes_user);
  std::vector<ir::Step> made;
  for (const std::string& folder : folders) {
    const std::string* owned = ir::owned_folder(stage, folder);
    if (owned != nullptr && *owned == folder) continue;  // made with the user
    made.push_back(ir::make_step(ir::MakeDirectory{folder, owned != nullptr ? stage.owner : ""}, stage.origin));
  }
  stage.steps.insert(place, made.begin(), made.end());
}

}  // namespace

void permissions(ir::Module& module, Context& context) {
  for (ir::Stage& stage : module.stages) {
    for (ir::Step& step : stage.steps) {
      if (auto* copy = std::get_if<ir::Copy>(&step.operation)) {
        const std::string mode = copy->mode;
        set_owner(copy->owner, copy->destination, stage);
        set_mode(*copy, stage, module.dialect);
        if (copy->mode != mode)
          context.remarks.passed(step.origin, fmt::format("its files get the mode {} as they are copied", copy->mode));
      } else if (auto* file = std::get_if<ir::WriteFile>(&step.operation)) {
        set_owner(file->owner, file->path, stage);
      } else if (auto* directory = std::get_if<ir::MakeDirectory>(&step.operation);
                 directory != nullptr && directory->written) {
        set_owner(directory->owner, directory->path, stage);
      }
    }
    make_folders(stage, module.dialect);
  }
}

}  // namespace boxwright::passes
