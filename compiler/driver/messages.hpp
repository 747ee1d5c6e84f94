#pragma once

#include <vector>

#include "compiler/driver/compile.hpp"
#include "compiler/driver/select_specs.hpp"
#include "compiler/driver/session.hpp"

namespace boxwright::driver {

/// A spec and what it compiles to.
struct Compiled {
  Spec spec;
  Compilation result;
};

/// Where and how messages are given.
struct MessageFormat {
  bool json = false;
  bool to_out = false;  ///< JSON goes to standard output, unless that holds something else
  bool errors_only = false;
  bool remarks = false;  ///< also what the passes say
};

/// All diagnostics of a run: errors first, then warnings, then notes; in each, spec by spec and place by place.
void print(const std::vector<Compiled>& compiled, MessageFormat format, Session& session);

bool has_errors(const std::vector<Compiled>& compiled);

}  // namespace boxwright::driver
