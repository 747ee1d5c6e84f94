#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "compiler/ir/cost.hpp"
#include "compiler/passes/precedence.hpp"

/// The order of the lowest expected rebuild cost, as a problem of numbers: ir/cost.hpp says where they come from.
///
/// It is the problem 1|prec|Σ wⱼCⱼ of scheduling theory, with chances as processing times and no weight for linked
/// copies: an exchange of two neighbours pays where chance ÷ weight falls (Smith 1956), and with precedence it is
/// NP-hard (Lawler 1978), so that small stages get the optimum, and larger ones a rule that is good, with the optimum
/// in each window of neighbours.
namespace boxwright::passes {

struct Task {
  std::uint32_t chance = 0;  ///< per mille
  std::uint64_t weight = 0;  ///< bytes
  bool linked = false;       ///< a linked copy: stands on no layer
  std::size_t rank = 0;      ///< its place where cost does not decide; no two have the same
};

/// Steps up to which the order is exact: 2^16 sets of steps are looked at.
inline constexpr std::size_t exact_limit = 16;

struct Ordering {
  std::vector<std::size_t> order;  ///< empty where the graph has a circle
  double cost = 0;                 ///< expected, chances as fractions
  double bound = 0;                ///< no order can cost less; without precedence it can be had
  bool exact = false;
};

/// The best order that the graph allows; for more than `limit` tasks a good one.
Ordering cheapest_order(std::span<const Task> tasks, const Precedence& graph, std::size_t limit = exact_limit);

/// What an order of all tasks costs.
double cost_of(std::span<const Task> tasks, std::span<const std::size_t> order);

}  // namespace boxwright::passes
