#include "compiler/resolve/waivers.hpp"

#include <algorithm>

#include "compiler/resolve/bases.hpp"

namespace boxwright::resolve {

bool Waivers::covers(std::string_view rule, std::string_view subject, Span place) {
  bool covered = false;
  for (Waiver& waiver : waivers_) {
    const bool inside =
        waiver.scope.file == place.file && waiver.scope.begin <= place.begin && place.end <= waiver.scope.end;
    const bool matches =
        waiver.subjects.empty() || std::any_of(waiver.subjects.begin(), waiver.subjects.end(),
                                               [&](const std::string& glob) { return glob_matches(glob, subject); });
    if (waiver.rule != rule || !inside || !matches) continue;
    waiver.used = true;
    covered = true;
  }
  return covered;
}

void Waivers::report_unused(Diagnostics& diagnostics) {
  // The waivers of this rule itself last: they are used by the others.
  for (const bool about_waivers : {false, true}) {
    for (const Waiver& waiver : std::vector<Waiver>(waivers_)) {
      const bool used = std::any_of(waivers_.begin(), waivers_.end(),
                                    [&](const Waiver& now) { return now.span == waiver.span && now.used; });
      if (used || (waiver.rule == "unused-waiver") != about_waivers) continue;
      if (!about_waivers && covers("unused-waiver", waiver.rule, waiver.span)) continue;
      diagnostics.report(diag::UnusedWaiver, waiver.span, waiver.rule)
          .note("remove it, or correct the subjects it names");
    }
  }
}

}  // namespace boxwright::resolve
