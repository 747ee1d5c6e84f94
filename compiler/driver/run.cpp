#include "compiler/driver/run.hpp"

#include "compiler/driver/cli.hpp"
#include "compiler/driver/commands.hpp"
#include "compiler/driver/messages.hpp"

namespace boxwright::driver {

namespace {

Outcome perform(const Request& request, Session& session) {
  switch (request.command) {
    case Command::compile:
      return compile_command(request, session);
    case Command::check:
      return check_command(request, session);
    case Command::fmt:
      return fmt_command(request, session);
    case Command::verify:
      return verify_command(request, session);
    case Command::explain:
      return explain_command(request, session);
    case Command::diff:
      return diff_command(request, session);
    case Command::init:
      return init_command(request, session);
    case Command::templates:
      return templates_command(request, session);
    case Command::help:
      return help_command(request, session);
    case Command::lsp:
      return lsp_command(request, session);
    case Command::grammar:
      return grammar_command(request, session);
    case Command::parse:
      return parse_command(request, session);
    case Command::pack:
      return pack_command(request, session);
    case Command::build:
    case Command::run:
    case Command::shell:
    case Command::stop:
    case Command::status:
    case Command::logs:
    case Command::push:
    case Command::save:
    case Command::load:
      return engine_command(request, session);
  }
  return {status::unable, {}};
}

}  // namespace

Outcome execute(const std::vector<std::string>& arguments, FileSystem& files, Streams& streams,
                const Terminal& terminal) {
  Session session{files, streams, terminal};
  const CommandLine line = read_command_line(arguments, files);
  if (line.request) {
    Outcome outcome = perform(*line.request, session);
    finish(*line.request, outcome.status, session);
    return outcome;
  }
  streams.out += line.answer;
  return {line.error.empty() ? status::done : refuse(session, line.error), {}};
}

int run(const std::vector<std::string>& arguments, FileSystem& files, Streams& streams, const Terminal& terminal) {
  return execute(arguments, files, streams, terminal).status;
}

}  // namespace boxwright::driver
