#pragma once

#include <functional>
#include <string>
#include <vector>

#include "compiler/lint/subject.hpp"

namespace boxwright::lint {

/// A package of the system's manager that stays in an image.
struct KeptPackage {
  const spec::Stage* stage = nullptr;
  const spec::Statement* statement = nullptr;
  const spec::Apt* install = nullptr;
  const spec::Package* package = nullptr;
};
/// Those of all images, each once; what is removed again, and what is for building only, is not among them.
std::vector<KeptPackage> kept_packages(const Subject& subject);

/// Does the stage, or one it starts from, install a package of this name?
bool installs(const Subject& subject, const spec::Stage& stage, std::string_view package);

/// The names among some packages as a message has them, with the waived ones left out; reported at their row.
struct Named {
  const spec::Statement* statement = nullptr;
  const spec::Apt* install = nullptr;
  std::vector<std::string> names;
};
/// The kept packages that a predicate is about, row by row.
std::vector<Named> named_packages(const Subject& subject, std::string_view rule,
                                  const std::function<bool(const std::string& name)>& is_meant);

}  // namespace boxwright::lint
