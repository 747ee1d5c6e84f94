// The commands, as the help lists them.

#include <fmt/format.h>

#include <algorithm>

#include "compiler/driver/cli.hpp"

namespace boxwright::driver {

const std::vector<CommandInfo>& commands() {
  static const std::vector<CommandInfo> all = {
      {Command::compile, "compile", "[FILE|DIR…]", "Write Dockerfile, ignore file and launch scripts"},
      {Command::check, "check", "[FILE|DIR…]", "Say what is wrong with specs, and mend what is certain with --fix"},
      {Command::fmt, "fmt", "[FILE|DIR…]", "Bring specs into the one style, in place; of `-` to standard output"},
      {Command::verify, "verify", "[FILE|DIR…]", "Read what is written back, also from disk, and hold it to the spec"},
      {Command::pack, "pack", "-o DIR|FILE.tar [FILE]",
       "Put all that building an image needs into a folder or an archive"},
      {Command::build, "build", "[FILE] [ARGUMENTS…]", "Compile, then build the image (launch/build.sh)", true},
      {Command::run, "run", "[FILE] [LAUNCH] [ARGUMENTS…]", "Compile, then start a container (launch/run.sh)", true},
      {Command::shell, "shell", "[FILE] [ARGUMENTS…]", "Compile, then open a shell in the image (launch/shell.sh)",
       true},
      {Command::stop, "stop", "[FILE] [ARGUMENTS…]", "Compile, then stop the container (launch/stop.sh)", true},
      {Command::status, "status", "[FILE] [ARGUMENTS…]", "Compile, then say whether it runs (launch/status.sh)", true},
      {Command::logs, "logs", "[FILE] [ARGUMENTS…]", "Compile, then print the container's output (launch/logs.sh)",
       true},
      {Command::push, "push", "[FILE] [ARGUMENTS…]", "Compile, then push the image (launch/push.sh)", true},
      {Command::save, "save", "[FILE] [ARGUMENTS…]", "Compile, then save the image to a file (launch/save.sh)", true},
      {Command::load, "load", "[FILE] [ARGUMENTS…]", "Compile, then load the image from a file (launch/load.sh)", true},
      {Command::explain, "explain", "[FILE] [LINE]", "Say where each layer comes from, and what an edit rebuilds"},
      {Command::diff, "diff", "OLD NEW", "Say which layers a change keeps; a side is a spec, or REVISION:FILE of git"},
      {Command::init, "init", "[FILE]", "Write a commented spec to start from"},
      {Command::templates, "templates", "[NAME]", "List the standard library's templates, or explain one"},
      {Command::help, "help", "[KEYWORD|COMMAND|CODE|rules]",
       "Explain a keyword, a command, the code of a message, or the rules"},
      {Command::lsp, "lsp", "", "Serve an editor by the Language Server Protocol, on standard input and output"},
      {Command::grammar, "grammar", "--for=NAME", "Print what editors' grammars say of the language's words"},
      {Command::parse, "parse", "FILE", "Print the tree of a spec as JSON"},
  };
  return all;
}

const CommandInfo* find_command(std::string_view name) {
  const auto& all = commands();
  const auto found = std::find_if(all.begin(), all.end(), [&](const CommandInfo& info) { return info.name == name; });
  return found == all.end() ? nullptr : &*found;
}

bool starts_engine(Command command) { return commands()[static_cast<std::size_t>(command)].starts_engine; }

std::string usage() {
  std::string text =
      "Usage: boxwright COMMAND [OPTIONS] [FILE…]\n\n"
      "Compiles a model-image spec (model.box) to a Dockerfile, its ignore file and launch scripts.\n"
      "Without a FILE it is model.box, else the only .box here; `-` is standard input.\n\nCommands:\n";
  for (const CommandInfo& info : commands()) text += fmt::format("  {:<9} {}\n", info.name, info.doc);
  return text +
         "\n`boxwright help COMMAND`, `boxwright help KEYWORD` and `boxwright help CODE` (such as E0201 or unpinned) "
         "say "
         "more; `boxwright --version` prints the version.\n";
}

}  // namespace boxwright::driver
