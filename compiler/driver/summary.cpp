#include "compiler/driver/summary.hpp"

#include <fmt/format.h>

#include <string_view>

#include "compiler/base/display.hpp"
#include "compiler/base/paths.hpp"

namespace boxwright::driver {

namespace {

std::string layers(const ir::Module& module, const ir::Stage& image) {
  const ir::Base& base = ir::lowest_stage(module, image).base;
  return fmt::format("{} on {}", ir::layers_of(module, image),
                     base.kind == ir::Base::Kind::scratch ? "scratch" : base.name);
}

std::string context(const ir::Image& image, const std::string& directory, const FileSystem& files) {
  if (image.context_files.empty()) return "nothing";
  std::uint64_t bytes = 0;
  for (const std::string& file : image.context_files) {
    const std::string place = paths::join(directory, file);
    if (!files.link(place)) bytes += files.size(place).value_or(0);
  }
  const std::size_t count = image.context_files.size();
  return fmt::format("{} {}, {}", count, count == 1 ? "file" : "files", display::human_size(bytes));
}

}  // namespace

std::string summary(const ir::Module& module, const ir::Image& image, const std::string& directory,
                    const FileSystem& files) {
  std::string text = display::escaped(image.reference()) + "\n";
  if (const ir::Stage* stage = ir::find_stage(module, image.stage))
    text += fmt::format("  layers      {}\n", layers(module, *stage));
  text += fmt::format("  context     {}\n", context(image, directory, files));
  const std::string unpinned = fmt::format("{}", fmt::join(image.unpinned, ", "));
  text += fmt::format("  not pinned  {}\n", unpinned.empty() ? "nothing" : display::escaped(unpinned));
  return text;
}

std::string shell_statistics(const ir::Image& image, const Sources& sources) {
  const ShellShare& share = image.shell_share;
  const double percent = share.all == 0 ? 0 : 100.0 * share.raw / share.all;
  std::string text = fmt::format("{}: raw shell: {} of {} commands ({:.0f} %)\n", display::escaped(image.reference()),
                                 share.raw, share.all, percent);
  for (const Span& place : share.places)
    text += fmt::format("  {}:{}\n", display::escaped(sources[place.file].name()),
                        sources[place.file].position(place.begin).line);
  return text;
}

}  // namespace boxwright::driver
