#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <utility>

namespace boxwright::tests {

/// Random numbers that a seed decides, the same on every machine: the standard's engines are, its distributions are
/// not.
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  /// A number from 0 to `bound` - 1.
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(engine_() % bound); }
  /// True `of` times out of `all`.
  bool chance(std::size_t of, std::size_t all) { return below(all) < of; }

  template <class List>
  const auto& one_of(const List& list) {
    return list[below(list.size())];
  }

  template <class List>
  void shuffle(List& list) {
    for (std::size_t i = list.size(); i > 1; --i) std::swap(list[i - 1], list[below(i)]);
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace boxwright::tests
