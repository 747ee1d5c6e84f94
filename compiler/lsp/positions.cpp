#include "compiler/lsp/positions.hpp"

#include <algorithm>

namespace boxwright::lsp {

namespace {

/// How many UTF-16 code units the character has that begins with this byte of UTF-8; none for a byte within one.
std::size_t units(char byte) {
  const auto value = static_cast<unsigned char>(byte);
  if ((value & 0xC0U) == 0x80U) return 0;
  return value >= 0xF0U ? 2 : 1;
}

}  // namespace

Place place_of(const Source& source, std::size_t offset) {
  const std::size_t line = source.position(offset).line;
  const std::size_t begin = source.line_start(line);
  const std::string_view before = source.text().substr(begin, offset - begin);
  Place result{line - 1, 0};
  for (const char byte : before) result.character += units(byte);
  return result;
}

std::size_t offset_of(const Source& source, Place place) {
  if (place.line >= source.line_count()) return source.text().size();
  const std::string_view line = source.line(place.line + 1);
  std::size_t at = 0;
  for (std::size_t left = place.character; at < line.size() && left > 0;) {
    const std::size_t width = units(line[at]);
    if (width > left) break;
    left -= width;
    do ++at;
    while (at < line.size() && units(line[at]) == 0);
  }
  return source.line_start(place.line + 1) + at;
}

Json to_json(Place place) { return {{"line", place.line}, {"character", place.character}}; }

Json range_of(const Source& source, std::size_t begin, std::size_t end) {
  return {{"start", to_json(place_of(source, begin))}, {"end", to_json(place_of(source, end))}};
}

Json range_of(const Sources& sources, Span span) { return range_of(sources[span.file], span.begin, span.end); }

Place place_from(const Json& position) {
  return {position.at("line").get<std::size_t>(), position.at("character").get<std::size_t>()};
}

}  // namespace boxwright::lsp
