// generated_outputs DIR FIRST COUNT: compiles this many generated specs, from this seed on, and writes each whose
// Dockerfiles differ from those before it to DIR/tests/golden/generated/SEED, as a golden case lies there, without
// the scripts that differ from others in digests only. The generator also makes specs with an error, now and then; they
// do not count.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <regex>
#include <set>
#include <string>

#include "compiler/driver/memory_files.hpp"
#include "compiler/driver/run.hpp"
#include "tests/spec_generator.hpp"

using namespace boxwright;
using namespace boxwright::tests;

namespace {

namespace fs = std::filesystem;

bool write(const fs::path& path, const std::string& content, bool executable) {
  fs::create_directories(path.parent_path());
  std::ofstream stream(path, std::ios::binary);
  stream << content;
  stream.close();
  if (executable) fs::permissions(path, fs::perms::owner_exec, fs::perm_options::add);
  return !stream.fail();
}

/// What a spec became: a file, or one in a folder for each image.
std::string dockerfiles(const driver::MemoryFiles& files) {
  std::string result;
  for (const auto& [path, file] : files.all())
    if (path == "Dockerfile" || path.ends_with("/Dockerfile")) result += file.content;
  return result;
}

/// A script without the digests in it: what differs in nothing else was judged.
std::string without_digests(const std::string& text) {
  static const std::regex digest("[0-9a-f]{64}");
  return std::regex_replace(text, digest, "");
}

}  // namespace

int main(int count, char** words) {
  if (count != 4) {
    std::cerr << "generated_outputs DIR FIRST COUNT\n";
    return 2;
  }
  const std::uint64_t first = std::strtoull(words[2], nullptr, 10);
  const std::uint64_t wanted = std::strtoull(words[3], nullptr, 10);
  std::uint64_t good = 0, refused = 0;
  std::set<std::string> seen, scripts;
  for (std::uint64_t seed = first; good < wanted; ++seed) {
    Random random(seed);
    driver::MemoryFiles files;
    write_generated_context(files);
    files.write("model.box", generate_spec(random).text(), false);
    const auto before = files.all();
    driver::Streams streams;
    if (driver::run({"compile", "model.box"}, files, streams, {}) != 0) {
      if (++refused <= 20 + wanted / 10) continue;
      std::cerr << "too many specs have an error; seed " << seed << ": " << streams.err;
      return 1;
    }
    ++good;
    if (!seen.insert(dockerfiles(files)).second) continue;
    const fs::path folder = fs::path(words[1]) / "tests/golden/generated" / std::to_string(seed);
    bool written = write(folder / "expected/diagnostics.txt", streams.err, false);
    for (const auto& [path, file] : files.all()) {
      if (file.executable && !before.contains(path) && !scripts.insert(without_digests(file.content)).second) continue;
      written = write((before.contains(path) ? folder : folder / "expected") / path, file.content, file.executable) &&
                written;
    }
    if (!written) {
      std::cerr << folder << " cannot be written\n";
      return 2;
    }
  }
  std::cout << seen.size() << '\n';
}
