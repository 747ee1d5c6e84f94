#include "compiler/base/diagnostic.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

#include "compiler/base/edit_distance.hpp"

namespace boxwright {

namespace {

auto order(const Diagnostic& d) { return std::tuple(d.severity, d.span.file, d.span.begin, d.span.end, d.code); }

bool same(const Diagnostic& a, const Diagnostic& b) { return order(a) == order(b) && a.message == b.message; }

}  // namespace

Diagnostics::Entry& Diagnostics::Entry::suggest(std::string_view written, const std::vector<std::string_view>& names,
                                                Span span) {
  if (const auto meant = guess(written, names)) did_you_mean(span, std::string(meant->word), meant->certain);
  return *this;
}

Diagnostics::Entry Diagnostics::add(Diagnostic diagnostic) {
  if (diagnostic.severity == Severity::error && ++errors_ > most_errors) {
    leave_out();
    unseen_ = std::move(diagnostic);
    return Entry(unseen_);
  }
  all_.push_back(std::move(diagnostic));
  return Entry(all_.back());
}

bool Diagnostics::has_errors() const { return count(Severity::error) > 0; }

std::size_t Diagnostics::count(Severity severity) const {
  const auto kept =
      std::count_if(all_.begin(), all_.end(), [&](const Diagnostic& d) { return d.severity == severity; });
  return static_cast<std::size_t>(kept) + (severity == Severity::error ? left_out_ : 0);
}

std::vector<Diagnostic> Diagnostics::sorted() const {
  std::vector<Diagnostic> result = all_;
  std::stable_sort(result.begin(), result.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return order(a) < order(b); });
  result.erase(std::unique(result.begin(), result.end(), same), result.end());
  if (left_out_ > 0) {
    Diagnostics last;
    last.report(diag::MoreErrors, Span{std::numeric_limits<FileId>::max(), 0, 0}, left_out_,
                left_out_ == 1 ? "error is" : "errors are");
    result.push_back(last.all_.front());
  }
  return result;
}

namespace diag {

const std::vector<Row>& rows() {
  static const std::vector<Row> table{
#define DIAGNOSTIC(Name, code, severity, format, ...) {#Name, code, Severity::severity, format},
#include "compiler/base/diagnostics.def"
#undef DIAGNOSTIC
  };
  return table;
}

}  // namespace diag

}  // namespace boxwright
