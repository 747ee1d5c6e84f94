#include "compiler/passes/ordering.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace boxwright::passes {

namespace {

/// Chances of what stands above, per mille.
struct Above {
  std::uint64_t plain = 0, linked = 0;

  void add(const Task& task) { (task.linked ? linked : plain) += task.chance; }
  /// The chance that a task runs again, its own included.
  [[nodiscard]] std::uint64_t chance(const Task& task) const {
    if (task.linked) return task.chance;
    return task.chance + plain + (task.copies ? 0 : linked);
  }
  [[nodiscard]] std::uint64_t cost(const Task& task) const { return chance(task) * task.weight; }
};

/// The optimum, by dynamic programming over the sets of tasks that the graph allows to stand first.
class Exact {
 public:
  Exact(std::span<const Task> tasks, const Precedence& graph)
      : tasks_(tasks), needs_(tasks.size(), 0), above_(std::size_t{1} << tasks.size()), rest_(above_.size(), unknown) {
    for (std::size_t i = 0; i < tasks.size(); ++i)
      for (const std::size_t next : graph.after[i]) needs_[next] |= bit(i);
    by_rank_.resize(tasks.size());
    std::iota(by_rank_.begin(), by_rank_.end(), std::size_t{0});
    std::sort(by_rank_.begin(), by_rank_.end(),
              [&](std::size_t a, std::size_t b) { return tasks_[a].rank < tasks_[b].rank; });
    for (std::size_t i = 0; i < tasks.size(); ++i) {
      for (std::size_t set = 0; set < bit(i); ++set) {
        above_[set | bit(i)] = above_[set];
        above_[set | bit(i)].add(tasks[i]);
      }
    }
  }

  std::vector<std::size_t> run() {
    const std::size_t all = rest_.size() - 1;
    rest_[all] = 0;
    // Each set comes before those it is part of, so that going down meets what it needs.
    for (std::size_t set = all; set-- > 0;) rest_[set] = best(set);
    std::vector<std::size_t> order;
    for (std::size_t set = 0; set != all;) {
      const std::size_t next = first_of_best(set);
      order.push_back(next);
      set |= bit(next);
    }
    return order;
  }

 private:
  static constexpr std::uint64_t unknown = std::numeric_limits<std::uint64_t>::max();
  static std::size_t bit(std::size_t i) { return std::size_t{1} << i; }

  [[nodiscard]] bool may_follow(std::size_t i, std::size_t set) const {
    return (set & bit(i)) == 0 && (needs_[i] & ~set) == 0;
  }
  [[nodiscard]] std::uint64_t cost_by(std::size_t i, std::size_t set) const {
    const std::uint64_t rest = rest_[set | bit(i)];
    return rest == unknown ? unknown : above_[set].cost(tasks_[i]) + rest;
  }

  [[nodiscard]] std::uint64_t best(std::size_t set) const {
    std::uint64_t result = unknown;
    for (std::size_t i = 0; i < tasks_.size(); ++i)
      if (may_follow(i, set)) result = std::min(result, cost_by(i, set));
    return result;
  }

  [[nodiscard]] std::size_t first_of_best(std::size_t set) const {
    return *std::find_if(by_rank_.begin(), by_rank_.end(),
                         [&](std::size_t i) { return may_follow(i, set) && cost_by(i, set) == rest_[set]; });
  }

  std::span<const Task> tasks_;
  std::vector<std::size_t> needs_;   // for each task the set of those that stand before it
  std::vector<Above> above_;         // for each set: the chances of its tasks
  std::vector<std::uint64_t> rest_;  // for each set: the cost of all that is not in it, behind it
  std::vector<std::size_t> by_rank_;
};

/// A task with those behind it that it is best followed by at once: what makes a costly step possible comes early.
struct Chain {
  double chance = 0, weight = 0;

  void take(const Chain& other) {
    chance += other.chance;
    weight += other.weight;
  }
  /// Does it come before another one, by chance ÷ weight?
  [[nodiscard]] bool is_better(const Chain& other) const { return chance * other.weight < other.chance * weight; }
};

/// A linked copy costs nothing more wherever it stands, and only delays: it has no weight.
Chain alone(const Task& task) {
  return {static_cast<double>(task.chance), task.linked ? 0 : static_cast<double>(task.weight)};
}

/// Ranks for a topological order: by the ratio of the best chain that starts at a task, then by the task's own rank.
std::vector<std::size_t> ratio_ranks(std::span<const Task> tasks, const Precedence& graph,
                                     const std::vector<std::size_t>& topological) {
  std::vector<Chain> chains(tasks.size());
  for (auto place = topological.rbegin(); place != topological.rend(); ++place) {
    Chain chain = alone(tasks[*place]);
    const Chain* best = nullptr;
    for (const std::size_t next : graph.after[*place])
      if (best == nullptr || chains[next].is_better(*best)) best = &chains[next];
    if (best != nullptr && best->is_better(chain)) chain.take(*best);
    chains[*place] = chain;
  }
  std::vector<std::size_t> order = topological;
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    if (chains[a].is_better(chains[b])) return true;
    return !chains[b].is_better(chains[a]) && tasks[a].rank < tasks[b].rank;
  });
  std::vector<std::size_t> ranks(tasks.size());
  for (std::size_t i = 0; i < order.size(); ++i) ranks[order[i]] = i;
  return ranks;
}

/// What all would cost if every step could stand where it costs least (Smith's rule); linked copies cost themselves.
double lower_bound(std::span<const Task> tasks) {
  std::vector<std::size_t> order;
  double result = 0;
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    if (tasks[i].linked) {
      result += static_cast<double>(tasks[i].chance) * static_cast<double>(tasks[i].weight) / 1000;
    } else {
      order.push_back(i);
    }
  }
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return alone(tasks[a]).is_better(alone(tasks[b])); });
  return result + cost_of(tasks, order);
}

}  // namespace

double cost_of(std::span<const Task> tasks, std::span<const std::size_t> order) {
  Above above;
  double result = 0;
  for (const std::size_t i : order) {
    result += static_cast<double>(above.chance(tasks[i])) * static_cast<double>(tasks[i].weight) / 1000;
    above.add(tasks[i]);
  }
  return result;
}

Ordering cheapest_order(std::span<const Task> tasks, const Precedence& graph, std::size_t limit) {
  Ordering result;
  std::vector<std::size_t> ranks(tasks.size());
  for (std::size_t i = 0; i < tasks.size(); ++i) ranks[i] = tasks[i].rank;
  const TopologicalOrder any = topological_order(graph, ranks);
  if (!any.circle.empty()) return result;
  result.exact = tasks.size() <= limit;
  if (result.exact) {
    result.order = Exact(tasks, graph).run();
  } else {
    result.order = topological_order(graph, ratio_ranks(tasks, graph, any.order)).order;
  }
  result.cost = cost_of(tasks, result.order);
  result.bound = lower_bound(tasks);
  return result;
}

}  // namespace boxwright::passes
