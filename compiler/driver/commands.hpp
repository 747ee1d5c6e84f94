#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/driver/cli.hpp"
#include "compiler/driver/image_outputs.hpp"
#include "compiler/driver/session.hpp"
#include "compiler/expand/library.hpp"

/// The commands: one function each, or one for a group that works alike.
namespace boxwright::driver {

Outcome compile_command(const Request& request, Session& session);
Outcome check_command(const Request& request, Session& session);
Outcome fmt_command(const Request& request, Session& session);
Outcome verify_command(const Request& request, Session& session);
Outcome explain_command(const Request& request, Session& session);
Outcome diff_command(const Request& request, Session& session);
Outcome parse_command(const Request& request, Session& session);
Outcome templates_command(const Request& request, Session& session);
Outcome help_command(const Request& request, Session& session);
Outcome lsp_command(const Request& request, Session& session);
Outcome grammar_command(const Request& request, Session& session);
Outcome pack_command(const Request& request, Session& session);
Outcome init_command(const Request& request, Session& session);
/// build, run, shell, stop, status, logs, push, save, load
Outcome engine_command(const Request& request, Session& session);

/// The specs of a request, compiled, and the images among them that it means; or the status to end with.
struct Build {
  std::optional<int> failed;
  std::vector<Compiled> compiled;
  std::vector<ImageTarget> targets;  ///< these point into `compiled`
};

/// Reads, compiles, says what is wrong, and chooses by `--image`.
Build build(const Request& request, Session& session);

/// The standard library's template of this name; where there is none, that is said.
std::optional<expand::StandardTemplate> find_template(const std::string& name, Session& session);

/// Looks at the files of the build contexts, before anything is made of the images.
void complete(Build& build, Session& session);

/// Writes what a build's images compile to, or with `--check` compares; says what was done.
int write_images(const Build& build, const Request& request, Session& session);

}  // namespace boxwright::driver
