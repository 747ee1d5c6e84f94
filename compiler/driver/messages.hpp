#pragma once

#include <vector>

#include "compiler/driver/cli.hpp"
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
  MessageForm form = MessageForm::human;
  bool to_out = false;  ///< what is for programs goes to standard output, unless that holds something else
  bool errors_only = false;
  bool remarks = false;  ///< also what the passes say
};

/// How a request wants them.
MessageFormat format_of(const Request& request);

/// All diagnostics of a run: errors first, then warnings, then notes; in each, spec by spec and place by place. Those
/// that belong into a document are kept for it.
void print(const std::vector<Compiled>& compiled, MessageFormat format, Session& session);

/// Writes the document, where messages are one, and for GitHub why the run failed.
void finish(const Request& request, int exit_status, Session& session);

bool has_errors(const std::vector<Compiled>& compiled);

}  // namespace boxwright::driver
