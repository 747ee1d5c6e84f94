#pragma once

#include <cstdint>
#include <limits>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/diagnostic.hpp"
#include "compiler/base/source.hpp"

namespace boxwright::resolve {

/// One `allow`: a rule, the subjects it is waived for (none: all of its block), and where that holds.
struct Waiver {
  std::string rule;
  std::vector<std::string> subjects;  ///< globs
  Span scope;                         ///< of the block it stands in, or `Waivers::everywhere`
  Span head;                          ///< of that block's row, before its brace: the place of what the whole lacks
  Span span;
  bool used = false;
};

/// The waivers of a spec. A rule's finding is asked for here before it is reported.
class Waivers {
 public:
  /// The scope of what is waived in all files.
  static constexpr Span everywhere{std::numeric_limits<FileId>::max(), 0, std::numeric_limits<std::uint32_t>::max()};

  explicit Waivers(const Sources& sources) : sources_(&sources) {}

  void add(Waiver waiver) { waivers_.push_back(std::move(waiver)); }
  /// Is this finding waived? Marks the waivers that cover it as used. `kind` is that of the subject, where others tell
  /// the rule's findings apart by it.
  bool covers(std::string_view rule, std::string_view subject, Span place, std::string_view kind = "");
  /// Reports the waivers that waived nothing.
  void report_unused(Diagnostics& diagnostics);
  /// The rules of which a finding was waived, as `rule` or `rule:kind`.
  [[nodiscard]] const std::set<std::string>& used_rules() const { return used_rules_; }

 private:
  [[nodiscard]] bool holds_at(const Waiver& waiver, Span place) const;

  const Sources* sources_;
  std::vector<Waiver> waivers_;
  std::set<std::string> used_rules_;
};

}  // namespace boxwright::resolve
