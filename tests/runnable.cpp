// Every spec that the engine tests build must compile, or they would build fewer than they say.

#include "compiler/base/render.hpp"
#include "compiler/driver/compile.hpp"
#include "compiler/driver/memory_files.hpp"
#include "tests/catch.hpp"
#include "tests/runnable_specs.hpp"

using namespace boxwright;
using namespace boxwright::tests;

TEST_CASE("the specs that engines build compile, in both dialects", "[property]") {
  // As payload/make lists them.
  const std::vector<ServedSource> served = read_served_sources(
      "file  0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef  example.org/table.csv\n"
      "zip   0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef  example.org/net.zip\n"
      "tar   0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef  example.org/tree.tar\n"
      "git   0123456789abcdef0123456789abcdef01234567                          example.org/acme/lung-nodules\n");
  REQUIRE(served.size() == 4);
  driver::MemoryFiles files;
  write_runnable_context(files, ".");
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    Random random(seed);
    const std::string text = generate_runnable_spec(random, served).text();
    driver::CompileOptions options;
    options.dialect = seed % 2 == 0 ? Dialect::buildkit : Dialect::portable;
    const driver::Compilation compilation = driver::compile(files, "model.box", text, ".", options);
    std::string errors;
    for (const Diagnostic& one : compilation.diagnostics.sorted())
      if (one.severity == Severity::error) errors += render::text(one, compilation.sources, false);
    INFO("seed " << seed << '\n' << text << errors);
    REQUIRE(errors.empty());
  }
}
