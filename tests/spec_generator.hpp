#pragma once

#include <string>
#include <vector>

#include "compiler/driver/memory_files.hpp"
#include "tests/random.hpp"

/// Specs that nobody wrote: statements of all kinds on few names and paths, so that they often meet.
namespace boxwright::tests {

/// A path of the image, or all below it.
struct GeneratedPath {
  std::string name;
  bool tree = false;
};

/// One row of a generated stage, and what language.md says of its order. It is said here a second time on purpose: the
/// compiler's own answer is what is tested.
struct GeneratedRow {
  enum class Kind {
    step,
    barrier,    ///< keeps its place
    statement,  ///< holds for all of its stage, wherever it is written
  };
  Kind kind = Kind::step;
  std::string text;
  std::vector<GeneratedPath> reads{}, writes{};
  /// Rows of one family with different options keep their order: `apt`, `pip`, the variable they append to.
  std::string family{}, options{};
  bool reads_all_installed = false;  ///< a narrowed run: of what packages and pip bring
};

struct GeneratedStage {
  std::string head;  ///< `image acme/app:1.0`
  std::vector<GeneratedRow> first, rows;
};

struct GeneratedSpec {
  bool portable = false;
  std::vector<GeneratedStage> stages;

  [[nodiscard]] std::string text() const;
};

GeneratedSpec generate_spec(Random& random);

/// The same facts in another order: rows are moved between two barriers, and those that make the same thing keep
/// theirs.
GeneratedSpec shuffled(const GeneratedSpec& spec, Random& random);

/// Writes the build context of every generated spec.
void write_generated_context(driver::MemoryFiles& files);

}  // namespace boxwright::tests
