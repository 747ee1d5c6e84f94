#include "compiler/driver/image_outputs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "compiler/driver/paths.hpp"

namespace boxwright::driver {

namespace {

/// The folder for all that one spec compiles to.
std::string root_of(const Spec& spec, const std::optional<std::string>& output, bool several_specs) {
  if (!output) return spec.directory;
  return several_specs ? paths::normal(paths::join(*output, spec.place)) : *output;
}

ImageTarget make_target(const Compiled& compiled, const ir::Image& image, const std::string& root,
                        const FileSystem& files) {
  ImageTarget target;
  target.compiled = &compiled;
  target.image = &image;
  target.folder = image.folder.empty() ? root : paths::join(root, image.folder);
  const std::string context = files.canonical(compiled.spec.directory);
  target.layout.context = paths::relative(files.canonical(target.folder), context);
  target.layout.spec = paths::name(compiled.spec.name);
  return target;
}

bool has_name(const ir::Image& image, const std::string& name) {
  const std::string last = paths::name(image.repository);
  return name == image.reference() || name == image.repository || name == last || name == last + ":" + image.tag ||
         (!image.folder.empty() && name == image.folder);
}

bool is_only_spec(const std::string& folder, const FileSystem& files) {
  const std::vector<std::string> names = files.list(folder);
  return std::count_if(names.begin(), names.end(), [](const std::string& name) { return name.ends_with(".box"); }) == 1;
}

}  // namespace

std::vector<ImageTarget> image_targets(const std::vector<Compiled>& compiled, const std::optional<std::string>& output,
                                       const FileSystem& files) {
  std::vector<ImageTarget> targets;
  for (const Compiled& one : compiled) {
    const std::string root = root_of(one.spec, output, compiled.size() > 1);
    for (const ir::Image& image : one.result.module.images) targets.push_back(make_target(one, image, root, files));
  }
  return targets;
}

std::vector<ImageTarget> named(const std::vector<ImageTarget>& targets, const std::string& name) {
  std::vector<ImageTarget> result;
  std::copy_if(targets.begin(), targets.end(), std::back_inserter(result),
               [&](const ImageTarget& target) { return has_name(*target.image, name); });
  return result;
}

std::string choices(const std::vector<ImageTarget>& targets) {
  std::vector<std::string> names;
  names.reserve(targets.size());
  for (const ImageTarget& target : targets) names.push_back(target.image->reference());
  return fmt::format("{}", fmt::join(names, ", "));
}

std::vector<std::string> swept_folders(const std::vector<ImageTarget>& targets, const FileSystem& files) {
  std::vector<std::string> folders;
  for (const ImageTarget& target : targets) {
    folders.push_back(target.folder);
    // Where a spec had one image and now has several, the old files lie one folder higher. They are this spec's for
    // certain only if no other one lies beside it.
    const bool has_own_folder = !target.image->folder.empty();
    if (has_own_folder && is_only_spec(target.compiled->spec.directory, files))
      folders.push_back(paths::parent(target.folder));
  }
  return folders;
}

}  // namespace boxwright::driver
