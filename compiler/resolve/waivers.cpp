#include "compiler/resolve/waivers.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <optional>

#include "compiler/resolve/bases.hpp"

namespace boxwright::resolve {

namespace {

bool lies_in(Span place, Span block) {
  return block.file == place.file && block.begin <= place.begin && place.end <= block.end;
}

}  // namespace

/// What a template waives is waived for what the template brings, and for the image as a whole, whose place is its
/// name; what its user waives, for both.
bool Waivers::holds_at(const Waiver& waiver, Span place) const {
  if (waiver.scope == everywhere) return true;
  const bool of_template = sources_->used_at(waiver.span.file).has_value();
  for (std::optional<Span> at = place; at; at = sources_->used_at(at->file)) {
    if (of_template && at->file == waiver.span.file) return true;
    if (!of_template && lies_in(*at, waiver.scope)) return true;
  }
  return of_template && lies_in(place, waiver.head);
}

bool Waivers::covers(std::string_view rule, std::string_view subject, Span place, std::string_view kind) {
  bool covered = false;
  for (Waiver& waiver : waivers_) {
    const bool inside = holds_at(waiver, place);
    const bool matches =
        waiver.subjects.empty() || std::any_of(waiver.subjects.begin(), waiver.subjects.end(),
                                               [&](const std::string& glob) { return glob_matches(glob, subject); });
    if (waiver.rule != rule || !inside || !matches) continue;
    waiver.used = true;
    covered = true;
  }
  if (covered) used_rules_.insert(kind.empty() ? std::string(rule) : fmt::format("{}:{}", rule, kind));
  return covered;
}

void Waivers::report_unused(Diagnostics& diagnostics) {
  // The waivers of this rule itself last: they are used by the others.
  for (const bool about_waivers : {false, true}) {
    for (const Waiver& waiver : std::vector<Waiver>(waivers_)) {
      const bool used = std::any_of(waivers_.begin(), waivers_.end(),
                                    [&](const Waiver& now) { return now.span == waiver.span && now.used; });
      if (used || (waiver.rule == "unused-waiver") != about_waivers) continue;
      if (sources_->used_at(waiver.span.file)) continue;  // a template serves many, and not all need it
      if (!about_waivers && covers("unused-waiver", waiver.rule, waiver.span)) continue;
      diagnostics.report(diag::UnusedWaiver, waiver.span, waiver.rule)
          .note("remove it, or correct the subjects it names");
    }
  }
}

}  // namespace boxwright::resolve
