// grammar: what editors' grammars say of the language's words. The files below editors/ hold it, and a test compares.

#include "compiler/driver/commands.hpp"
#include "compiler/driver/grammar_parts.hpp"

namespace boxwright::driver {

Outcome grammar_command(const Request& request, Session& session) {
  if (!request.operands.empty()) return {refuse(session, "grammar takes no file"), {}};
  session.streams.out += grammar_parts::text_for(request.editor);
  return {status::done, {}};
}

}  // namespace boxwright::driver
