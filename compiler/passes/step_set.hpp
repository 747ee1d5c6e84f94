#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace boxwright::passes {

/// A set of the steps 0 … n-1, a bit each: sets of thousands of steps are united in a few dozen operations.
class StepSet {
 public:
  explicit StepSet(std::size_t count) : words_((count + bits - 1) / bits, 0) {}

  void add(std::size_t step) { words_[step / bits] |= bit(step); }
  [[nodiscard]] bool contains(std::size_t step) const { return (words_[step / bits] & bit(step)) != 0; }

  StepSet& operator|=(const StepSet& other) {
    for (std::size_t w = 0; w < words_.size(); ++w) words_[w] |= other.words_[w];
    return *this;
  }
  StepSet& operator&=(const StepSet& other) {
    for (std::size_t w = 0; w < words_.size(); ++w) words_[w] &= other.words_[w];
    return *this;
  }
  StepSet& operator-=(const StepSet& other) {
    for (std::size_t w = 0; w < words_.size(); ++w) words_[w] &= ~other.words_[w];
    return *this;
  }
  /// Keeps the members from this step on.
  void remove_below(std::size_t step) {
    for (std::size_t w = 0; w < step / bits; ++w) words_[w] = 0;
    if (step / bits < words_.size()) words_[step / bits] &= ~(bit(step) - 1);
  }

  /// Calls `visit` with each member, ascending; it may remove members that come later.
  template <class Visit>
  void for_each(Visit visit) const {
    for (std::size_t w = 0; w < words_.size(); ++w) {
      std::uint64_t passed = 0;
      while (const std::uint64_t left = words_[w] & ~passed) {
        const auto at = static_cast<std::size_t>(std::countr_zero(left));
        passed |= bit(at) | (bit(at) - 1);
        visit(w * bits + at);
      }
    }
  }

 private:
  static constexpr std::size_t bits = 64;
  static std::uint64_t bit(std::size_t step) { return std::uint64_t{1} << (step % bits); }

  std::vector<std::uint64_t> words_;
};

}  // namespace boxwright::passes
