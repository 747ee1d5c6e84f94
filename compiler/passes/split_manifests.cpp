// A requirements file that comes with a source tree is given to pip by itself, so that an edit of the tree installs
// nothing again:
//
//     copy . -> /app; pip (requirements=[/app/requirements.txt])    →    copy . -> /app; pip
//     (requirements=[requirements.txt])
//
// What it refers to comes with it; constraints likewise. Not where a step changes the file, or may; a file that is
// needed beside others of the tree stays where it is. Relies on nothing.
#include <fmt/core.h>

#include <algorithm>
#include <optional>

#include "compiler/passes/passes.hpp"
#include "compiler/passes/stretches.hpp"

namespace boxwright::passes {

namespace {

using ir::Manifest;
using ir::PipInstall;
using ir::Step;

bool in_image(const std::string& path) { return path.starts_with('/'); }

/// The paths of the image that a call of pip reads.
std::vector<std::string> files_in_image(const PipInstall& pip) {
  std::vector<std::string> result;
  for (const auto* list : {&pip.requirement_files, &pip.constraints})
    std::copy_if(list->begin(), list->end(), std::back_inserter(result), in_image);
  return result;
}

const Manifest* manifest_of(const PipInstall& pip, const std::string& path) {
  const auto found = std::find_if(pip.manifests.begin(), pip.manifests.end(),
                                  [&](const Manifest& manifest) { return manifest.file.path == path; });
  return found == pip.manifests.end() ? nullptr : &*found;
}

/// Looks at one call of pip among the steps of its stretch.
class Split {
 public:
  Split(std::span<Step> steps, Step& step) : steps_(steps), step_(step), pip_(std::get<PipInstall>(step.operation)) {}

  void run(Remarks& remarks) {
    const std::vector<std::string> files = files_in_image(pip_);
    const bool any_known =
        std::any_of(files.begin(), files.end(), [&](const std::string& file) { return manifest_of(pip_, file); });
    if (!any_known) return;
    if (const std::string reason = obstacle(files); !reason.empty()) {
      remarks.missed(step_.origin, fmt::format("pip depends on all that lies beside its requirements: {}", reason));
      return;
    }
    for (const std::string& file : files)
      remarks.passed(step_.origin, fmt::format("pip is given `{}` by itself: another edit of what comes to `{}` "
                                               "installs nothing again",
                                               manifest_of(pip_, file)->file.source, folder_));
    for (auto* list : {&pip_.requirement_files, &pip_.constraints})
      for (std::string& path : *list)
        if (in_image(path)) path = take(*manifest_of(pip_, path));
    step_.effects = ir::effects_of(step_.operation);
  }

 private:
  /// What is in the way; empty: nothing.
  std::string obstacle(const std::vector<std::string>& files) {
    if (!pip_.paths.empty()) return fmt::format("it installs `{}` too", pip_.paths.front());
    for (const std::string& file : files) {
      const Manifest* manifest = manifest_of(pip_, file);
      if (manifest == nullptr) return fmt::format("no copy from the context brings `{}`", file);
      if (!manifest->obstacle.empty()) return manifest->obstacle;
      if (std::string reason = changed(manifest->file.path); !reason.empty()) return reason;
      for (const Manifest::File& include : manifest->includes)
        if (std::string reason = changed(include.path); !reason.empty()) return reason;
    }
    return "";
  }

  /// Is the file anything but what one copy brings?
  std::string changed(const std::string& path) {
    const std::vector<ir::Resource> file{{ir::Resource::Kind::path, path}};
    std::size_t copies = 0;
    for (const Step& other : steps_) {
      if (&other == &step_ || !ir::overlap(other.effects.writes, file)) continue;
      const auto* copy = std::get_if<ir::Copy>(&other.operation);
      if (copy == nullptr || copy->from != ir::Copy::From::context || copy->unpack || ++copies > 1)
        return fmt::format("another step may change `{}`", path);
      folder_ = copy->destination;
    }
    return copies == 0 ? fmt::format("a step that may change anything stands between it and the copy of `{}`", path)
                       : "";
  }

  /// The file's path in the context; what it refers to comes with it.
  std::string take(const Manifest& manifest) {
    for (const Manifest::File& include : manifest.includes)
      if (std::find(pip_.context_files.begin(), pip_.context_files.end(), include.source) == pip_.context_files.end())
        pip_.context_files.push_back(include.source);
    return manifest.file.source;
  }

  std::span<Step> steps_;
  Step& step_;
  PipInstall& pip_;
  std::string folder_;
};

}  // namespace

void split_manifests(ir::Module& module, Context& context) {
  for (ir::Stage& stage : module.stages) {
    for (const Stretch& stretch : stretches(stage.steps)) {
      const std::span<Step> steps = std::span(stage.steps).subspan(stretch.begin, stretch.end - stretch.begin);
      for (Step& step : steps)
        if (std::holds_alternative<PipInstall>(step.operation)) Split(steps, step).run(context.remarks);
    }
  }
}

}  // namespace boxwright::passes
