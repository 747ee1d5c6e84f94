#include "compiler/expand/fact_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "compiler/base/edit_distance.hpp"
#include "compiler/base/stdlib.hpp"
#include "compiler/expand/bindings.hpp"

namespace boxwright {

namespace {

using nlohmann::json;

/// More values than these are not read by anybody.
constexpr std::size_t values_shown = 12;

bool is_text(const json& value) { return value.is_string(); }

bool is_value(const json& value) {
  return is_text(value) || (value.is_array() && !value.empty() && std::all_of(value.begin(), value.end(), is_text));
}

bool is_texts(const json& value) { return value.is_array() && std::all_of(value.begin(), value.end(), is_text); }

/// What is wrong with the table's form; empty if it can be read.
std::string form_problem(const json& table) {
  const auto of_type = [&](const char* key, bool (*right)(const json&)) {
    return !table.contains(key) || right(table[key]);
  };
  if (table.is_discarded()) return "no JSON";
  if (!table.is_object() || !table.contains("rows") || !table["rows"].is_array())
    return "no table of facts: it is an object with a list `rows`";
  if (!of_type("columns", is_texts)) return "no table of facts: `columns` must be a list of texts";
  if (!of_type("newest", is_text)) return "no table of facts: `newest` must be the name of a column";
  for (const json& row : table["rows"]) {
    if (!row.is_object()) return "no table of facts: each of `rows` must be an object";
    for (const auto& [column, value] : row.items())
      if (!is_value(value)) return fmt::format("no table of facts: `{}` must be a text or a list of texts", column);
  }
  return {};
}

/// Is it the value, or the beginning of it up to a point?
bool fits(std::string_view value, std::string_view wanted) {
  if (value == wanted) return true;
  return !wanted.empty() && value.size() > wanted.size() && value.starts_with(wanted) && value[wanted.size()] == '.';
}

/// The value of a column that was wanted, or its first; null where none fits.
template <typename Values>
const std::string* value_for(const Values& row, const std::string& column, const std::string* wanted) {
  static const std::string none;
  const auto found = row.find(column);
  if (found == row.end()) return wanted == nullptr || wanted->empty() ? &none : nullptr;
  if (wanted == nullptr) return &found->second.front();
  const auto exact = std::find(found->second.begin(), found->second.end(), *wanted);
  if (exact != found->second.end()) return &*exact;
  const auto match = std::find_if(found->second.begin(), found->second.end(),
                                  [&](const std::string& value) { return fits(value, *wanted); });
  return match == found->second.end() ? nullptr : &*match;
}

template <typename Values>
bool has_all(const Values& row, const FactTable::Wanted& wanted) {
  return std::all_of(wanted.begin(), wanted.end(),
                     [&](const auto& pair) { return value_for(row, pair.first, &pair.second) != nullptr; });
}

const std::string* wanted_of(const FactTable::Wanted& wanted, const std::string& column) {
  const auto found = std::find_if(wanted.begin(), wanted.end(), [&](const auto& pair) { return pair.first == column; });
  return found == wanted.end() ? nullptr : &found->second;
}

/// `{column}` in a text stands for the value of that column.
std::string filled(std::string text, const FactTable::Row& row) {
  for (const auto& [column, value] : row) {
    const std::string place = "{" + column + "}";
    for (std::size_t at = text.find(place); at != std::string::npos; at = text.find(place, at + value.size()))
      text.replace(at, place.size(), value);
  }
  return text;
}

std::string printed(const FactTable::Wanted& wanted) {
  std::vector<std::string> words;
  for (const auto& [column, value] : wanted) words.push_back(fmt::format("{}={}", column, value));
  return fmt::format("{}", fmt::join(words, " "));
}

}  // namespace

bool is_older(std::string_view a, std::string_view b) { return expand::compare_versions(a, b) < 0; }

std::optional<FactTable> FactTable::embedded(std::string_view name) {
  const std::string file = std::string(name) + ".json";
  const auto all = stdlib::files();
  const auto found = std::find_if(all.begin(), all.end(), [&](const stdlib::File& one) { return one.name == file; });
  FactTable table{std::string(name)};
  if (found == all.end() || table.extend(found->text)) return std::nullopt;
  return table;
}

std::optional<std::string> FactTable::extend(std::string_view text) {
  const json table = json::parse(text, nullptr, false);
  if (std::string problem = form_problem(table); !problem.empty()) return problem;
  std::vector<std::string> columns = columns_;
  if (table.contains("columns"))
    for (const json& column : table["columns"])
      if (const auto name = column.get<std::string>(); std::find(columns.begin(), columns.end(), name) == columns.end())
        columns.push_back(name);
  std::vector<Values> rows;
  for (const json& row : table["rows"]) {
    Values values;
    for (const auto& [column, value] : row.items()) {
      if (std::find(columns.begin(), columns.end(), column) == columns.end())
        return fmt::format("no such table of facts: `{}` is none of its `columns`", column);
      values[column] =
          value.is_string() ? std::vector{value.get<std::string>()} : value.get<std::vector<std::string>>();
    }
    rows.push_back(std::move(values));
  }
  columns_ = std::move(columns);
  if (table.contains("newest")) newest_ = table["newest"].get<std::string>();
  rows_.insert(rows_.begin(), std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
  return std::nullopt;
}

const FactTable::Values* FactTable::best(const Wanted& wanted) const {
  const Values* found = nullptr;
  std::ptrdiff_t found_exact = 0;
  for (const Values& row : rows_) {
    if (!has_all(row, wanted)) continue;
    // `0.9.0` means that release where there is one, and not 0.9.0.1.
    const auto exact = std::count_if(wanted.begin(), wanted.end(), [&](const auto& pair) {
      return *value_for(row, pair.first, &pair.second) == pair.second;
    });
    const bool newer = found != nullptr && exact == found_exact && !newest_.empty() &&
                       is_older(*value_for(*found, newest_, nullptr), *value_for(row, newest_, nullptr));
    if (found != nullptr && exact <= found_exact && !newer) continue;
    found = &row;
    found_exact = exact;
  }
  return found;
}

FactTable::Choice FactTable::choose(const Wanted& wanted) const {
  for (const auto& [column, value] : wanted)
    if (std::find(columns_.begin(), columns_.end(), column) == columns_.end()) return {{}, unknown_column(column)};
  const Values* found = best(wanted);
  if (found == nullptr) return {{}, why_none(wanted)};
  Row plain;
  for (const std::string& column : columns_) plain[column] = *value_for(*found, column, wanted_of(wanted, column));
  Row row;
  for (const auto& [column, value] : plain) row[column] = filled(value, plain);
  return {row, {}};
}

std::string FactTable::unknown_column(const std::string& column) const {
  const auto guess = closest(column, {columns_.begin(), columns_.end()});
  return fmt::format("the table `{}` has no column `{}`; {}it has {}", name_, column,
                     guess ? fmt::format("did you mean `{}`? ", *guess) : "", fmt::join(columns_, ", "));
}

/// The values of a column in the rows that have all else, in the table's order.
std::string FactTable::values_of(const std::string& column, const Wanted& others) const {
  std::vector<std::string> values;
  for (const Values& row : rows_) {
    const bool all = std::all_of(others.begin(), others.end(),
                                 [&](const auto& pair) { return value_for(row, pair.first, &pair.second) != nullptr; });
    if (!all) continue;
    const auto found = row.find(column);
    const std::vector<std::string> own = found == row.end() ? std::vector<std::string>{"absent"} : found->second;
    for (const std::string& value : own)
      if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
  }
  if (values.empty()) return {};
  const std::size_t more = values.size() > values_shown + 1 ? values.size() - values_shown : 0;
  if (more != 0) values.resize(values_shown);
  return fmt::format("{}{}", fmt::join(values, ", "), more == 0 ? "" : fmt::format(" and {} more", more));
}

std::string FactTable::why_none(const Wanted& wanted) const {
  std::vector<std::string> hints;
  for (const auto& [column, value] : wanted) {
    Wanted others = wanted;
    std::erase_if(others, [&](const auto& pair) { return pair.first == column; });
    if (others.empty()) continue;
    if (const std::string values = values_of(column, others); !values.empty())
      hints.push_back(fmt::format("for {} the {} is {}", printed(others), column, values));
  }
  // Where no single value is to blame, it is the first that does not go with those before it.
  for (std::size_t count = 0; hints.empty() && count < wanted.size(); ++count) {
    const Wanted before(wanted.begin(), wanted.begin() + static_cast<std::ptrdiff_t>(count));
    const Wanted with(wanted.begin(), wanted.begin() + static_cast<std::ptrdiff_t>(count) + 1);
    if (best(with) != nullptr) continue;
    const std::string& column = wanted[count].first;
    hints.push_back(fmt::format("{}the {} is {}", before.empty() ? "" : "for " + printed(before) + " ", column,
                                values_of(column, before)));
  }
  return fmt::format("the table `{}` has no row with {}; {}", name_, printed(wanted), fmt::join(hints, ", "));
}

}  // namespace boxwright
