#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "compiler/driver/compile.hpp"
#include "compiler/driver/memory_files.hpp"

/// Golden cases: a folder with a spec, the project files it needs, and what is expected of it.
namespace boxwright::tests {

using FileMap = std::map<std::string, driver::MemoryFiles::File>;

/// One way to compile the spec of one folder.
struct Case {
  std::string name;                    ///< the folder below the checkout, and the dialect where there are several
  std::filesystem::path folder;        ///< where `model.box` lies
  std::filesystem::path expected;      ///< what it has to compile to
  std::vector<std::string> arguments;  ///< behind `compile model.box`
};

/// The bytes of a file; none where it cannot be read.
std::string read_file(const std::filesystem::path& path);

/// Every folder of tests/golden that holds a `model.box`, and every example in each dialect, by name; without those of
/// `pass_cases`, of which nobody is shown the output.
const std::vector<Case>& cases();

/// Every folder of tests/golden/passes, by name: what one pass does by itself.
const std::vector<Case>& pass_cases();

/// Adds the files of a case's project.
void add_project(const Case& one, driver::MemoryFiles& files);
/// What its command line asks for.
driver::CompileOptions options_of(const Case& one, const driver::MemoryFiles& files);

/// What one compile left behind.
struct Compiled {
  int status = 0;
  std::string err;       ///< all that was said
  FileMap outputs;       ///< the files it wrote, by their path from the spec's folder
  std::string rendered;  ///< the diagnostics as a person sees them
  driver::Compilation compilation;
};

/// Compiles another text in the place of a case's spec, beside the same project files, and writes nothing.
driver::Compilation compile_text(const Case& one, const std::string& text);
/// Compiles a case in memory, with this text in the place of its spec.
Compiled compile(const Case& one, const std::string& text);
/// Compiles it as it is.
Compiled compile(const Case& one);
/// The same, done once however many tests ask.
const Compiled& compiled(const Case& one);

/// The files below a folder of the checkout, by their path from it.
FileMap read_tree(const std::filesystem::path& folder);
/// Makes a folder hold these files and no others.
void write_tree(const std::filesystem::path& folder, const FileMap& files);

/// What is expected of a case: its outputs, and its diagnostics where there are some.
FileMap with_diagnostics(const Compiled& result);

/// Are the expected files to be rewritten?
bool is_update();
/// What is there and what should be there; empty where both agree.
std::string compare(const FileMap& expected, const FileMap& actual);

/// The text of the spec.
std::string spec_text(const Case& one);

/// How two texts differ, for a person: a few lines around the first place and the changed lines.
std::string difference(const std::string& expected, const std::string& actual);

}  // namespace boxwright::tests
