#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace boxwright {

/// How many insertions, deletions, replacements and swaps of neighbours turn one word into the other (bytes; no part of
/// a word is edited twice).
std::size_t edit_distance(std::string_view a, std::string_view b);

/// A word that was probably meant.
struct Guess {
  std::string_view word;
  bool certain = false;  ///< it alone of all is no more than two edits away
};

/// What the writer of `word` most likely meant: the nearest candidate, the first of equals; nothing if none is close
/// enough to be worth a guess. Letter case alone is no distance.
std::optional<Guess> guess(std::string_view word, const std::vector<std::string_view>& candidates);

/// The word of the guess.
std::optional<std::string_view> closest(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace boxwright
