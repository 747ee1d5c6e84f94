// generate_specs DIR FIRST COUNT <SERVED: writes DIR/SEED/model.box and its build context for this many seeds. SERVED
// is what payload/make --list prints.

#include <fmt/format.h>

#include <cstdlib>
#include <iostream>
#include <iterator>
#include <string>

#include "compiler/driver/files.hpp"
#include "tests/runnable_specs.hpp"

using namespace boxwright;
using namespace boxwright::tests;

int main(int count, char** words) {
  if (count != 4) {
    std::cerr << "generate_specs DIR FIRST COUNT <SERVED\n";
    return 2;
  }
  const std::vector<ServedSource> served =
      read_served_sources({std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()});
  const std::uint64_t first = std::strtoull(words[2], nullptr, 10);
  const std::uint64_t end = first + std::strtoull(words[3], nullptr, 10);
  driver::DiskFiles files;
  for (std::uint64_t seed = first; seed < end; ++seed) {
    Random random(seed);
    const std::string folder = fmt::format("{}/{}", words[1], seed);
    write_runnable_context(files, folder);
    if (const auto error = files.write(folder + "/model.box", generate_runnable_spec(random, served).text(), false)) {
      std::cerr << folder << ": " << *error << '\n';
      return 1;
    }
  }
}
