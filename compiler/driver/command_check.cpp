// check: everything that compile says of a spec, and nothing that it writes.

#include "compiler/driver/commands.hpp"

namespace boxwright::driver {

Outcome check_command(const Request& request, Session& session) {
  return {build(request, session).failed.value_or(status::done), {}};
}

}  // namespace boxwright::driver
