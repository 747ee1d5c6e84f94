// Which steps must stand before which: the graph, held against asking every pair.

#include "compiler/passes/precedence.hpp"

#include <algorithm>
#include <bitset>
#include <numeric>

#include "compiler/ir/print.hpp"
#include "tests/catch.hpp"
#include "tests/random.hpp"

using namespace boxwright;
using namespace boxwright::passes;
using boxwright::tests::Random;

namespace {

using Kind = ir::Resource::Kind;

ir::Step step(ir::Operation operation) { return ir::make_step(std::move(operation), {}); }

ir::Step narrowed(const std::vector<std::string>& reads, const std::vector<std::string>& writes) {
  ir::Step result = step(ir::Run{});
  for (const std::string& path : reads) result.effects.reads.push_back({Kind::path, path, true});
  for (const std::string& path : writes) result.effects.writes.push_back({Kind::path, path, true});
  for (const auto kind : {Kind::accounts, Kind::system_packages, Kind::python, Kind::variable})
    result.effects.reads.push_back({kind, "", true});
  return result;
}

ir::Step copy(const std::string& destination, bool folders, bool weights = false) {
  ir::Copy result;
  result.sources = {"file"};
  result.destination = destination;
  result.folders = folders;
  result.weights = weights;
  return step(result);
}

ir::Step download(const std::string& destination, bool unpack, bool weights) {
  ir::Download result;
  result.url = "https://example.org/file";
  result.destination = destination;
  result.unpack = unpack;
  result.weights = weights;
  return step(result);
}

ir::Step clone(const std::string& destination) {
  ir::Clone result;
  result.destination = destination;
  return step(result);
}

ir::Step pip(const std::string& requirements, const std::string& python = "pip") {
  ir::PipInstall result;
  result.python = python;
  if (python == "pip") result.site_packages = "/c";
  if (!requirements.empty()) result.requirement_files = {requirements};
  return step(result);
}

ir::Step variable(const std::string& name, const std::string& named) {
  ir::SetVariable result;
  result.name = name;
  result.value.emplace("x");
  if (!named.empty()) result.value->append_variable(named);
  return step(result);
}

/// A step of any kind, on few paths and names, so that steps often meet.
ir::Step any_step(Random& random) {
  static const std::vector<std::string> paths{"/a", "/a/b", "/a/b/c", "/a/bc", "/ab", "/b", "/b/file", "/c", "/"};
  static const std::vector<std::string> names{"PIP_X", "GIT_X", "CC", "https_proxy", "X"};
  const auto path = [&] { return random.one_of(paths); };
  const auto some_paths = [&] {
    std::vector<std::string> result;
    for (std::size_t n = random.below(3); n > 0; --n) result.push_back(path());
    return result;
  };
  switch (random.below(14)) {
    case 0:
    case 1:
      return narrowed(some_paths(), some_paths());
    case 2:
      return copy(path() + (random.chance(1, 2) ? "/" : ""), random.chance(1, 3));
    case 3:
      return copy(path(), random.chance(1, 2), true);
    case 4:
      return download(path(), random.chance(1, 2), random.chance(2, 3));
    case 5:
      return clone(path());
    case 6:
      return step(ir::InstallPackages{});
    case 7:
    case 8:
      return pip(random.chance(1, 2) ? path() + "/r.txt" : "", random.chance(1, 4) ? "/b/bin/python3 -m pip" : "pip");
    case 9:
      return step(ir::MakeVenv{"python3", path()});
    case 10: {
      ir::WriteFile file{path(), "x", "0644", ""};
      if (random.chance(1, 3)) file.content.append_variable(random.one_of(names));
      return step(file);
    }
    case 11: {
      ir::Add add;
      add.url = "https://example.org/x";
      add.destination = path();
      return step(add);
    }
    case 12:
      return variable(random.one_of(names), random.chance(1, 3) ? random.one_of(names) : "");
    default:
      break;
  }
  if (random.chance(1, 2)) return step(ir::MakeDirectory{path(), ""});
  return step(ir::MakeUser{"app", 10001, 10001, "/home/app", {}});
}

constexpr std::size_t most = 16;
/// For each step the set of those that must stand behind it.
using Closure = std::vector<std::bitset<most>>;

void close(Closure& closure) {
  for (std::size_t k = 0; k < closure.size(); ++k)
    for (auto& behind : closure)
      if (behind[k]) behind |= closure[k];
}

bool installs(const ir::Step& step) {
  return std::holds_alternative<ir::InstallPackages>(step.operation) ||
         std::holds_alternative<ir::PipInstall>(step.operation);
}

bool is_weights(const ir::Step& step) {
  if (const auto* copy = std::get_if<ir::Copy>(&step.operation)) return copy->weights;
  const auto* download = std::get_if<ir::Download>(&step.operation);
  return download != nullptr && download->weights;
}

/// By asking every pair, and the rule that weights come behind the installs that do not need them.
Closure closure_by_pairs(const std::vector<ir::Step>& steps) {
  Closure result(steps.size());
  for (std::size_t i = 0; i < steps.size(); ++i)
    for (std::size_t j = 0; j < steps.size(); ++j)
      if (i != j && precedes(steps[i], steps[j], i < j)) result[i].set(j);
  close(result);
  std::bitset<most> weights;
  std::bitset<most> late;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (!is_weights(steps[i])) continue;
    weights.set(i);
    late |= result[i];
  }
  for (std::size_t i = 0; i < steps.size(); ++i)
    if (installs(steps[i]) && !late[i]) result[i] |= weights;
  close(result);
  return result;
}

