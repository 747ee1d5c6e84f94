#pragma once

#include <string>
#include <vector>

#include "compiler/driver/memory_files.hpp"
#include "compiler/driver/run.hpp"

/// What the tests of the command line share: commands on files in memory.
namespace boxwright::tests {

using Words = std::vector<std::string>;

inline const std::string small_spec = "image acme/app:1.0 {\n  from debian:bookworm-slim\n}\n";
inline const std::string two_images =
    "image acme/one:1.0 {\n  from debian:bookworm-slim\n}\nimage acme/two:1.0 {\n  from debian:bookworm-slim\n}\n";
inline const std::string wrong_spec = "image acme/app:1.0 {\n  from debian:bookworm-slim\n  healtcheck none\n}\n";

/// A command in a folder in memory.
struct Run {
  driver::MemoryFiles files;
  driver::Terminal terminal;
  driver::Streams streams;
  driver::Outcome outcome;

  Run& file(const std::string& path, const std::string& text) {
    files.write(path, text, false);
    return *this;
  }
  int operator()(const Words& arguments) {
    streams = {};
    outcome = driver::execute(arguments, files, streams, terminal);
    return outcome.status;
  }
  [[nodiscard]] bool has(const std::string& path) const { return files.kind(path) == FileSystem::Kind::file; }
};

}  // namespace boxwright::tests
