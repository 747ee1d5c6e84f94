#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>

#include "compiler/base/source.hpp"

/// Places as the protocol has them: lines from 0, and characters from 0 in UTF-16 code units.
namespace boxwright::lsp {

using Json = nlohmann::ordered_json;

struct Place {
  std::size_t line = 0;
  std::size_t character = 0;
};

Place place_of(const Source& source, std::size_t offset);
/// A place beyond a line's end is its end, one beyond the last line the end of all; one within a character is before
/// it.
std::size_t offset_of(const Source& source, Place place);

Json to_json(Place place);
Json range_of(const Source& source, std::size_t begin, std::size_t end);
Json range_of(const Sources& sources, Span span);
/// Throws what the JSON library throws where this is no position.
Place place_from(const Json& position);

}  // namespace boxwright::lsp
