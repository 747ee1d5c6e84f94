#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxwright::resolve {

/// One requirement as pip takes it (packaging.python.org, "Dependency specifiers"; pip's requirements file format).
struct Requirement {
  std::string
      name;  ///< normalised: lower case, runs of `-`, `_`, `.` as one `-`; empty where only an URL or path is given
  std::string version;   ///< of `==VERSION` alone; empty: any other or none
  bool pinned = false;   ///< `==` without a wildcard, `===`, a file's URL, a commit, or a path
  bool is_path = false;  ///< a project or file on disk
};

/// Reads a requirement whole; nothing where it is none.
std::optional<Requirement> parse_requirement(std::string_view text);

/// What a requirements file says, as far as the compiler must know: which files it refers to, what it leaves unpinned.
struct RequirementsFile {
  std::vector<std::string> includes;  ///< of `-r` and `-c`, as written
  std::vector<std::string> names;     ///< of all packages it asks for, normalised
  std::vector<std::string> unpinned;  ///< names
  std::vector<std::string> paths;     ///< lines that name something else on disk: `-e .`, `./x.whl`, `--find-links dir`
};

RequirementsFile read_requirements_file(std::string_view text);

/// The requirements that have no `--hash`, without which pip installs none of a file with hashes.
std::vector<std::string> requirements_without_sum(std::string_view text);

}  // namespace boxwright::resolve
