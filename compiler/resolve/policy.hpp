#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/source.hpp"

namespace boxwright::resolve {

struct Scope;

/// The rules of a team, from every `policy` block of a spec and of what it imports: where two differ, the stricter
/// holds.
struct Policy {
  /// What one row allows or asks for.
  struct Row {
    std::vector<std::string> values;
    Span span;
    Span block{};  ///< the policy it stands in
  };
  std::vector<Row> registries;               ///< a base's registry must be in each of them
  std::vector<Row> bases;                    ///< globs; a base must match one of each
  std::vector<Row> labels;                   ///< every image has all of them
  std::vector<Row> denied;                   ///< rules that nobody may waive, and whose findings are errors
  std::optional<Located<std::string>> user;  ///< the default user's name

  /// The row that denies this rule; null where none does.
  [[nodiscard]] const Row* denies(std::string_view rule) const;
};

/// Reports a base, or an image that is copied from, that the policy does not trust.
void check_trusted(const std::string& text, Span span, const Scope& scope);
/// Reports labels that the policy asks for and the image lacks.
void check_labels(const Scope& scope);

}  // namespace boxwright::resolve
