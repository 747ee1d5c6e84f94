#include "compiler/driver/findings.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/render.hpp"
#include "compiler/base/sha256.hpp"

namespace boxwright::driver {

namespace {

/// A column in UTF-16 code units: a character beyond U+FFFF has two.
std::size_t utf16_column(const Source& source, std::size_t offset, const Position& position) {
  const std::size_t begin = source.line_start(position.line);
  const std::string_view before = source.text().substr(begin, std::min(offset, source.text().size()) - begin);
  return position.column + static_cast<std::size_t>(std::count_if(before.begin(), before.end(), [](char c) {
           return static_cast<unsigned char>(c) >= 0xF0;
         }));
}

/// The line a finding begins in, without the blanks around it: these change when a block is moved.
std::string_view line_of(Span span, const Sources& sources) {
  if (span.file >= sources.size()) return {};
  const Source& source = sources[span.file];
  std::string_view line = source.line(source.position(span.begin).line);
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  return line.substr(0, line.find_last_not_of(" \t") + 1);
}

std::string from_folder(const std::string& path, const std::string& folder) {
  return !folder.empty() && path.starts_with(folder + "/") ? path.substr(folder.size() + 1) : path;
}

bool same_place(const Region& a, const Region& b) { return a.file == b.file && a.begin == b.begin && a.end == b.end; }

}  // namespace

Region Findings::region_of(Span span, const Sources& sources, const std::string& spec) const {
  Region region;
  if (span.file >= sources.size()) {
    region.file = from_folder(spec, folder_);
    return region;
  }
  const Source& source = sources[span.file];
  region.file = from_folder(source.name(), folder_);
  region.begin = source.position(span.begin);
  region.end = source.position(span.end);
  region.begin_utf16 = utf16_column(source, span.begin, region.begin);
  region.end_utf16 = utf16_column(source, span.end, region.end);
  return region;
}

void Findings::add(const Diagnostic& diagnostic, const Sources& sources, const std::string& spec) {
  Finding finding{diagnostic, region_of(diagnostic.span, sources, spec), {}, {}, {}};
  for (const Label& label : diagnostic.labels) finding.labels.push_back(region_of(label.span, sources, spec));
  for (const Fix& fix : diagnostic.fixes) finding.fixes.push_back(region_of(fix.span, sources, spec));

  const std::string what = fmt::format("{}\n{}\n{}\n{}", finding.place.file, diagnostic.code, diagnostic.message,
                                       line_of(diagnostic.span, sources));
  const auto is_same = [&](const Finding& other) {
    return same_place(other.place, finding.place) && other.diagnostic.code == diagnostic.code &&
           other.diagnostic.message == diagnostic.message;
  };
  if (std::any_of(all_.begin(), all_.end(), is_same)) return;
  for (std::size_t number = 0; finding.fingerprint.empty(); ++number) {
    const std::string candidate = sha256(fmt::format("{}\n{}", what, number));  // the same line may be there twice
    const auto has_it = [&](const Finding& other) { return other.fingerprint == candidate; };
    if (std::none_of(all_.begin(), all_.end(), has_it)) finding.fingerprint = candidate;
  }
  all_.push_back(std::move(finding));
}

std::string sentence(const Diagnostic& diagnostic) {
  if (diagnostic.notes.empty()) return diagnostic.message;
  return fmt::format("{} ({})", diagnostic.message, fmt::join(diagnostic.notes, "; "));
}

}  // namespace boxwright::driver
