#include "compiler/base/facts.hpp"

#include <algorithm>

namespace boxwright {

bool BaseFacts::has_tool(std::string_view name) const {
  return std::find(tools.begin(), tools.end(), name) != tools.end();
}

bool BaseFacts::has_bash() const {
  return std::any_of(shells.begin(), shells.end(), [](const std::string& shell) { return shell.ends_with("/bash"); });
}

}  // namespace boxwright
