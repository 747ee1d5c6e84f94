#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "compiler/ir/ir.hpp"

namespace boxwright::passes {

/// Does a step look whether the base is what it is taken for? It stands first in its stage.
bool tests_base(const ir::Step& step);

/// Does it make the user, or one of the folders that are there before all else?
bool makes_user(const ir::Step& step);

/// Steps in a row that hold no barrier. What makes users and their folders stands at the front and does not move: all
/// else may rely on it.
struct Stretch {
  std::size_t begin = 0, movable_begin = 0, end = 0;

  [[nodiscard]] std::span<ir::Step> movable(std::vector<ir::Step>& steps) const {
    return std::span(steps).subspan(movable_begin, end - movable_begin);
  }
};

/// The stretches of a stage, in order; the barriers stand between them.
std::vector<Stretch> stretches(const std::vector<ir::Step>& steps);

/// Puts steps into an order: the step that stood at `order[i]` comes to stand at `i`.
void reorder(std::span<ir::Step> steps, const std::vector<std::size_t>& order);

}  // namespace boxwright::passes
