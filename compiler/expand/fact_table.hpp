#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boxwright {

/// A table of facts that a spec looks rows up in by its columns, such as stdlib/cuda.json: which versions go together.
class FactTable {
 public:
  /// A row as it was chosen: the text of every column, empty where the row has none.
  using Row = std::map<std::string, std::string, std::less<>>;
  /// Values that a row must have, by column, in the order in which they were written.
  using Wanted = std::vector<std::pair<std::string, std::string>>;

  /// A row, or why there is none: one clause that says which values exist.
  struct Choice {
    std::optional<Row> row;
    std::string problem;
  };

  explicit FactTable(std::string name) : name_(std::move(name)) {}

  /// The table of this name in the standard library; nothing where there is none.
  static std::optional<FactTable> embedded(std::string_view name);
  /// The file beside a spec that adds rows to the table of this name.
  static std::string file_name(std::string_view table) { return "boxwright." + std::string(table) + ".json"; }

  /// `text` in the format of stdlib/cuda.json; its rows go before those that are there already. A damaged one gives the
  /// end of a sentence that begins with the file's name.
  std::optional<std::string> extend(std::string_view text);

  /// The newest row that has all that is wanted, and of several the first. A version may be cut: `2.5` is any `2.5.x`.
  [[nodiscard]] Choice choose(const Wanted& wanted) const;

  [[nodiscard]] const std::vector<std::string>& columns() const { return columns_; }

 private:
  /// What a row may have in each column; of several values the first is preferred.
  using Values = std::map<std::string, std::vector<std::string>, std::less<>>;

  [[nodiscard]] std::string unknown_column(const std::string& column) const;
  [[nodiscard]] std::string why_none(const Wanted& wanted) const;
  [[nodiscard]] std::string values_of(const std::string& column, const Wanted& others) const;
  [[nodiscard]] const Values* best(const Wanted& wanted) const;

  std::string name_;
  std::string newest_;  ///< the column whose highest version is preferred; empty: none
  std::vector<std::string> columns_;
  std::vector<Values> rows_;
};

/// Which of two versions is the older one, number by number: `2.9` is older than `2.10`, and `2.5` than `2.5.1`.
bool is_older(std::string_view a, std::string_view b);

}  // namespace boxwright
