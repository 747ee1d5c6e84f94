#include "compiler/base/edit_distance.hpp"

#include <algorithm>
#include <set>
#include <string>

namespace boxwright {

namespace {

// Names are short; what is longer is no misspelt name, and the table below is quadratic.
constexpr std::size_t longest_word = 64;

std::string lower(std::string_view word) {
  std::string result(word);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return result;
}

/// One mistake in a short word, one in every three letters of a long one; a word of two letters is never guessed at.
std::size_t tolerance(std::size_t length) { return length < 3 ? 0 : std::max<std::size_t>(1, length / 3); }

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  // Three rows of the usual table: for the first i-2, i-1 and i bytes of `a`.
  std::vector<std::size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before.swap(above);
    above.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row[b.size()];
}

std::optional<Guess> guess(std::string_view word, const std::vector<std::string_view>& candidates) {
  constexpr std::size_t near = 2;
  if (word.size() > longest_word) return std::nullopt;
  const std::string wanted = lower(word);
  std::optional<std::string_view> best;
  std::size_t best_distance = 0;
  std::set<std::string_view> near_words;
  for (const std::string_view candidate : candidates) {
    if (candidate.size() > longest_word) continue;
    const std::size_t distance = edit_distance(wanted, lower(candidate));
    if (distance <= near) near_words.insert(candidate);
    if (distance > tolerance(std::max(wanted.size(), candidate.size()))) continue;
    if (best && distance >= best_distance) continue;
    best = candidate;
    best_distance = distance;
  }
  if (!best) return std::nullopt;
  return Guess{*best, best_distance <= near && near_words.size() == 1};
}

std::optional<std::string_view> closest(std::string_view word, const std::vector<std::string_view>& candidates) {
  const auto meant = guess(word, candidates);
  return meant ? std::optional(meant->word) : std::nullopt;
}

}  // namespace boxwright
