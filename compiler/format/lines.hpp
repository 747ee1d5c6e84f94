#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "compiler/format/kept.hpp"
#include "compiler/format/tokens.hpp"

namespace boxwright::format {

/// A token, and the space before it as it should be.
struct Placed {
  Token token;
  bool breaks = false;          ///< begins a line
  bool below_blank = false;     ///< has a blank line above
  bool stays = false;           ///< the blanks before it are kept
  std::size_t blanks = 0;       ///< before it on its line
  std::size_t indentation = 0;  ///< of its line
};

/// Breaks a file into lines, with the least space between words. What is not needed any more is left out: a `;` at a
/// line's end, a comma before a bracket.
std::vector<Placed> lines(std::string_view text, std::vector<Token> tokens, const Kept& kept);

/// Does a raw command end with a `\`, so that only a blank line ends it?
bool ends_continued(std::string_view text, const Token& raw);

}  // namespace boxwright::format
