#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/ast/ast.hpp"
#include "compiler/base/diagnostic.hpp"
#include "compiler/base/edits.hpp"
#include "compiler/base/source.hpp"

/// What the tests of the formatter share.
namespace boxwright::tests {

/// A text that was read, and how the formatter would edit it.
struct Read {
  Sources sources;
  Diagnostics diagnostics;
  ast::File tree;
  std::vector<TextEdit> edits;

  explicit Read(std::string_view text);
};

/// A text in the style.
std::string formatted(std::string_view text);

/// What two texts say differently, or what their errors are; empty where nothing is different. Places do not count.
std::string difference_in_meaning(const Read& one, const Read& other);

}  // namespace boxwright::tests