Closure closure_of(const Precedence& graph) {
  Closure result(graph.after.size());
  for (std::size_t i = 0; i < graph.after.size(); ++i)
    for (const std::size_t next : graph.after[i]) result[i].set(next);
  close(result);
  return result;
}

bool has_no_implied_edge(const Precedence& graph, const Closure& closure) {
  for (const auto& after : graph.after)
    for (const std::size_t next : after)
      for (const std::size_t other : after)
        if (closure[other][next]) return false;
  return true;
}

std::string text_of(const std::vector<ir::Step>& steps) {
  std::string result;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    result += std::to_string(i) + " " + ir::print(steps[i].operation);
    for (const auto* list : {&steps[i].effects.reads, &steps[i].effects.writes}) {
      result += list == &steps[i].effects.reads ? "; reads" : "; writes";
      for (const ir::Resource& resource : *list)
        if (resource.kind == Kind::path) result += " " + resource.name + (resource.tree ? "/**" : "");
    }
    result += "\n";
  }
  return result;
}

std::vector<std::size_t> numbers(std::size_t count) {
  std::vector<std::size_t> result(count);
  std::iota(result.begin(), result.end(), std::size_t{0});
  return result;
}

}  // namespace

TEST_CASE("what makes a thing stands before what reads it, wherever it is written", "[unit]") {
  const ir::Step apt = step(ir::InstallPackages{});
  const ir::Step venv = step(ir::MakeVenv{"python3", "/b"});
  const ir::Step pip_in_venv = pip("", "/b/bin/python3 -m pip");
  const ir::Step user = step(ir::MakeUser{"app", 10001, 10001, "/home/app", {}});
  struct Case {
    const char* name;
    const ir::Step &before, &behind;
  };
  const ir::Step pip_plain = pip("");
  const ir::Step pip_reading = pip("/a/r.txt");
  const ir::Step cloned = clone("/a");
  const ir::Step run = narrowed({"/a"}, {"/out"});
  const ir::Step sees_nothing = narrowed({}, {"/out"});
  const ir::Step fetched = download("/x", false, false);
  const ir::Step cc = variable("CC", "");
  const ir::Step names_cc = variable("X", "CC");
  const std::vector<Case> cases{
      {"packages, pip", apt, pip_plain},           {"packages, an environment", apt, venv},
      {"packages, a clone", apt, cloned},          {"packages, a download", apt, fetched},
      {"packages, a narrowed run", apt, run},      {"an environment, pip in it", venv, pip_in_venv},
      {"pip, a narrowed run", pip_plain, run},     {"an environment, a narrowed run", venv, sees_nothing},
      {"a clone, its reader", cloned, run},        {"a clone, pip that reads it", cloned, pip_reading},
      {"accounts, packages", user, apt},           {"a variable, pip", cc, pip_plain},
      {"a variable, what names it", cc, names_cc},
  };
  for (const Case& test : cases) {
    INFO(test.name);
    for (const bool written : {true, false}) {
      CHECK(precedes(test.before, test.behind, written));
      CHECK_FALSE(precedes(test.behind, test.before, written));
    }
  }
}

