#include "compiler/passes/precedence.hpp"

#include <algorithm>
#include <map>
#include <queue>
#include <string>
#include <tuple>
#include <utility>

#include "compiler/passes/step_set.hpp"

namespace boxwright::passes {

namespace {

using ir::Effects;
using ir::Resource;
using ir::Step;

/// How two steps relate whatever their places are.
enum class Relation { none, first_before_second, second_before_first, as_written };

Relation relation(const Effects& first, const Effects& second) {
  const bool makes = ir::overlap(first.writes, second.reads);
  const bool needs = ir::overlap(second.writes, first.reads);
  if (makes && needs) return Relation::as_written;
  if (makes) return Relation::first_before_second;
  if (needs) return Relation::second_before_first;
  return ir::overlap(first.writes, second.writes) ? Relation::as_written : Relation::none;
}

/// Finds the steps that name something which overlaps a resource.
class ResourceIndex {
 public:
  void add(const Resource& resource, std::size_t step) {
    std::vector<Entry>& entries =
        resource.kind == Resource::Kind::path ? paths_[resource.name] : others_[resource.kind];
    const auto known =
        std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) { return entry.resource == resource; });
    (known == entries.end() ? entries.emplace_back(Entry{resource, {}}) : *known).steps.push_back(step);
  }

  void find(const Resource& resource, StepSet& found) const {
    if (resource.kind == Resource::Kind::path) {
      find_path(resource, found);
    } else if (const auto place = others_.find(resource.kind); place != others_.end()) {
      take(place->second, resource, found);
    }
  }

 private:
  struct Entry {
    Resource resource;
    std::vector<std::size_t> steps;
  };

  static void take(const std::vector<Entry>& entries, const Resource& resource, StepSet& found) {
    for (const Entry& entry : entries)
      if (ir::overlap(entry.resource, resource))
        for (const std::size_t step : entry.steps) found.add(step);
  }

  /// The path itself, the folders above it, and where it is a tree all that lies below it.
  void find_path(const Resource& resource, StepSet& found) const {
    const std::string& path = resource.name;
    const auto find_name = [&](const std::string& name) {
      if (const auto place = paths_.find(name); place != paths_.end()) take(place->second, resource, found);
    };
    find_name(path);
    for (std::size_t slash = path.rfind('/'); slash != std::string::npos && path != "/";
         slash = slash == 0 ? std::string::npos : path.rfind('/', slash - 1))
      find_name(slash == 0 ? "/" : path.substr(0, slash));
    if (!resource.tree) return;
    const std::string below = path == "/" ? "/" : path + "/";
    for (auto place = paths_.lower_bound(below); place != paths_.end() && place->first.starts_with(below); ++place)
      take(place->second, resource, found);
  }

  std::map<std::string, std::vector<Entry>> paths_;
  std::map<Resource::Kind, std::vector<Entry>> others_;
};

bool installs(const Step& step) {
  return std::holds_alternative<ir::InstallPackages>(step.operation) ||
         std::holds_alternative<ir::PipInstall>(step.operation) ||
         std::holds_alternative<ir::CondaInstall>(step.operation) ||
         std::holds_alternative<ir::NpmInstall>(step.operation) ||
         std::holds_alternative<ir::SyncProject>(step.operation);
}

/// Is it what is put in as weights, and so is to stand behind the installs?
bool puts_weights(const Step& step) {
  if (const auto* copy = std::get_if<ir::Copy>(&step.operation)) return copy->weights;
  const auto* download = std::get_if<ir::Download>(&step.operation);
  return download != nullptr && download->weights;
}

/// Builds the graph: for each step the set of those that must stand behind it, and of these what is not implied.
class Builder {
 public:
  explicit Builder(std::span<const Step> steps) : steps_(steps), count_(steps.size()) {
    for (std::size_t i = 0; i < count_; ++i) {
      for (const Resource& resource : steps[i].effects.reads) readers_.add(resource, i);
      for (const Resource& resource : steps[i].effects.writes) writers_.add(resource, i);
    }
    for (std::size_t i = 0; i < count_; ++i) behind_.push_back(behind(i));
  }

  Precedence run() {
    Precedence graph = reduced();
    if (reach_.empty() || !add_weights_edges()) return graph;
    return reduced();
  }

 private:
  /// `relation` of a step to all others at once.
  [[nodiscard]] StepSet behind(std::size_t i) {
    StepSet makes(count_);
    StepSet needs(count_);
    StepSet clashes(count_);
    for (const Resource& resource : steps_[i].effects.reads) needs |= writers_of(resource);
    for (const Resource& resource : steps_[i].effects.writes) {
      readers_.find(resource, makes);
      writers_.find(resource, clashes);
    }
    StepSet both = makes;
    both &= needs;
    clashes -= makes;
    clashes -= needs;
    both |= clashes;  // as written: of these only what is written below it
    both.remove_below(i + 1);
    StepSet result = std::move(makes);
    result -= needs;
    result |= both;
    return result;
  }

  /// Many steps read the same few trees.
  const StepSet& writers_of(const Resource& resource) {
    const auto key = std::make_tuple(resource.kind, resource.name, resource.tree);
    const auto [place, added] = writers_of_.try_emplace(key, count_);
    if (added) writers_.find(resource, place->second);
    return place->second;
  }

