// A copied layer that stands on no other one is kept whatever changes below it:
//
//     COPY model /app/model   →   COPY --link model /app/model
//
// Only where the dialect has that and the layer cannot disturb what is there: a linked layer brings its parent folders
// with it, with mode 0755 and owned by root, or with the mode and the owner that the copy is given. So nothing is
// linked into a folder that another step may have made otherwise. Relies on nothing.
#include <algorithm>
#include <array>

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

bool is_root(const std::string& owner) { return owner.empty() || owner == "0:0"; }

/// Do the folders that a copy makes on the way get what a folder has that nobody says anything of?
bool makes_usual_folders(const ir::Copy& copy) {
  constexpr std::array<std::string_view, 5> modes{"", "0644", "644", "0755", "755"};
  return is_root(copy.owner) && std::find(modes.begin(), modes.end(), copy.mode) != modes.end();
}

/// May a folder have got another mode or owner by this step than the usual?
bool shapes(const ir::Step& step, const std::string& folder) {
  // The folders above a copy with a mode or an owner of its own are usual ones: `permissions` makes them first.
  if (const auto* copy = std::get_if<ir::Copy>(&step.operation))
    return ir::is_inside(folder, ir::destination_of(*copy));
  if (const auto* made = std::get_if<ir::MakeDirectory>(&step.operation))
    return !is_root(made->owner) && ir::is_inside(made->path, folder);
  return std::holds_alternative<ir::Run>(step.operation) &&
         ir::overlap(step.effects.writes, std::vector<ir::Resource>{{ir::Resource::Kind::path, folder}});
}

/// The folders that a linked copy brings, from the lowest up.
std::vector<std::string> folders_of(const ir::Copy& copy) {
  std::vector<std::string> result;
  for (std::string path = ir::destination_of(copy); !path.empty(); path = ir::folder_of(path)) result.push_back(path);
  return result;
}

/// Links the copies of one stage.
class Linking {
 public:
  Linking(const ir::Module& module, ir::Stage& stage, Remarks& remarks)
      : module_(module), stage_(stage), remarks_(remarks) {
    for (const ir::Stage* below = ir::stage_below(module, stage); below != nullptr;
         below = ir::stage_below(module, *below))
      for (const ir::Step& step : below->steps) note(step, before_all);
    for (std::size_t i = 0; i < stage.steps.size(); ++i) note(stage.steps[i], static_cast<std::ptrdiff_t>(i));
  }

  void run() {
    for (std::size_t i = 0; i < stage_.steps.size(); ++i) {
      auto* copy = std::get_if<ir::Copy>(&stage_.steps[i].operation);
      if (copy != nullptr) copy->link = may_link(*copy, static_cast<std::ptrdiff_t>(i));
    }
  }

 private:
  /// A step that may shape some folder, and its place.
  struct Shaping {
    const ir::Step* step;
    std::ptrdiff_t place;
  };
  static constexpr std::ptrdiff_t before_all = -1;

  void note(const ir::Step& step, std::ptrdiff_t place) {
    const auto* copy = std::get_if<ir::Copy>(&step.operation);
    const bool shaping = copy != nullptr ? !makes_usual_folders(*copy) || brings_modes(*copy)
                                         : std::holds_alternative<ir::MakeDirectory>(step.operation) ||
                                               std::holds_alternative<ir::Run>(step.operation);
    if (shaping) shaping_.push_back({&step, place});
  }

  /// Does it bring folders with modes that a step of the spec gave them?
  [[nodiscard]] bool brings_modes(const ir::Copy& copy) const {
    if (copy.from == ir::Copy::From::context) return false;
    const ir::Stage* from = ir::find_stage(module_, copy.source_name);
    return from == nullptr || !from->is_source;
  }

  [[nodiscard]] bool may_link(const ir::Copy& copy, std::ptrdiff_t place) const {
    // BuildKit links no copy that is given a mode, and says nothing of it (frontend/dockerfile/dockerfile2llb of 0.31).
    // What comes from the context always is: a checkout's own modes are nobody's intention.
    if (copy.from == ir::Copy::From::context || !copy.mode.empty()) return false;
    if (!makes_usual_folders(copy) || is_system_folder(copy.destination)) return false;
    const bool is_users = std::any_of(stage_.writable.begin(), stage_.writable.end(), [&](const std::string& folder) {
      return ir::is_inside(copy.destination, folder) || ir::is_inside(folder, ir::destination_of(copy));
    });
    return !is_users && !is_shaped(copy, place);
  }

  /// Has another step shaped a folder that the copy brings, or may it once the steps are ordered otherwise?
  [[nodiscard]] bool is_shaped(const ir::Copy& copy, std::ptrdiff_t place) const {
    const std::vector<std::string> folders = folders_of(copy);
    const auto at = static_cast<std::size_t>(place);
    for (const Shaping& other : shaping_) {
      if (other.place == place) continue;
      if (other.place > place && other.step->effects.is_barrier()) break;
      if (other.place > place && ir::conflicts(other.step->effects, stage_.steps[at].effects)) continue;
      if (std::none_of(folders.begin(), folders.end(), [&](const auto& f) { return shapes(*other.step, f); })) continue;
      remarks_.missed(stage_.steps[at].origin,
                      "not linked: another step may have given a folder above it another mode or owner");
      return true;
    }
    return false;
  }

  const ir::Module& module_;
  ir::Stage& stage_;
  Remarks& remarks_;
  std::vector<Shaping> shaping_;
};

}  // namespace

void link_copies(ir::Module& module, Context& context) {
  if (module.dialect != ir::Dialect::buildkit) return;
  for (ir::Stage& stage : module.stages) Linking(module, stage, context.remarks).run();
}

}  // namespace boxwright::passes
