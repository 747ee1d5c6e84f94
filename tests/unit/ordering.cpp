// The order of the lowest expected rebuild cost, held against trying all orders.

#include "compiler/passes/ordering.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "tests/catch.hpp"
#include "tests/random.hpp"

using namespace boxwright::passes;
using boxwright::tests::Random;

namespace {

struct Problem {
  std::vector<Task> tasks;
  Precedence graph;
};

/// Few different numbers, so that equal costs and equal ratios are frequent; no weight and linked copies among them.
Problem problem(Random& random, std::size_t count, unsigned edges_per_mille) {
  static constexpr std::array<std::uint32_t, 4> chances{10, 20, 40, 500};
  static constexpr std::array<std::uint64_t, 5> weights{0, 1'000'000, 2'000'000, 4'000'000, 200'000'000};
  Problem result;
  std::vector<std::size_t> ranks(count);
  std::iota(ranks.begin(), ranks.end(), std::size_t{0});
  random.shuffle(ranks);
  for (std::size_t i = 0; i < count; ++i) {
    const bool linked = random.below(4) == 0;
    result.tasks.push_back({random.one_of(chances), random.one_of(weights), linked, ranks[i]});
  }
  // Edges follow a hidden order that is neither that of the tasks nor that of their ranks.
  std::vector<std::size_t> hidden(count);
  std::iota(hidden.begin(), hidden.end(), std::size_t{0});
  random.shuffle(hidden);
  result.graph.after.resize(count);
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t j = i + 1; j < count; ++j)
      if (random.below(1000) < edges_per_mille) result.graph.after[hidden[i]].push_back(hidden[j]);
  for (auto& after : result.graph.after) std::sort(after.begin(), after.end());
  return result;
}

/// The same problem with its tasks in another order: what stood at `order[i]` stands at `i`.
Problem permuted(const Problem& problem, const std::vector<std::size_t>& order) {
  std::vector<std::size_t> place(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) place[order[i]] = i;
  Problem result;
  result.graph.after.resize(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    result.tasks.push_back(problem.tasks[order[i]]);
    for (const std::size_t next : problem.graph.after[order[i]]) result.graph.after[i].push_back(place[next]);
    std::sort(result.graph.after[i].begin(), result.graph.after[i].end());
  }
  return result;
}

bool is_topological(const Precedence& graph, const std::vector<std::size_t>& order) {
  std::vector<std::size_t> place(graph.after.size(), order.size());
  for (std::size_t i = 0; i < order.size(); ++i) place.at(order[i]) = i;
  if (order.size() != graph.after.size() || std::count(place.begin(), place.end(), order.size()) > 0) return false;
  for (std::size_t i = 0; i < graph.after.size(); ++i)
    for (const std::size_t next : graph.after[i])
      if (place[i] >= place[next]) return false;
  return true;
}

/// What an order costs, by the words of ir/cost.hpp: each change is paid with all that it makes run again. Per mille.
std::uint64_t cost_by_definition(const std::vector<Task>& tasks, const std::vector<std::size_t>& order) {
  std::uint64_t result = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const Task& changed = tasks[order[i]];
    std::uint64_t weight = changed.weight;
    for (std::size_t j = i + 1; j < order.size(); ++j) {
      const Task& behind = tasks[order[j]];
      if (!behind.linked) weight += behind.weight;
    }
    result += changed.chance * weight;
  }
  return result;
}

/// The lowest cost of all orders, by trying them.
class BruteForce {
 public:
  explicit BruteForce(const Problem& problem) : problem_(problem), needs_(problem.tasks.size(), 0) {
    for (const auto& after : problem.graph.after)
      for (const std::size_t next : after) ++needs_[next];
    extend();
  }
  [[nodiscard]] std::uint64_t best() const { return best_; }

 private:
  void extend() {
    if (order_.size() == problem_.tasks.size()) best_ = std::min(best_, cost_by_definition(problem_.tasks, order_));
    for (std::size_t i = 0; i < problem_.tasks.size(); ++i) {
      if (needs_[i] != 0) continue;
      take(i, true);
      extend();
      take(i, false);
    }
  }
  void take(std::size_t i, bool taken) {
    needs_[i] = taken ? problem_.tasks.size() : 0;  // never free while it is taken
    taken ? order_.push_back(i) : order_.pop_back();
    for (const std::size_t next : problem_.graph.after[i]) taken ? --needs_[next] : ++needs_[next];
  }

  const Problem& problem_;
  std::vector<std::size_t> needs_;
  std::vector<std::size_t> order_;
  std::uint64_t best_ = std::numeric_limits<std::uint64_t>::max();
};

std::vector<std::size_t> ranks_in(const Problem& problem, const std::vector<std::size_t>& order) {
  std::vector<std::size_t> result;
  for (const std::size_t i : order) result.push_back(problem.tasks[i].rank);
  return result;
}

/// Costs are sums of whole numbers of at most 2^53, divided by 1000 each.
bool same_cost(double a, double b) { return std::abs(a - b) <= 1e-9 * std::max({1.0, std::abs(a), std::abs(b)}); }

