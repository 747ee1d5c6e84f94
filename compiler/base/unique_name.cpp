#include "compiler/base/unique_name.hpp"

namespace boxwright {

std::string unique_name(std::set<std::string>& taken, const std::string& wanted) {
  std::string name = wanted;
  for (int n = 2; !taken.insert(name).second; ++n) name = wanted + "-" + std::to_string(n);
  return name;
}

}  // namespace boxwright
