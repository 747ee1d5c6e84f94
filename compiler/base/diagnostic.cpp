#include "compiler/base/diagnostic.hpp"

#include <algorithm>
#include <tuple>

namespace boxwright {

namespace {

auto order(const Diagnostic& d) { return std::tuple(d.severity, d.span.file, d.span.begin, d.span.end, d.code); }

bool same(const Diagnostic& a, const Diagnostic& b) { return order(a) == order(b) && a.message == b.message; }

}  // namespace

Diagnostics::Entry Diagnostics::add(Diagnostic diagnostic) {
  all_.push_back(std::move(diagnostic));
  return Entry(all_.back());
}

bool Diagnostics::has_errors() const { return count(Severity::error) > 0; }

std::size_t Diagnostics::count(Severity severity) const {
  return static_cast<std::size_t>(
      std::count_if(all_.begin(), all_.end(), [&](const Diagnostic& d) { return d.severity == severity; }));
}

std::vector<Diagnostic> Diagnostics::sorted() const {
  std::vector<Diagnostic> result = all_;
  std::stable_sort(result.begin(), result.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return order(a) < order(b); });
  result.erase(std::unique(result.begin(), result.end(), same), result.end());
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
