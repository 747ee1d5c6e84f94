#pragma once

#include <string>

#include "compiler/base/display.hpp"
#include "compiler/base/file_system.hpp"
#include "compiler/driver/findings.hpp"
#include "compiler/driver/run.hpp"

namespace boxwright::driver {

/// What every command works with.
struct Session {
  FileSystem& files;
  Streams& streams;
  const Terminal& terminal;
  Findings findings{files.canonical(".")};  ///< what a document of messages will hold
};

/// What an exit status means.
namespace status {
inline constexpr int done = 0;    ///< also with warnings
inline constexpr int wrong = 1;   ///< an error in a spec, or a difference that `--check` found
inline constexpr int unable = 2;  ///< a request that makes no sense, or files that cannot be read or written;
                                  ///< also a fault of our own
}  // namespace status

/// Says why a command cannot do what it was asked for; its exit status. What was asked may hold anything.
inline int refuse(Session& session, const std::string& reason) {
  session.streams.err += "boxwright: " + display::escaped_lines(reason) + "\n";
  session.findings.add_failure(reason);
  return status::unable;
}

}  // namespace boxwright::driver
