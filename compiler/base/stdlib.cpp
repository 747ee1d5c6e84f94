#include "compiler/base/stdlib.hpp"

#include <algorithm>
#include <string>

#include "compiler/base/invariant.hpp"

namespace boxwright::stdlib {

std::string_view text(std::string_view name) {
  const auto all = files();
  const auto found = std::find_if(all.begin(), all.end(), [&](const File& file) { return file.name == name; });
  if (found == all.end()) broken_invariant("a standard library without one of its files", std::string(name));
  return found->text;
}

}  // namespace boxwright::stdlib
