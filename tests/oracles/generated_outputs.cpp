// generated_outputs DIR FIRST COUNT: compiles this many generated specs, from this seed on, and writes each that differs
// from those before it to DIR/tests/golden/generated/SEED, as a golden case lies there.

#include <fmt/format.h>

#include <cstdlib>
#include <iostream>
#include <set>
#include <string>

#include "compiler/driver/files.hpp"
#include "compiler/driver/memory_files.hpp"
#include "compiler/driver/run.hpp"
#include "tests/spec_generator.hpp"

using namespace boxwright;
using namespace boxwright::tests;

int main(int count, char** words) {
  if (count != 4) {
    std::cerr << "generated_outputs DIR FIRST COUNT\n";
    return 2;
  }
  const std::uint64_t first = std::strtoull(words[2], nullptr, 10);
  const std::uint64_t end = first + std::strtoull(words[3], nullptr, 10);
  std::set<std::string> seen;
  driver::DiskFiles disk;
  for (std::uint64_t seed = first; seed < end; ++seed) {
    Random random(seed);
    driver::MemoryFiles files;
    write_generated_context(files);
    files.write("model.box", generate_spec(random).text(), false);
    const auto before = files.all();
    driver::Streams streams;
    if (driver::run({"compile", "model.box"}, files, streams, {}) != 0) {
      std::cerr << "seed " << seed << ": " << streams.err;
      return 1;
    }
    if (!seen.insert(*files.read("Dockerfile")).second) continue;
    const std::string folder = fmt::format("{}/tests/golden/generated/{}", words[1], seed);
    std::optional<std::string> error = disk.write(folder + "/expected/diagnostics.txt", streams.err, false);
    for (const auto& [path, file] : files.all()) {
      const std::string place = before.contains(path) ? folder : folder + "/expected";
      if (!error) error = disk.write(place + "/" + path, file.content, file.executable);
    }
    if (error) {
      std::cerr << folder << ": " << *error << '\n';
      return 2;
    }
  }
  std::cout << seen.size() << '\n';
}
