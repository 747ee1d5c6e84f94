// check: everything that compile says of a spec, and nothing that it writes; with --fix, specs are mended first.

#include <fmt/format.h>

#include "compiler/base/enumeration.hpp"
#include "compiler/driver/apply_changes.hpp"
#include "compiler/driver/commands.hpp"
#include "compiler/driver/mend.hpp"

namespace boxwright::driver {

namespace {

/// Mends the specs of a request, or shows how they would be; a status to end with where that cannot be done.
std::optional<int> mend_all(const Request& request, Session& session) {
  const Selection selection = select_specs(request.operands, session.files, session.terminal);
  if (!selection.error.empty()) return refuse(session, selection.error);
  ChangedFiles changed(session.files);
  std::size_t mended = 0;
  for (const Spec& spec : selection.specs) {
    if (session.files.kind(spec.name) != FileSystem::Kind::file)
      return refuse(session, "--fix changes files, and standard input is none; name a file");
    mended += mend(spec, request.compile, changed);
  }
  const auto files = apply(changed, request.dry_run, "mended", session);
  if (!files) return status::unable;
  if (*files > 0 && !request.dry_run && is_for_people(request.form))
    session.streams.err += fmt::format("mended {} in {}\n", counted(mended, "finding"), counted(*files, "file"));
  return std::nullopt;
}

}  // namespace

Outcome check_command(const Request& request, Session& session) {
  if (request.fix)
    if (const auto failed = mend_all(request, session)) return {*failed, {}};
  return {build(request, session).failed.value_or(status::done), {}};
}

}  // namespace boxwright::driver