constexpr std::array<unsigned, 4> densities{0, 100, 300, 700};

}  // namespace

TEST_CASE("up to eight steps the order costs what the best of all orders costs", "[unit]") {
  for (std::uint64_t seed = 0; seed < 4000; ++seed) {
    Random random(seed);
    // All orders of eight free tasks are many: most problems are smaller or have edges.
    const std::size_t count = seed % 50 == 0 ? 8 : 1 + random.below(6);
    const Problem one = problem(random, count, random.one_of(densities));
    const Ordering found = cheapest_order(one.tasks, one.graph);
    INFO("seed " << seed);
    REQUIRE(found.exact);
    REQUIRE(is_topological(one.graph, found.order));
    const std::uint64_t cost = cost_by_definition(one.tasks, found.order);
    REQUIRE(cost == BruteForce(one).best());
    REQUIRE(same_cost(found.cost, static_cast<double>(cost) / 1000));
    REQUIRE(same_cost(cost_of(one.tasks, found.order), found.cost));
  }
}

TEST_CASE("where cost does not decide, ranks do, and never the place", "[unit]") {
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    Random random(seed);
    const std::size_t count = 2 + random.below(10);
    const Problem one = problem(random, count, random.one_of(densities));
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    random.shuffle(order);
    const Problem other = permuted(one, order);
    INFO("seed " << seed);
    for (const std::size_t limit : {exact_limit, std::size_t{0}}) {
      INFO("up to " << limit << " exact");
      REQUIRE(ranks_in(one, cheapest_order(one.tasks, one.graph, limit).order) ==
              ranks_in(other, cheapest_order(other.tasks, other.graph, limit).order));
    }
  }
}

TEST_CASE("many steps get an order that is right, and the bound is one", "[unit]") {
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    Random random(seed);
    const Problem one = problem(random, 1 + random.below(10), random.one_of(densities));
    const Ordering good = cheapest_order(one.tasks, one.graph, 0);
    const Ordering best = cheapest_order(one.tasks, one.graph);
    INFO("seed " << seed);
    REQUIRE_FALSE(good.exact);
    REQUIRE(is_topological(one.graph, good.order));
    REQUIRE(good.cost >= best.cost * (1 - 1e-9));
    REQUIRE(best.bound <= best.cost * (1 + 1e-9));
    REQUIRE(good.bound == best.bound);
  }
}

TEST_CASE("without edges and linked copies the ratio order is the best one", "[unit]") {
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    Random random(seed);
    Problem one = problem(random, 1 + random.below(9), 0);
    for (Task& task : one.tasks) task.linked = false;
    const Ordering good = cheapest_order(one.tasks, one.graph, 0);
    INFO("seed " << seed);
    REQUIRE(same_cost(good.cost, cheapest_order(one.tasks, one.graph).cost));
    REQUIRE(same_cost(good.cost, good.bound));
  }
}

TEST_CASE("a large order is right too", "[unit]") {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    Random random(seed);
    const Problem one = problem(random, 1000, 3);
    const Ordering good = cheapest_order(one.tasks, one.graph);
    INFO("seed " << seed);
    REQUIRE_FALSE(good.exact);
    REQUIRE(is_topological(one.graph, good.order));
    REQUIRE(good.cost >= good.bound * (1 - 1e-9));
  }
}

TEST_CASE("a circle has no order", "[unit]") {
  Problem one;
  for (std::size_t i = 0; i < 4; ++i) one.tasks.push_back({10, 1000, false, i});
  one.graph.after = {{1}, {2}, {1}, {}};
  for (const std::size_t limit : {exact_limit, std::size_t{0}})
    CHECK(cheapest_order(one.tasks, one.graph, limit).order.empty());
}

TEST_CASE("above the limit the order costs little more than the best", "[unit]") {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    Random random(seed);
    const Problem one = problem(random, exact_limit, random.one_of(densities));
    INFO("seed " << seed);
    REQUIRE(cheapest_order(one.tasks, one.graph, 0).cost <= cheapest_order(one.tasks, one.graph).cost * 1.01);
  }
}

TEST_CASE("how far a good order is from the best of eighteen steps", "[.benchmark]") {
  for (const unsigned density : densities) {
    double sum = 0;
    double worst = 1;
    unsigned optimal = 0;
    constexpr unsigned problems = 300;
    constexpr std::size_t count = 18;
    for (std::uint64_t seed = 0; seed < problems; ++seed) {
      Random random(seed);
      const Problem one = problem(random, count, density);
      const double best = cheapest_order(one.tasks, one.graph, count).cost;
      const double good = cheapest_order(one.tasks, one.graph, 0).cost;
      const double gap = best > 0 ? good / best : 1;
      sum += gap;
      worst = std::max(worst, gap);
      if (same_cost(good, best)) ++optimal;
    }
    WARN("edges " << density << " per mille: mean cost " << sum / problems << " times the best, worst " << worst << ", "
                  << optimal << " of " << problems << " the best");
  }
}
