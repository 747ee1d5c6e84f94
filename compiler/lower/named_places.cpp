#include "compiler/lower/named_places.hpp"

#include <algorithm>
#include <optional>
#include <tuple>

#include "compiler/base/path_text.hpp"

namespace boxwright::lower {

namespace {

using Place = spec::Run::Place;

bool installs(const spec::Fact& fact) {
  return std::holds_alternative<spec::Apt>(fact) || std::holds_alternative<spec::Deb>(fact) ||
         std::holds_alternative<spec::Python>(fact) || std::holds_alternative<spec::Pip>(fact) ||
         std::holds_alternative<spec::Project>(fact) || std::holds_alternative<spec::Conda>(fact) ||
         std::holds_alternative<spec::Npm>(fact);
}

bool copies(const spec::Fact& fact) {
  const auto* copy = std::get_if<spec::Copy>(&fact);
  return copy != nullptr && copy->from == spec::Copy::From::context;
}

/// The first and the last statement of a kind.
struct Ends {
  std::optional<std::size_t> first, last;

  void note(std::size_t i) {
    if (!first) first = i;
    last = i;
  }
};

}  // namespace

std::vector<const spec::Statement*> placed_statements(const spec::Stage& stage) {
  Ends installing;
  Ends copying;
  for (std::size_t i = 0; i < stage.statements.size(); ++i) {
    if (installs(stage.statements[i].fact)) installing.note(i);
    if (copies(stage.statements[i].fact)) copying.note(i);
  }
  using Key = std::tuple<std::size_t, int, std::size_t>;  // beside which statement, on which side of it, as written
  const auto key = [&](std::size_t i) -> Key {
    const auto* run = std::get_if<spec::Run>(&stage.statements[i].fact);
    const Place place = run == nullptr ? Place::written : run->place;
    const std::optional<std::size_t> last =
        place == Place::after_install ? installing.last : std::max(installing.last, copying.last);
    if (place == Place::before_install && installing.first && *installing.first < i) return {*installing.first, -1, i};
    if ((place == Place::after_install || place == Place::after_copy) && last && *last > i)
      return {*last, place == Place::after_install ? 1 : 2, i};
    return {i, 0, i};
  };
  std::vector<Key> keys;
  for (std::size_t i = 0; i < stage.statements.size(); ++i) keys.push_back(key(i));
  std::sort(keys.begin(), keys.end());
  std::vector<const spec::Statement*> result;
  result.reserve(keys.size());
  for (const Key& one : keys) result.push_back(&stage.statements[std::get<2>(one)]);
  return result;
}

std::vector<std::string> copied_paths(const spec::Stage& stage) {
  std::vector<std::string> result;
  for (const spec::Statement& statement : stage.statements)
    if (copies(statement.fact)) result.push_back(without_last_slash(std::get<spec::Copy>(statement.fact).destination));
  return result;
}

}  // namespace boxwright::lower
