#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/file_system.hpp"

namespace boxwright::driver {

/// What a run says: `out` holds only what was asked for, `err` is for the person.
struct Streams {
  std::string out;
  std::string err;
};

/// Standard input and output piece by piece, for a command that talks while it runs.
struct Conversation {
  /// Is there something to read within so many milliseconds, or nobody any more?
  std::function<bool(int milliseconds)> waits;
  /// What there is to read, at least a byte; nothing at the end.
  std::function<std::string()> read;
  /// False where nobody reads it.
  std::function<bool(std::string_view)> write;
};

/// What a run knows of where it was started.
struct Terminal {
  bool colour = false;            ///< standard error is a terminal that shows colours, and they are wanted
  bool interactive = false;       ///< standard input and output are a terminal
  std::string engine = "docker";  ///< the container engine, `$DOCKER`
  std::string today;              ///< `2026-11-21`, in UTC
  std::string source_date_epoch;  ///< `$SOURCE_DATE_EPOCH`: the time that what is packed has
  /// All of standard input; nothing if it cannot be read.
  std::function<std::optional<std::string>()> input;
  /// Runs another program and gives what it prints; nothing if it cannot be started or fails.
  std::function<std::optional<std::string>(const std::vector<std::string>& words)> output_of;
  /// Puts a question to the person and returns the answer's line; not set where nobody can answer.
  std::function<std::optional<std::string>(const std::string& question)> ask;
  Conversation conversation;
};

/// How a run ended.
struct Outcome {
  int status = 0;  ///< 0 done, also with warnings; 1 an error in a spec, or a difference; 2 usage or files
  std::vector<std::string> program;  ///< what the process is to become when the streams are written; mostly nothing
};

/// One run of the program. The arguments are those behind its name.
Outcome execute(const std::vector<std::string>& arguments, FileSystem& files, Streams& streams,
                const Terminal& terminal);

/// The same for commands that start no other program: its exit status.
int run(const std::vector<std::string>& arguments, FileSystem& files, Streams& streams, const Terminal& terminal);

}  // namespace boxwright::driver
