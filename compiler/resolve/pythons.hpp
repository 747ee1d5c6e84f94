#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/facts.hpp"

namespace boxwright {

/// The release of uv that brings Pythons and installs packages, as stdlib/pythons.json has it.
struct Uv {
  std::string version;
  std::vector<std::string> sums;  ///< SHA-256, one a wheel
};

/// A Python that this uv can bring.
struct BroughtPython {
  std::string version;  ///< exact, such as `3.10.22`
  bool for_musl = false, for_glibc = false;
};

const Uv& uv();
/// What uv has of a version `X.Y`; nothing where it has none.
std::optional<BroughtPython> brought_python(std::string_view short_version);
/// The versions `X.Y` that uv can bring to a base, the oldest first.
std::vector<std::string> brought_versions(const BaseFacts& base);
/// Is there an archive of this Python for the base's C library?
bool runs_on(const BroughtPython& python, const BaseFacts& base);

}  // namespace boxwright
