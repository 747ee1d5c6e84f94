#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/diagnostic.hpp"
#include "compiler/base/facts.hpp"
#include "compiler/resolve/waivers.hpp"

namespace boxwright::resolve {

/// A `secret` statement, and the block whose steps may be given it.
struct DeclaredSecret {
  Secret secret;
  std::string block;
  Span span;
  bool used = false;
};

/// The secrets of a spec. One name means one thing in a file, wherever it is declared.
class Secrets {
 public:
  /// Adds a declaration; reported where the name is declared already, in this block or as something else.
  void declare(DeclaredSecret declared, Diagnostics& diagnostics);
  /// The secret of this name that one of the blocks declares, which is then used; reported and null where none does.
  const Secret* use(std::string_view name, Span place, const std::vector<std::string>& blocks,
                    Diagnostics& diagnostics);
  /// The name of the secret that this file beside the spec holds.
  [[nodiscard]] std::optional<std::string> of_file(std::string_view path) const;
  /// Reports the secrets that no step is given.
  void report_unused(Waivers& waivers, Diagnostics& diagnostics) const;

 private:
  std::vector<DeclaredSecret> declared_;
};

}  // namespace boxwright::resolve
