// models/NAME/ as MHub's repository has it, for each image that says `conform mhub`:
//
//     image dev/lung_nodules { use mhub; … }    →    models/lung_nodules/dockerfiles/Dockerfile, the image's own
//                                                    models/lung_nodules/mhub.toml, to be filled in
//
// It relies on the profile: what MHub's check does not accept was an error. The address of the test data is known to
// nobody but the author, so mhub.toml is a beginning that is theirs from then on.
#include <algorithm>

#include "compiler/backends/dockerfile.hpp"
#include "compiler/backends/mark.hpp"
#include "compiler/backends/script.hpp"

namespace boxwright::backends {

namespace {

constexpr const char* description =
    "# What MHub's check of a contribution asks for: the address at Zenodo (https://zenodo.org/…) of a zip with "
    "sample\n"
    "# and reference data for each workflow of config/, in NAME/sample and NAME/reference. Boxwright wrote this once "
    "and\n"
    "# leaves it to you from here on.\n"
    "[model.deployment]\n"
    "test = \"\"\n";

void add_model(const ir::Module& module, const ir::Image& image, const Layout& layout, std::vector<OutputFile>& files) {
  const ir::Stage* stage = ir::find_stage(module, image.stage);
  if (stage == nullptr || stage->profile != "mhub") return;
  const std::string folder = "models/" + short_name(image) + "/";
  const Dockerfile dockerfile = write_dockerfile(module, image);
  files.push_back(
      {folder + "dockerfiles/Dockerfile", with_mark(dockerfile.text, layout.spec, dockerfile.mark_line), false, {}});
  OutputFile beginning{folder + "mhub.toml", description, false, {"`test` is still to be filled in"}};
  beginning.is_beginning = true;
  files.push_back(std::move(beginning));
}

}  // namespace

std::vector<OutputFile> emit_mhub(const ir::Module& module, const ir::Image&, const Layout& layout) {
  std::vector<const ir::Module*> modules = layout.modules;
  if (modules.empty()) modules.push_back(&module);
  std::vector<OutputFile> files;
  for (const ir::Module* one : modules)
    for (const ir::Image& image : one->images) add_model(*one, image, layout, files);
  return files;
}

}  // namespace boxwright::backends
