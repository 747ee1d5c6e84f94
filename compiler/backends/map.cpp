// A map from the lines of the Dockerfile to the statements of the spec that they come from: tab-separated, one row an
// instruction, in the Dockerfile's order:
//
//     7-11    model.box:8,12    RUN
//
// Whoever reads an engine's message finds the line to change with it.
#include <fmt/format.h>

#include <string>

#include "compiler/backends/backend.hpp"
#include "compiler/backends/dockerfile.hpp"
#include "compiler/backends/mark.hpp"
#include "compiler/base/display.hpp"

namespace boxwright::backends {

namespace {

std::string lines(std::size_t first, std::size_t last) {
  return first == last ? std::to_string(first) : fmt::format("{}-{}", first, last);
}

/// `model.box:8,12`: the first line of each statement; `-` where an instruction is the compiler's own.
std::string places(const std::vector<Span>& rows, const Sources& sources) {
  std::string result;
  std::string last;
  for (const Span& written : rows) {
    const Span row = sources.outermost(written);
    const Source& source = sources[row.file];
    // By its name alone, wherever the compile was started.
    const std::string name = display::escaped(source.name().substr(source.name().rfind('/') + 1)) + ":";
    const std::string line = std::to_string(source.position(row.begin).line);
    if (name + line == last) continue;  // several statements of one template
    if (!result.empty()) result += ",";
    result += (last.starts_with(name) ? "" : name) + line;
    last = name + line;
  }
  return result.empty() ? "-" : result;
}

}  // namespace

std::vector<OutputFile> emit_map(const ir::Module& module, const ir::Image& image, const Layout& layout) {
  const Dockerfile dockerfile = write_dockerfile(module, image);
  std::string text = "# Lines of the Dockerfile, the statements they come from, and the instruction\n";
  if (layout.sources != nullptr) {
    for (const Instruction& instruction : dockerfile.instructions)
      text += fmt::format("{}\t{}\t{}\n", lines(instruction.first_line, instruction.last_line),
                          places(instruction.rows, *layout.sources), word(instruction.kind));
  }
  return {{"Dockerfile.map", with_mark(text, layout.spec, 1), false}};
}

}  // namespace boxwright::backends
