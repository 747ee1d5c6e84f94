#include "compiler/base/diagnostic.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

#include "compiler/base/edit_distance.hpp"

namespace boxwright {

namespace {

auto order(const Diagnostic& d) { return std::tuple(d.severity, d.span.file, d.span.begin, d.span.end, d.code); }

bool same(const Diagnostic& a, const Diagnostic& b) { return order(a) == order(b) && a.message == b.message; }

/// Longer words than this are no names, paths or addresses; longer texts no sentences.
constexpr std::size_t longest_word = 200, longest_text = 4000;

/// The first so many bytes of a text, ended where a character does; its closing backquote stays.
std::string cut(std::string_view text, std::size_t length) {
  if (text.size() <= length) return std::string(text);
  while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U) --length;
  const std::size_t quote = text.rfind('`');
  const bool closes = quote != std::string_view::npos && quote >= length && text.size() - quote <= 4;
  return std::string(text.substr(0, length)) + "…" + std::string(closes ? text.substr(quote) : std::string_view());
}

}  // namespace

std::string shortened(std::string_view text) {
  if (text.size() <= longest_word) return std::string(text);
  std::string result;
  while (!text.empty() && result.size() <= longest_text) {
    const std::size_t end = std::min(text.find_first_of(" \n", 1), text.size());
    result += cut(text.substr(0, end), longest_word);
    text.remove_prefix(end);
  }
  return cut(result, longest_text);
}

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
  ++kept_[static_cast<std::size_t>(diagnostic.severity)];
  all_.push_back(std::move(diagnostic));
  return Entry(all_.back());
}

void Diagnostics::recount() {
  kept_ = {};
  for (const Diagnostic& one : all_) ++kept_[static_cast<std::size_t>(one.severity)];
}

std::size_t Diagnostics::count(Severity severity) const {
  return kept_[static_cast<std::size_t>(severity)] + (severity == Severity::error ? left_out_ : 0);
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
