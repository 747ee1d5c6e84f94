// What our reader of ignore files makes of paths: reads a JSON array of `{"file": text, "paths": [path, …]}`, writes
// one of the same length: for each the paths that are left out as an array of booleans, or null where the file is
// refused. For tests/oracles/patterns.

#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "compiler/base/pattern_matcher.hpp"

using namespace boxwright;

int main() {
  nlohmann::json result = nlohmann::json::array();
  for (const nlohmann::json& asked : nlohmann::json::parse(std::cin)) {
    const auto matcher = PatternMatcher::read(asked["file"].get<std::string>());
    if (!matcher) {
      result.push_back(nullptr);
      continue;
    }
    nlohmann::json ignored = nlohmann::json::array();
    for (const std::string path : asked["paths"]) ignored.push_back(matcher->ignores(path));
    result.push_back(std::move(ignored));
  }
  std::cout << result << '\n';
}
