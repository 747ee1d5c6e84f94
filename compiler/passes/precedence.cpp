#include "compiler/passes/precedence.hpp"

#include <algorithm>
#include <map>
#include <queue>
#include <string>
#include <utility>

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

/// Steps with the same effects relate to every other step in the same way, and are looked at together.
struct Class {
  const Effects* effects;
  std::vector<std::size_t> members;  // ascending
  bool is_chain = false;             // its members conflict with each other, and keep their order
};

std::string key(const Effects& effects) {
  std::string result;
  for (const auto* list : {&effects.reads, &effects.writes}) {
    for (const Resource& resource : *list) {
      result += static_cast<char>('a' + static_cast<int>(resource.kind));
      result += resource.tree ? '*' : '.';
      result += resource.name;
      result += '\0';
    }
    result += '\1';
  }
  return result;
}

std::vector<Class> classes_of(std::span<const Step> steps) {
  std::vector<Class> classes;
  std::map<std::string, std::size_t> known;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto [place, added] = known.emplace(key(steps[i].effects), classes.size());
    if (added) classes.push_back({&steps[i].effects, {}});
    classes[place->second].members.push_back(i);
  }
  for (Class& one : classes) one.is_chain = relation(*one.effects, *one.effects) == Relation::as_written;
  return classes;
}

/// Finds the classes that write something.
class WriterIndex {
 public:
  explicit WriterIndex(const std::vector<Class>& classes) {
    for (std::size_t c = 0; c < classes.size(); ++c) {
      for (const Resource& resource : classes[c].effects->writes) {
        if (resource.kind == Resource::Kind::path) {
          paths_[resource.name].push_back(c);
        } else {
          others_[resource.kind].push_back(c);
        }
      }
    }
  }

  /// Adds the classes that may write what a resource names, some perhaps twice.
  void find(const Resource& resource, std::vector<std::size_t>& found) const {
    if (resource.kind != Resource::Kind::path) {
      if (const auto place = others_.find(resource.kind); place != others_.end()) append(place->second, found);
      return;
    }
    find_exact(resource.name, found);
    for (std::size_t slash = resource.name.rfind('/'); slash != std::string::npos && !resource.name.empty();
         slash = slash == 0 ? std::string::npos : resource.name.rfind('/', slash - 1))
      find_exact(slash == 0 ? "/" : resource.name.substr(0, slash), found);
    if (!resource.tree) return;
    const std::string below = resource.name == "/" ? "/" : resource.name + "/";
    for (auto place = paths_.lower_bound(below); place != paths_.end() && place->first.starts_with(below); ++place)
      append(place->second, found);
  }

 private:
  static void append(const std::vector<std::size_t>& classes, std::vector<std::size_t>& found) {
    found.insert(found.end(), classes.begin(), classes.end());
  }
  void find_exact(const std::string& path, std::vector<std::size_t>& found) const {
    if (const auto place = paths_.find(path); place != paths_.end()) append(place->second, found);
  }

  std::map<std::string, std::vector<std::size_t>> paths_;
  std::map<Resource::Kind, std::vector<std::size_t>> others_;
};

/// Collects the edges of the graph.
class Builder {
 public:
  explicit Builder(std::span<const Step> steps) : steps_(steps) { graph_.after.resize(steps.size()); }

  Precedence run() {
    const std::vector<Class> classes = classes_of(steps_);
    for (const Class& one : classes)
      if (one.is_chain)
        for (std::size_t i = 1; i < one.members.size(); ++i) add(one.members[i - 1], one.members[i]);
    const WriterIndex index(classes);
    for (std::size_t c = 0; c < classes.size(); ++c) {
      for (const std::size_t other : sharing(classes, index, c)) relate(classes[c], classes[other]);
    }
    add_weights_edges();
    for (std::vector<std::size_t>& after : graph_.after) {
      std::sort(after.begin(), after.end());
      after.erase(std::unique(after.begin(), after.end()), after.end());
    }
    return std::move(graph_);
  }

 private:
  void add(std::size_t before, std::size_t after) { graph_.after[before].push_back(after); }

  /// The other classes that write what this one reads or writes, each once.
  static std::vector<std::size_t> sharing(const std::vector<Class>& classes, const WriterIndex& index, std::size_t c) {
    std::vector<std::size_t> found;
    for (const auto* list : {&classes[c].effects->reads, &classes[c].effects->writes})
      for (const Resource& resource : *list) index.find(resource, found);
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    std::erase(found, c);
    return found;
  }

  /// `other` writes something that `one` reads or writes. A pair is met twice where both write; the edges are the same.
  void relate(const Class& one, const Class& other) {
    switch (relation(*one.effects, *other.effects)) {
      case Relation::none:
        break;
      case Relation::first_before_second:
        all_before(one, other);
        break;
      case Relation::second_before_first:
        all_before(other, one);
        break;
      case Relation::as_written:
        as_written(one, other);
        as_written(other, one);
        break;
    }
  }

  /// Of a chain only its last member need stand before the others, and only its first behind them.
  void all_before(const Class& before, const Class& after) {
    const auto ends = [](const Class& one, bool last) -> std::vector<std::size_t> {
      if (!one.is_chain) return one.members;
      return {last ? one.members.back() : one.members.front()};
    };
    const std::vector<std::size_t> sinks = ends(before, true);
    const std::vector<std::size_t> sources = ends(after, false);
    for (const std::size_t i : sinks)
      for (const std::size_t j : sources) add(i, j);
  }

  /// Each member of `one` stands before the members of `other` that are written behind it.
  void as_written(const Class& one, const Class& other) {
    for (const std::size_t i : one.members) {
      auto next = std::upper_bound(other.members.begin(), other.members.end(), i);
      for (; next != other.members.end(); ++next) {
        add(i, *next);
        if (other.is_chain) break;
      }
    }
  }

  /// What is put in as weights, and so is to stand behind the installs.
  [[nodiscard]] static bool puts_weights(const Step& step) {
    if (const auto* copy = std::get_if<ir::Copy>(&step.operation)) return copy->weights;
    const auto* download = std::get_if<ir::Download>(&step.operation);
    return download != nullptr && download->weights;
  }

  [[nodiscard]] static bool installs(const Step& step) {
    return std::holds_alternative<ir::InstallPackages>(step.operation) ||
           std::holds_alternative<ir::PipInstall>(step.operation);
  }

  void add_weights_edges() {
    std::vector<std::size_t> weights;
    for (std::size_t i = 0; i < steps_.size(); ++i)
      if (puts_weights(steps_[i])) weights.push_back(i);
    if (weights.empty()) return;
    const std::vector<bool> late = reachable(weights);
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      if (!installs(steps_[i]) || late[i]) continue;
      const bool implied = std::any_of(graph_.after[i].begin(), graph_.after[i].end(),
                                       [&](std::size_t next) { return installs(steps_[next]) && !late[next]; });
      if (implied) continue;
      for (const std::size_t weight : weights) add(i, weight);
    }
  }

  [[nodiscard]] std::vector<bool> reachable(std::vector<std::size_t> open) const {
    std::vector<bool> seen(steps_.size(), false);
    while (!open.empty()) {
      const std::size_t i = open.back();
      open.pop_back();
      for (const std::size_t next : graph_.after[i]) {
        if (seen[next]) continue;
        seen[next] = true;
        open.push_back(next);
      }
    }
    return seen;
  }

  std::span<const Step> steps_;
  Precedence graph_;
};

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
  for (std::size_t i = 0; i < count; ++i)
    if (waits[i] > 0) result.circle.push_back(i);
  return result;
}

}  // namespace boxwright::passes
