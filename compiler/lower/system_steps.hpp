#pragma once

#include <optional>
#include <vector>

#include "compiler/ir/ir.hpp"
#include "compiler/resolve/spec.hpp"

namespace boxwright::lower {

/// What the system of a base is told beside its packages, as steps.
class SystemSteps {
 public:
  SystemSteps(const BaseFacts& base, ir::Origin origin) : base_(base), origin_(std::move(origin)) {}

  /// The archive's key and what tells apt of it.
  [[nodiscard]] std::vector<ir::Step> repository(const spec::AptRepository& repository) const;
  /// Makes the locale, where its package alone does not bring it.
  [[nodiscard]] std::optional<ir::Step> locale(const spec::Locale& locale) const;
  [[nodiscard]] ir::Step timezone(const spec::Timezone& timezone) const;

 private:
  [[nodiscard]] ir::Step command_step(std::vector<ir::Command> commands, std::string what,
                                      std::vector<std::string> written) const;

  const BaseFacts& base_;
  ir::Origin origin_;
};

/// Installs the certificates that apt needs to ask the stage's archives by https, where the base has none.
std::optional<ir::Step> certificates_of(const spec::Stage& stage);

}  // namespace boxwright::lower
