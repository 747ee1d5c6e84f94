#include "compiler/base/invariant.hpp"

#include <cstdio>
#include <cstdlib>
#include <string>

namespace boxwright {

void broken_invariant(std::string_view what, std::string_view subject) {
  std::string message = "boxwright: internal error: ";
  message += what;
  if (!subject.empty()) message += " (" + std::string(subject) + ")";
  message += "; please report this\n";
  std::fputs(message.c_str(), stderr);
  std::abort();
}

}  // namespace boxwright
