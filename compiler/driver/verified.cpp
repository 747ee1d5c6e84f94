#include "compiler/driver/verified.hpp"

#include <fmt/format.h>

#include "compiler/base/path_text.hpp"
#include "compiler/verify/verify.hpp"

namespace boxwright::driver {

namespace {

bool is_dockerfile(const backends::OutputFile& file) { return file_name(file.path) == "Dockerfile"; }

std::string fault(const std::string& file, const std::string& image, const verify::Difference& difference) {
  return fmt::format(
      "internal error: `{}` of {} would not do what the spec says\n{}This is a fault of boxwright, not of your spec, "
      "and "
      "nothing was written. Please report it, with the spec.",
      file, image, verify::report(difference));
}

}  // namespace

std::string misunderstanding(const ImageTarget& target, const std::vector<backends::OutputFile>& files) {
  for (const backends::OutputFile& file : files) {
    if (!is_dockerfile(file)) continue;
    if (const auto found = verify::difference(verify::meaning_of(target.module(), *target.image), file.content))
      return fault(file.path, target.image->reference(), *found);
  }
  return {};
}

std::string misunderstanding(const std::vector<const ir::Module*>& modules,
                             const std::vector<backends::OutputFile>& files) {
  for (const backends::OutputFile& file : files) {
    if (!is_dockerfile(file)) continue;
    std::string first;
    bool good = false;
    for (const ir::Module* module : modules) {
      for (const ir::Image& image : module->images) {
        const auto found = verify::difference(verify::meaning_of(*module, image), file.content);
        good = good || !found;
        if (found && first.empty()) first = fault(file.path, image.reference(), *found);
      }
    }
    if (!good) return first;
  }
  return {};
}

}  // namespace boxwright::driver
