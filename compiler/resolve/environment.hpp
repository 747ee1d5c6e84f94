#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>

#include "compiler/base/facts.hpp"
#include "compiler/base/file_system.hpp"
#include "compiler/base/source.hpp"
#include "compiler/resolve/bases.hpp"

namespace boxwright::resolve {

/// What a spec is read against: facts from outside, entering here and nowhere else.
struct Environment {
  const FileSystem* files = nullptr;
  const Sources* sources = nullptr;  ///< where the rows stand
  std::set<std::string> parameters;  ///< names that `param` declares somewhere, for messages
  std::string directory = ".";       ///< the spec's folder, which is the build context
  std::string file = "model.box";    ///< the spec's name, without folders
  BaseTable bases;
  /// What a compile wrote, which no pattern means.
  std::function<bool(const std::string& path)> is_output = [](const std::string&) { return false; };
  bool needs_image = true;         ///< the file is an error without one
  std::optional<Dialect> dialect;  ///< asked for by the caller; stronger than the spec's policy
};

}  // namespace boxwright::resolve
