#include "compiler/driver/mend.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "compiler/base/edits.hpp"
#include "compiler/base/paths.hpp"
#include "compiler/base/stdlib.hpp"

namespace boxwright::driver {

namespace {

constexpr std::size_t most_rounds = 100;  // each mends something; more faults than that are no slips

/// A finding wherever it stands: places move when something before them is mended.
using Key = std::pair<std::string_view, std::string>;
using Counts = std::map<Key, std::size_t>;

Key key_of(const Diagnostic& diagnostic) { return {diagnostic.name, diagnostic.message}; }

/// A fix that may be applied.
struct Candidate {
  std::string file;  ///< canonical
  Fix fix;
  Key finding;

  /// What it is, wherever it stands now.
  [[nodiscard]] auto identity() const { return std::tuple(file, finding, fix.replacement); }
};
using Identity = decltype(std::declval<Candidate>().identity());

/// What a compile found, as far as it matters which is there.
struct Findings {
  Counts all, errors;
  std::size_t error_count = 0;
  bool whole = true;            ///< else there were too many to tell all
  std::set<Key> with_a_remedy;  ///< those that a certain fix goes with
};

Findings findings_of(const Diagnostics& diagnostics) {
  Findings result;
  for (const Diagnostic& diagnostic : diagnostics.sorted()) {
    ++result.all[key_of(diagnostic)];
    if (diagnostic.severity == Severity::error) ++result.errors[key_of(diagnostic)];
    if (diagnostic.name == diag::TooManyErrors.name || diagnostic.name == diag::MoreErrors.name) result.whole = false;
    if (std::any_of(diagnostic.fixes.begin(), diagnostic.fixes.end(), [](const Fix& fix) { return fix.certain; }))
      result.with_a_remedy.insert(key_of(diagnostic));
  }
  result.error_count = diagnostics.count(Severity::error);
  return result;
}

std::size_t count(const Counts& counts, const Key& key) {
  const auto found = counts.find(key);
  return found == counts.end() ? 0 : found->second;
}

class Mender {
 public:
  Mender(const Spec& spec, const CompileOptions& options, ChangedFiles& files)
      : spec_(spec), options_(options), files_(files), root_(project_root(files, spec.directory)) {}

  std::size_t run() {
    std::size_t mended = 0;
    for (std::size_t round = 0; round < most_rounds; ++round) {
      // What is found behind a fix may have one, too: that is tried first.
      std::optional<std::size_t> done = improve(true);
      if (!done) done = improve(false);
      if (!done || *done == 0) break;
      mended += *done;
    }
    return mended;
  }

 private:
  using Texts = std::map<std::string, std::string>;

  Compilation compiled() const {
    return compile(files_, spec_.name, files_.read(spec_.name).value_or(spec_.text), spec_.directory, options_);
  }

  /// Applies what can be applied; how many findings that mended. With `patient`, a fix may bring errors that go with
  /// a fix themselves; where one of these is left in the end, nothing is applied, and nothing returned.
  std::optional<std::size_t> improve(bool patient) {
    const Texts start = files_.changed();
    Compilation now = compiled();
    const Findings first = findings_of(now.diagnostics);
    std::size_t mended = 0;
    for (std::size_t round = 0; round < most_rounds; ++round) {
      const std::size_t done = mend_round(now, patient);
      if (done == 0) break;
      mended += done;
    }
    if (!patient || has_no_new_errors(first, findings_of(now.diagnostics), false)) return mended;
    files_.set_changed(start);
    return std::nullopt;
  }

  /// Applies all fixes at once, or else one by one; how many.
  std::size_t mend_round(Compilation& now, bool patient) {
    const std::vector<Candidate> all = candidates(now);
    if (all.empty()) return 0;
    if (all.size() > 1 && try_out(all, now, patient)) return all.size();
    std::set<Identity> in_vain;
    std::size_t mended = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
      // Places have moved since the first one was applied.
      const std::vector<Candidate> left = candidates(now);
      const auto next = std::find_if(left.begin(), left.end(),
                                     [&](const Candidate& one) { return !in_vain.contains(one.identity()); });
      if (next == left.end()) break;
      if (try_out({*next}, now, patient)) {
        ++mended;
      } else {
        in_vain.insert(next->identity());
      }
    }
    return mended;
  }