TEST_CASE("what makes the same thing keeps its written order", "[unit]") {
  const ir::Step pip_plain = pip("");
  const ir::Step pip_reading = pip("/a/r.txt");
  const ir::Step file = copy("/a/x", false);
  const ir::Step folder = copy("/a", true);
  const ir::Step one = narrowed({"/a"}, {"/b"});
  const ir::Step other = narrowed({"/b"}, {"/a"});
  const std::vector<std::pair<const ir::Step*, const ir::Step*>> pairs{
      {&pip_plain, &pip_reading}, {&file, &folder}, {&one, &other}};
  for (const auto& [a, b] : pairs) {
    CHECK(precedes(*a, *b, true));
    CHECK_FALSE(precedes(*a, *b, false));
    CHECK(precedes(*b, *a, true));
    CHECK_FALSE(precedes(*b, *a, false));
  }
}

TEST_CASE("the graph says what every pair says, and has circles where they do", "[unit]") {
  std::size_t circles = 0;
  std::size_t late_installs = 0;
  for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
    Random random(seed);
    std::vector<ir::Step> steps;
    for (std::size_t n = 1 + random.below(seed % 10 == 0 ? most : 8); n > 0; --n) steps.push_back(any_step(random));
    // Two steps with the same effects are looked at together: some stand twice.
    for (std::size_t n = random.below(3); n > 0 && steps.size() < most; --n) steps.push_back(random.one_of(steps));

    const Precedence graph = precedence(steps);
    const Closure expected = closure_by_pairs(steps);
    INFO("seed " << seed << "\n" << text_of(steps));
    const TopologicalOrder found = topological_order(graph, numbers(steps.size()));
    std::vector<std::size_t> circle;
    for (std::size_t i = 0; i < steps.size() && circle.empty(); ++i)
      for (std::size_t j = 0; j < steps.size(); ++j)
        if (expected[i][j] && expected[j][i]) circle.push_back(j);
    REQUIRE(found.circle == circle);
    if (circle.empty()) {
      REQUIRE(closure_of(graph) == expected);
      REQUIRE(found.order.size() == steps.size());
      REQUIRE(has_no_implied_edge(graph, expected));
      for (std::size_t i = 0; i < steps.size(); ++i)
        for (std::size_t j = 0; j < i; ++j) REQUIRE_FALSE(expected[found.order[i]][found.order[j]]);
    }

    if (!circle.empty()) ++circles;
    for (std::size_t i = 0; i < steps.size() && circle.empty(); ++i)
      for (std::size_t j = 0; j < steps.size(); ++j)
        if (is_weights(steps[j]) && installs(steps[i]) && expected[j][i]) ++late_installs;
  }
  // The generator reaches what it is for.
  CHECK(circles > 100);
  CHECK(late_installs > 100);
}

TEST_CASE("of steps that may come next the one of the lowest rank does", "[unit]") {
  Precedence graph;
  graph.after = {{2}, {2}, {}, {}};
  const std::vector<std::size_t> ranks{3, 2, 0, 1};
  CHECK(topological_order(graph, ranks).order == std::vector<std::size_t>{3, 1, 0, 2});
}

TEST_CASE("weights stand behind the installs that do not need them", "[unit]") {
  const std::vector<ir::Step> steps{copy("/a", false, true), pip("/a/r.txt"), pip(""),
                                    pip("", "/b/bin/python3 -m pip")};
  const Closure closure = closure_of(precedence(steps));
  CHECK(closure[0][1]);        // one reads what lies there
  CHECK(closure[0][2]);        // the next one of the same environment comes behind it
  CHECK(closure[3][0]);        // another environment has nothing to do with it
  CHECK_FALSE(closure[3][3]);  // and there is no circle
}
