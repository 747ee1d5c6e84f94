#include "compiler/passes/ordering.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <numeric>
#include <ranges>

namespace boxwright::passes {

namespace {

/// What a task costs as a sum: by itself, and for each per mille of chance of the steps above it.
struct Price {
  std::uint64_t alone = 0, behind = 0;

  explicit Price(const Task& task) : alone(task.chance * task.weight), behind(task.linked ? 0 : task.weight) {}
  /// `above`: the chances of all that stands above it.
  [[nodiscard]] std::uint64_t below(std::uint64_t above) const { return alone + behind * above; }
};

/// The optimum, by dynamic programming over the sets of tasks that the graph allows to stand first.
class Exact {
 public:
  Exact(std::span<const Task> tasks, const Precedence& graph)
      : needs_(tasks.size(), 0),
        above_(std::size_t{1} << tasks.size()),
        rest_(above_.size(), unknown),
        by_rank_(tasks.size()) {
    for (std::size_t i = 0; i < tasks.size(); ++i) {
      prices_.emplace_back(tasks[i]);
      for (const std::size_t next : graph.after[i]) needs_[next] |= bit(i);
      for (std::size_t set = 0; set < bit(i); ++set) {
        above_[set | bit(i)] = above_[set] + tasks[i].chance;
      }
    }
    std::iota(by_rank_.begin(), by_rank_.end(), std::size_t{0});
    std::sort(by_rank_.begin(), by_rank_.end(),
              [&](std::size_t a, std::size_t b) { return tasks[a].rank < tasks[b].rank; });
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

  /// What all that is not in the set costs behind it, if `i` comes first.
  [[nodiscard]] std::uint64_t cost_by(std::size_t i, std::size_t set) const {
    const std::uint64_t rest = rest_[set | bit(i)];
    return (needs_[i] & ~set) != 0 || rest == unknown ? unknown : prices_[i].below(above_[set]) + rest;
  }

  [[nodiscard]] std::uint64_t best(std::size_t set) const {
    std::uint64_t result = unknown;
    for (std::size_t left = ~set & (rest_.size() - 1); left != 0; left &= left - 1)
      result = std::min(result, cost_by(static_cast<std::size_t>(std::countr_zero(left)), set));
    return result;
  }

  [[nodiscard]] std::size_t first_of_best(std::size_t set) const {
    return *std::find_if(by_rank_.begin(), by_rank_.end(),
                         [&](std::size_t i) { return (set & bit(i)) == 0 && cost_by(i, set) == rest_[set]; });
  }

  std::vector<Price> prices_;
  std::vector<std::size_t> needs_;    // for each task the set of those that stand before it
  std::vector<std::uint64_t> above_;  // for each set: the chances of its tasks
  std::vector<std::uint64_t> rest_;   // for each set: the cost of all that is not in it, behind it
  std::vector<std::size_t> by_rank_;
};

/// What a few tasks cost in an order.
std::uint64_t per_mille(std::span<const Task> tasks, std::span<const std::size_t> order) {
  std::uint64_t above = 0;
  std::uint64_t result = 0;
  for (const std::size_t i : order) {
    result += Price(tasks[i]).below(above);
    above += tasks[i].chance;
  }
  return result;
}

/// A task with those behind it that it is best followed by at once: what makes a costly step possible comes early.
struct Chain {
  double chance = 0, weight = 0;

