#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "compiler/ast/ast.hpp"
#include "compiler/base/diagnostic.hpp"

namespace boxwright::format {

/// What stays as it is, because it has an error or is near one: lines, and from a place on all.
class Kept {
 public:
  /// Lines are kept with all in them, also the space at their beginning and end.
  [[nodiscard]] bool line(std::size_t number) const { return number < lines_.size() && lines_[number]; }
  /// The beginning of the line from which on nothing is known for certain; the text's end where there is none.
  [[nodiscard]] std::size_t rest() const { return rest_; }

  friend Kept kept(std::string_view text, const ast::File& tree, const Diagnostics& diagnostics, FileId file);

 private:
  std::vector<bool> lines_;
  std::size_t rest_ = 0;
};

Kept kept(std::string_view text, const ast::File& tree, const Diagnostics& diagnostics, FileId file);

}  // namespace boxwright::format
