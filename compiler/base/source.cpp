#include "compiler/base/source.hpp"

#include <algorithm>
#include <utility>

namespace boxwright {

namespace {

bool starts_code_point(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }

std::string with_line_feeds_only(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    result += text[i];
  }
  return result;
}

}  // namespace

Span cover(Span first, Span last) {
  return {first.file, std::min(first.begin, last.begin), std::max(first.end, last.end)};
}

Source::Source(std::string name, std::string text) : name_(std::move(name)), text_(std::move(text)), line_starts_{0} {
  for (std::size_t i = 0; i < text_.size(); ++i)
    if (text_[i] == '\n') line_starts_.push_back(i + 1);
}

Position Source::position(std::size_t offset) const {
  offset = std::min(offset, text_.size());
  const auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  const auto line = static_cast<std::size_t>(after - line_starts_.begin());
  const auto begin = text_.begin() + static_cast<std::ptrdiff_t>(line_starts_[line - 1]);
  const auto end = text_.begin() + static_cast<std::ptrdiff_t>(offset);
  return {line, 1 + static_cast<std::size_t>(std::count_if(begin, end, starts_code_point))};
}

std::string_view Source::line(std::size_t number) const {
  const std::size_t begin = line_starts_[number - 1];
  const std::size_t end = text_.find('\n', begin);
  return std::string_view(text_).substr(begin, end == std::string::npos ? end : end - begin);
}

FileId Sources::add(std::string name, std::string_view text) {
  sources_.emplace_back(std::move(name), with_line_feeds_only(text));
  files_.push_back({sources_.size() - 1, std::nullopt});
  return static_cast<FileId>(files_.size() - 1);
}

FileId Sources::add_use(FileId file, Span place) {
  const File use{files_[file].source, place};
  const auto known = std::find_if(files_.begin(), files_.end(), [&](const File& other) {
    return other.source == use.source && other.used_at == use.used_at;
  });
  if (known != files_.end()) return static_cast<FileId>(known - files_.begin());
  files_.push_back(use);
  return static_cast<FileId>(files_.size() - 1);
}

std::string_view Sources::text(Span span) const {
  return (*this)[span.file].text().substr(span.begin, span.end - span.begin);
}

std::size_t Sources::depth(FileId file) const {
  std::size_t depth = 0;
  for (std::optional<Span> use = used_at(file); use; use = used_at(use->file)) ++depth;
  return depth;
}

Span Sources::outermost(Span span) const {
  while (const std::optional<Span> use = used_at(span.file)) span = *use;
  return span;
}

}  // namespace boxwright
