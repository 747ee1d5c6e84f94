// lsp: a language server on standard input and output, as editors start it. Whatever an editor says, it stays up until
// it is told to go or nobody is there any more.

#include "compiler/driver/commands.hpp"
#include "compiler/lsp/frames.hpp"
#include "compiler/lsp/server.hpp"

namespace boxwright::driver {

namespace {

/// Sends what the server has to say; false where nobody reads it.
bool send(lsp::Server& server, const Conversation& editor) {
  for (const std::string& message : server.take_sent())
    if (!editor.write(lsp::framed(message))) return false;
  return true;
}

/// How long an editor says nothing before it is told what was found: with a key that is pressed come requests, which
/// are not to wait for a compile.
constexpr int quiet = 40;  // milliseconds

/// All that was said is heard before anything is answered, so that a request can be cancelled and what is told of a
/// text is told of its last version.
int serve(lsp::Server& server, const Conversation& editor) {
  lsp::Frames frames;
  while (!server.has_ended()) {
    while (const auto message = frames.next()) server.receive(*message);
    const bool answered = !editor.waits(0) && server.answer_next();
    const bool told = !answered && server.has_news() && !editor.waits(quiet) && server.tell_next();
    if (!send(server, editor)) return status::unable;
    if (answered || told) continue;
    const std::string said = editor.read();
    if (said.empty()) break;
    frames.add(said);
  }
  // Nobody says more: what was said is answered, and may end with `exit`.
  while (!server.has_ended() && server.answer_next()) {
  }
  return send(server, editor) && server.has_ended() ? server.status() : status::unable;
}

}  // namespace

Outcome lsp_command(const Request& /*unused*/, Session& session) {
  const Conversation& editor = session.terminal.conversation;
  if (!editor.read)
    return {refuse(session, "`lsp` is started by an editor, and talks on standard input and output"), {}};
  lsp::Server server(session.files, session.terminal.today);
  return {serve(server, editor), {}};
}

}  // namespace boxwright::driver
