#pragma once

#include <string>
#include <vector>

#include "compiler/base/file_system.hpp"
#include "tests/random.hpp"
#include "tests/spec_generator.hpp"

/// Generated specs that real engines build in seconds: steps of all kinds on few paths, with modes and owners, and
/// steps that write down what they see of the others.
namespace boxwright::tests {

/// Something to download, with the sum or the commit that it is pinned to: a row of `tests/engine/payload/make --list`.
struct ServedSource {
  std::string kind, pin, url;
};

/// Rows that are no such thing are skipped.
std::vector<ServedSource> read_served_sources(const std::string& list);

/// `served` must hold a file, an archive and a git repository.
GeneratedSpec generate_runnable_spec(Random& random, const std::vector<ServedSource>& served);

/// Writes the build context of every runnable spec into a folder.
void write_runnable_context(FileSystem& files, const std::string& folder);

}  // namespace boxwright::tests
