// MHub's check reads lines, also those within an instruction. What a profile asks of statements is said where these are
// read; this is what holds for any line that comes of any of them.
#include "compiler/driver/profile_output.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "compiler/backends/dockerfile.hpp"

namespace boxwright::driver {

namespace {

/// The first line of an instruction that begins with a word MHub's check forbids; empty where none does.
std::string forbidden_line(const backends::Instruction& instruction, bool is_first) {
  constexpr std::array<std::string_view, 4> words{"FROM", "ADD", "COPY", "WORKDIR"};
  std::string_view text = instruction.text;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    const auto begins = [&](std::string_view word) { return line.starts_with(word); };
    if (!is_first && std::any_of(words.begin(), words.end(), begins)) return std::string(line);
    is_first = false;
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
  return "";
}

void check_mhub(const ir::Module& module, const ir::Image& image, Diagnostics& diagnostics) {
  const backends::Dockerfile dockerfile = backends::write_dockerfile(module, image);
  for (const backends::Instruction& instruction : dockerfile.instructions) {
    const std::string line = forbidden_line(instruction, &instruction == &dockerfile.instructions.front());
    if (line.empty()) continue;
    const auto& places = instruction.rows.empty() ? image.origin.spans : instruction.rows;
    auto entry = diagnostics.report(diag::NotConforming, places.front(), "MHub",
                                    fmt::format("what comes of this, a line of the Dockerfile that begins with `{}`",
                                                line.substr(0, line.find(' '))));
    if (line.starts_with("COPY"))
      entry.note(
          "what lies in the model's folder comes with its import; other files come by `git`, `fetch` or `weights`");
  }
}

}  // namespace

void check_profile_output(const ir::Module& module, Diagnostics& diagnostics) {
  for (const ir::Image& image : module.images) {
    const ir::Stage* stage = ir::find_stage(module, image.stage);
    if (stage != nullptr && stage->profile == "mhub") check_mhub(module, image, diagnostics);
  }
}

}  // namespace boxwright::driver
