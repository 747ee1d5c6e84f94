#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "compiler/ir/ir.hpp"

/// Which steps must stand before which, by what they read and write.
namespace boxwright::passes {

/// Must step `a` stand before step `b`? `written`: it is written above it. The first rule that applies decides:
///
/// 1. What makes a thing stands before what reads it, wherever the two are written; two that read what the other makes
///    keep the written order.
/// 2. Two that make the same thing keep the written order.
///
/// Barriers are not its concern: it is asked of steps between two of them.
bool precedes(const ir::Step& a, const ir::Step& b, bool written);

/// A graph over steps 0 … n-1.
struct Precedence {
  std::vector<std::vector<std::size_t>> after;  ///< for each step those that must stand behind it, ascending
};

/// The graph of the steps of one stretch without barriers, in written order. Beside `precedes` it holds that packages
/// are installed before weights are put in, so that new weights install nothing again; unless an install needs what
/// comes of the weights. Edges that others imply are left out, unless there is a circle: so the same facts have the
/// same graph. Resources are indexed and steps are held as bits: n steps take n²/64 operations, a tenth of a second for
/// thousands, and nobody compares them pair by pair.
Precedence precedence(std::span<const ir::Step> steps);

/// An order in which each step stands behind those it must, and of the steps that may come next the one with the lowest
/// `rank` comes first.
struct TopologicalOrder {
  std::vector<std::size_t> order;
  std::vector<std::size_t> circle;  ///< steps that all need each other, ascending; empty where all have an order
};
TopologicalOrder topological_order(const Precedence& graph, std::span<const std::size_t> rank);

}  // namespace boxwright::passes