  void take(const Chain& other) {
    chance += other.chance;
    weight += other.weight;
  }
  /// What decides its place; a quotient, so that comparing is transitive however it is rounded.
  [[nodiscard]] double ratio() const { return weight > 0 ? chance / weight : std::numeric_limits<double>::infinity(); }
  /// Does it come before another one? Of two with the same ratio the longer one does, so that nothing is left to
  /// chance.
  [[nodiscard]] bool is_better(const Chain& other) const {
    const double mine = ratio();
    const double theirs = other.ratio();
    return mine != theirs ? mine < theirs : weight > other.weight;
  }
};

/// A linked copy costs nothing more wherever it stands, and only delays: it has no weight.
Chain alone(const Task& task) {
  return {static_cast<double>(task.chance), task.linked ? 0 : static_cast<double>(task.weight)};
}

/// Ranks for a topological order: by the ratio of the best chain that starts at a task, then by the task's own rank.
std::vector<std::size_t> ratio_ranks(std::span<const Task> tasks, const Precedence& graph,
                                     const std::vector<std::size_t>& topological) {
  std::vector<Chain> chains(tasks.size());
  for (const std::size_t task : std::views::reverse(topological)) {
    Chain chain = alone(tasks[task]);
    const Chain* best = nullptr;
    for (const std::size_t next : graph.after[task])
      if (best == nullptr || chains[next].is_better(*best)) best = &chains[next];
    if (best != nullptr && best->ratio() < chain.ratio()) chain.take(*best);
    chains[task] = chain;
  }
  std::vector<std::size_t> order = topological;
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::make_pair(chains[a].ratio(), tasks[a].rank) < std::make_pair(chains[b].ratio(), tasks[b].rank);
  });
  std::vector<std::size_t> ranks(tasks.size());
  for (std::size_t i = 0; i < order.size(); ++i) ranks[order[i]] = i;
  return ranks;
}

/// Puts a good order right piece by piece: each window of neighbours into the best order of these alone, which changes
/// nothing for what stands above or below, up and down the order until no window gets better.
class Windows {
 public:
  Windows(std::span<const Task> tasks, const Precedence& graph, std::vector<std::size_t>& order)
      : tasks_(tasks), graph_(graph), order_(order) {
    const std::size_t last = order.size() > width ? order.size() - width : 0;
    for (std::size_t begin = 0; begin < last; begin += stride) begins_.push_back(begin);
    begins_.push_back(last);
    open_.assign(begins_.size(), true);
  }

  void run() {
    // A sweep up carries a step as far as it should come, and a sweep down likewise.
    bool better = true;
    std::size_t looks = 0;
    for (std::size_t sweep = 0; better && looks < most_looks; ++sweep) {
      better = false;
      for (std::size_t i = 0; i < begins_.size(); ++i) {
        const std::size_t window = sweep % 2 == 0 ? begins_.size() - 1 - i : i;
        if (!open_[window]) continue;
        open_[window] = false;
        ++looks;
        if (!improve(begins_[window])) continue;
        better = true;
        open_neighbours(window);
      }
    }
  }

 private:
  static constexpr std::size_t width = 10;  // 2^10 sets of steps are looked at
  static constexpr std::size_t stride = 3;
  static constexpr std::size_t most_looks = 10'000;  // some tenths of a second

  /// What overlaps a window that has changed is worth another look.
  void open_neighbours(std::size_t window) {
    const auto overlaps = [&](std::size_t other) {
      return begins_[other] < begins_[window] + width && begins_[window] < begins_[other] + width;
    };
    for (std::size_t other = window; other-- > 0 && overlaps(other);) open_[other] = true;
    for (std::size_t other = window + 1; other < begins_.size() && overlaps(other); ++other) open_[other] = true;
  }

  bool improve(std::size_t begin) {
    const auto window = std::span(order_).subspan(begin, std::min(width, order_.size()));
    std::vector<Task> tasks;
    Precedence graph;
    graph.after.resize(window.size());
    for (std::size_t i = 0; i < window.size(); ++i) {
      tasks.push_back(tasks_[window[i]]);
      // Whatever makes one of them wait for another stands between them.
      const std::vector<std::size_t>& after = graph_.after[window[i]];
      for (std::size_t j = i + 1; j < window.size() && !after.empty(); ++j)
        if (std::binary_search(after.begin(), after.end(), window[j])) graph.after[i].push_back(j);
    }
    const std::vector<std::size_t> best = Exact(tasks, graph).run();
    std::vector<std::size_t> as_it_stands(window.size());
    std::iota(as_it_stands.begin(), as_it_stands.end(), std::size_t{0});
    if (per_mille(tasks, best) >= per_mille(tasks, as_it_stands)) return false;
    std::vector<std::size_t> reordered;
    reordered.reserve(best.size());
    for (const std::size_t i : best) reordered.push_back(window[i]);
    std::copy(reordered.begin(), reordered.end(), window.begin());
    return true;
  }

  std::span<const Task> tasks_;
  const Precedence& graph_;
  std::vector<std::size_t>& order_;
  std::vector<std::size_t> begins_;  // of the windows, ascending
  std::vector<bool> open_;           // for each window: it may get better
};

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
  std::uint64_t above = 0;
  double result = 0;
  for (const std::size_t i : order) {
    result += static_cast<double>(Price(tasks[i]).below(above)) / 1000;
    above += tasks[i].chance;
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
    Windows(tasks, graph, result.order).run();
  }
  result.cost = cost_of(tasks, result.order);
  result.bound = lower_bound(tasks);
  return result;
}

}  // namespace boxwright::passes
