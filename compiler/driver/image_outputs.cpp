#include "compiler/driver/image_outputs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "compiler/backends/mark.hpp"
#include "compiler/base/edit_distance.hpp"
#include "compiler/base/path_text.hpp"
#include "compiler/base/paths.hpp"

namespace boxwright::driver {

namespace {

/// In a mark, between the spec and the image, where that is one of several.
constexpr const char* for_image = " for ";

backends::Layout layout_of(const Compiled& compiled, const std::string& folder, const FileSystem& files) {
  const std::string context = files.canonical(compiled.spec.directory);
  const std::string place = files.canonical(folder);
  backends::Layout layout;
  layout.context = paths::relative(place, context);
  layout.folder = paths::relative(context, place);
  layout.spec = file_name(compiled.spec.name);
  layout.sources = &compiled.result.sources;
  for (const Unit& unit : compiled.result.units) layout.modules.push_back(&unit.module);
  return layout;
}

ImageTarget make_target(const Compiled& compiled, const Unit& unit, const ir::Image& image, const std::string& root,
                        const FileSystem& files) {
  ImageTarget target;
  target.compiled = &compiled;
  target.unit = &unit;
  target.image = &image;
  target.root = root;
  target.folder = image.folder.empty() ? root : paths::join(root, image.folder);
  target.whole = layout_of(compiled, root, files);
  target.layout = layout_of(compiled, target.folder, files);
  if (!image.folder.empty()) target.layout.spec += for_image + image.reference();
  return target;
}

bool has_name(const ir::Image& image, const std::string& name) {
  const std::string last = file_name(image.repository);
  return name == image.reference() || name == image.repository || name == last || name == last + ":" + image.tag ||
         (!image.folder.empty() && name == image.folder);
}

}  // namespace

std::string root_of(const Spec& spec, const std::optional<std::string>& output, bool several_specs) {
  if (!output) return spec.directory;
  return several_specs ? paths::normal(paths::join(*output, spec.place)) : *output;
}

std::vector<ImageTarget> image_targets(const std::vector<Compiled>& compiled, const std::optional<std::string>& output,
                                       const FileSystem& files) {
  std::vector<ImageTarget> targets;
  for (const Compiled& one : compiled) {
    const std::string root = root_of(one.spec, output, compiled.size() > 1);
    for (const Unit& unit : one.result.units)
      for (const ir::Image& image : unit.module.images) targets.push_back(make_target(one, unit, image, root, files));
  }
  return targets;
}

std::vector<ImageTarget> named(const std::vector<ImageTarget>& targets, const std::string& name) {
  std::vector<ImageTarget> result;
  std::copy_if(targets.begin(), targets.end(), std::back_inserter(result),
               [&](const ImageTarget& target) { return has_name(*target.image, name); });
  return result;
}

std::string similar_image(const std::vector<ImageTarget>& targets, const std::string& name) {
  std::vector<std::string> names;
  for (const ImageTarget& target : targets) {
    names.push_back(target.image->reference());
    names.push_back(target.image->repository);
    names.push_back(target.folder.substr(target.folder.rfind('/') + 1));
  }
  const auto close = closest(name, {names.begin(), names.end()});
  return close ? fmt::format("; did you mean `{}`?", *close) : "";
}

std::string choices(const std::vector<ImageTarget>& targets) {
  std::vector<std::string> names;
  names.reserve(targets.size());
  for (const ImageTarget& target : targets) names.push_back(target.image->reference());
  return fmt::format("{}", fmt::join(names, ", "));
}

std::vector<std::string> made_folders(const std::vector<ImageTarget>& targets) {
  std::vector<std::string> folders;
  for (const ImageTarget& target : targets) {
    if (target.folder != target.root) folders.push_back(target.folder);
    folders.push_back(paths::join(target.folder, "launch"));
  }
  return folders;
}

std::vector<SweptFolder> swept_folders(const std::vector<ImageTarget>& targets, bool whole, const FileSystem& files) {
  std::vector<SweptFolder> folders;
  for (const ImageTarget& target : targets) {
    const std::string spec = backends::printed_source(file_name(target.compiled->spec.name));
    const std::string of_images = spec + for_image;
    folders.push_back({target.folder, spec, of_images});
    if (!whole) continue;
    // What lay here while the spec had one image, and what it had in folders of their own.
    folders.push_back({target.root, spec, ""});
    for (const std::string& name : files.list(target.root)) {
      const std::string folder = paths::join(target.root, name);
      if (files.kind(folder) == FileSystem::Kind::directory && !files.link(folder))
        folders.push_back({folder, "", of_images});
    }
  }
  return folders;
}

}  // namespace boxwright::driver