  /// An order that the sets allow; shorter where there is a circle.
  [[nodiscard]] std::vector<std::size_t> any_order() const {
    std::vector<std::size_t> waits(count_, 0);
    for (const StepSet& set : behind_) set.for_each([&](std::size_t next) { ++waits[next]; });
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < count_; ++i)
      if (waits[i] == 0) order.push_back(i);
    for (std::size_t done = 0; done < order.size(); ++done) {
      behind_[order[done]].for_each([&](std::size_t next) {
        if (--waits[next] == 0) order.push_back(next);
      });
    }
    return order;
  }

  /// The graph without the edges that others imply, and what each step reaches; with a circle all edges, and nothing.
  Precedence reduced() {
    Precedence graph;
    graph.after.resize(count_);
    reach_.clear();
    const std::vector<std::size_t> order = any_order();
    if (order.size() < count_) {
      for (std::size_t i = 0; i < count_; ++i)
        behind_[i].for_each([&](std::size_t next) { graph.after[i].push_back(next); });
      return graph;
    }
    std::vector<std::size_t> place(count_);
    for (std::size_t p = 0; p < count_; ++p) place[order[p]] = p;
    // By places: of what is behind a step, the first is reached by nothing else of it.
    reach_.assign(count_, StepSet(count_));
    for (std::size_t p = count_; p-- > 0;) {
      StepSet left(count_);
      behind_[order[p]].for_each([&](std::size_t next) { left.add(place[next]); });
      left.for_each([&](std::size_t next) {
        graph.after[order[p]].push_back(order[next]);
        reach_[p].add(next);
        if (graph.after[order[next]].empty()) return;
        reach_[p] |= reach_[next];
        left -= reach_[next];
      });
      std::sort(graph.after[order[p]].begin(), graph.after[order[p]].end());
    }
    place_ = std::move(place);
    return graph;
  }

  [[nodiscard]] bool reaches(std::size_t from, std::size_t to) const {
    return reach_[place_[from]].contains(place_[to]);
  }

  /// Installs stand before the weights, but for those that stand behind some weights themselves. Is there one of both?
  bool add_weights_edges() {
    std::vector<std::size_t> weights;
    for (std::size_t i = 0; i < count_; ++i)
      if (puts_weights(steps_[i])) weights.push_back(i);
    bool added = false;
    for (std::size_t i = 0; i < count_ && !weights.empty(); ++i) {
      if (!installs(steps_[i])) continue;
      if (std::any_of(weights.begin(), weights.end(), [&](std::size_t weight) { return reaches(weight, i); })) continue;
      for (const std::size_t weight : weights) behind_[i].add(weight);
      added = true;
    }
    return added;
  }

  std::span<const Step> steps_;
  std::size_t count_;
  ResourceIndex readers_, writers_;
  std::map<std::tuple<Resource::Kind, std::string, bool>, StepSet> writers_of_;
  std::vector<StepSet> behind_;
  std::vector<StepSet> reach_;  // by places in an order, for places
  std::vector<std::size_t> place_;
};

/// The steps that can be reached from one.
std::vector<bool> reachable(const std::vector<std::vector<std::size_t>>& edges, std::size_t from) {
  std::vector<bool> seen(edges.size(), false);
  std::vector<std::size_t> open{from};
  while (!open.empty()) {
    const std::size_t i = open.back();
    open.pop_back();
    for (const std::size_t next : edges[i]) {
      if (seen[next]) continue;
      seen[next] = true;
      open.push_back(next);
    }
  }
  return seen;
}

/// The circle of the first step that is in one: those that it reaches and that reach it.
std::vector<std::size_t> first_circle(const Precedence& graph, const std::vector<std::size_t>& suspects) {
  std::vector<std::vector<std::size_t>> before(graph.after.size());
  for (std::size_t i = 0; i < graph.after.size(); ++i)
    for (const std::size_t next : graph.after[i]) before[next].push_back(i);
  for (const std::size_t suspect : suspects) {
    const std::vector<bool> behind = reachable(graph.after, suspect);
    if (!behind[suspect]) continue;
    const std::vector<bool> above = reachable(before, suspect);
    std::vector<std::size_t> circle;
    for (const std::size_t i : suspects)
      if (behind[i] && above[i]) circle.push_back(i);
    return circle;
  }
  return {};
}

}  // namespace

bool precedes(const Step& a, const Step& b, bool written) {
  switch (relation(a.effects, b.effects)) {
    case Relation::none:
    case Relation::second_before_first:
      return false;
    case Relation::first_before_second:
      return true;
    case Relation::as_written:
      return written;
  }
  return false;
}

Precedence precedence(std::span<const Step> steps) { return Builder(steps).run(); }

TopologicalOrder topological_order(const Precedence& graph, std::span<const std::size_t> rank) {
  const std::size_t count = graph.after.size();
  std::vector<std::size_t> waits(count, 0);
  for (const auto& after : graph.after)
    for (const std::size_t next : after) ++waits[next];
  using Entry = std::pair<std::size_t, std::size_t>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> ready;
  for (std::size_t i = 0; i < count; ++i)
    if (waits[i] == 0) ready.emplace(rank[i], i);
  TopologicalOrder result;
  while (!ready.empty()) {
    const std::size_t i = ready.top().second;
    ready.pop();
    result.order.push_back(i);
    for (const std::size_t next : graph.after[i])
      if (--waits[next] == 0) ready.emplace(rank[next], next);
  }
  std::vector<std::size_t> suspects;
  for (std::size_t i = 0; i < count; ++i)
    if (waits[i] > 0) suspects.push_back(i);
  result.circle = first_circle(graph, suspects);
  return result;
}

}  // namespace boxwright::passes