  /// The fixes that may be applied together, by place.
  std::vector<Candidate> candidates(const Compilation& compilation) const {
    std::vector<Candidate> all;
    for (const Diagnostic& diagnostic : compilation.diagnostics.sorted())
      for (const Fix& fix : diagnostic.fixes)
        if (fix.certain && may_apply(fix, compilation.sources))
          all.push_back({files_.canonical(compilation.sources[fix.span.file].name()), fix, key_of(diagnostic)});
    std::stable_sort(all.begin(), all.end(), [](const Candidate& a, const Candidate& b) {
      return std::tuple(a.file, a.fix.span.begin) < std::tuple(b.file, b.fix.span.begin);
    });
    std::vector<Candidate> result;
    for (Candidate& one : all) {
      const bool overlaps =
          !result.empty() && result.back().file == one.file && one.fix.span.begin <= result.back().fix.span.end;
      if (!overlaps) result.push_back(std::move(one));
    }
    return result;
  }

  /// In a file of the project itself, and where nothing is lost that the fix does not speak of.
  bool may_apply(const Fix& fix, const Sources& sources) const {
    if (fix.span.file >= sources.size() || sources.used_at(fix.span.file)) return false;
    const std::string& name = sources[fix.span.file].name();
    if (stdlib::is_source_name(name)) return false;
    if (name != spec_.name && paths::escapes(paths::relative(root_, files_.canonical(name)))) return false;
    const std::string_view text = sources.text(fix.span);
    const bool drops_comment = text.find('\n') != std::string_view::npos && text.find('#') != std::string_view::npos;
    const bool drops_reference =
        text.find("${") != std::string_view::npos && fix.replacement.find("${") == std::string::npos;
    return !drops_comment && !drops_reference;
  }

  /// Applies fixes if that mends what they are about and makes no new errors; `now` is then what comes of it.
  bool try_out(const std::vector<Candidate>& fixes, Compilation& now, bool patient) {
    const Texts start = files_.changed();
    for (auto one = fixes.rbegin(); one != fixes.rend(); ++one) apply(*one);  // from the end, so that places stay
    Compilation next = compiled();
    const Findings before = findings_of(now.diagnostics);
    const Findings after = findings_of(next.diagnostics);
    if (are_gone(fixes, before, after) && has_no_new_errors(before, after, patient)) {
      now = std::move(next);
      return true;
    }
    files_.set_changed(start);
    return false;
  }

  void apply(const Candidate& one) {
    files_.replace(one.file, with_edits(files_.read(one.file).value_or(""), {{one.fix.span, one.fix.replacement}}));
  }

  static bool are_gone(const std::vector<Candidate>& fixes, const Findings& before, const Findings& after) {
    Counts mended;
    for (const Candidate& one : fixes) ++mended[one.finding];
    return std::all_of(mended.begin(), mended.end(), [&](const auto& row) {
      return count(after.all, row.first) + row.second <= count(before.all, row.first);
    });
  }

  static bool has_no_new_errors(const Findings& before, const Findings& after, bool patient) {
    if (!before.whole || !after.whole) return after.error_count <= before.error_count;
    return std::all_of(after.errors.begin(), after.errors.end(), [&](const auto& row) {
      return row.second <= count(before.errors, row.first) || (patient && after.with_a_remedy.contains(row.first));
    });
  }

  const Spec& spec_;
  const CompileOptions& options_;
  ChangedFiles& files_;
  std::string root_;
};

}  // namespace

std::size_t mend(const Spec& spec, const CompileOptions& options, ChangedFiles& files) {
  return Mender(spec, options, files).run();
}

}  // namespace boxwright::driver
