#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/file_system.hpp"
#include "compiler/driver/compile.hpp"
#include "compiler/driver/message_form.hpp"

namespace boxwright::driver {

enum class Command {
  compile,
  check,
  fmt,
  verify,
  pack,
  build,
  run,
  shell,
  stop,
  status,
  logs,
  push,
  save,
  load,
  explain,
  diff,
  init,
  templates,
  help,
  lsp,
  grammar,
  parse
};

/// A command as the help lists it.
struct CommandInfo {
  Command command;
  std::string_view name;
  std::string_view operands;
  std::string_view doc;
  /// Compiles one spec, then becomes the image's script of that name.
  bool starts_engine = false;
};

const std::vector<CommandInfo>& commands();
/// The command of this name; null where there is none.
const CommandInfo* find_command(std::string_view name);
bool starts_engine(Command command);

/// What the command line asks for.
struct Request {
  Command command = Command::compile;
  std::vector<std::string> operands;           ///< specs and folders; the word after `help`
  std::optional<std::string> output;           ///< `-o`: the folder to write to, or the archive
  std::optional<std::string> shown;            ///< `--stdout`: the back end whose files are printed, or `all`
  std::optional<std::string> image;            ///< `--image`: the one that is meant among several
  std::set<std::string, std::less<>> emitted;  ///< `--emit`: back ends that do not write by default
  std::optional<std::size_t> line;             ///< `explain LINE`
  std::optional<std::string> page;             ///< `explain --html`: the file to write
  bool table = false;                          ///< `explain --layers`
  std::optional<std::string> launch;           ///< `--launch`: the one that is meant among several
  std::string editor;                          ///< `grammar --for`
  std::optional<std::string> start;            ///< `init --template`: what the new spec starts from
  CompileOptions compile;
  MessageForm form = MessageForm::human;  ///< `--message-format`
  bool remarks = false;                   ///< `--remarks`
  bool stats = false;                     ///< `compile --stats`
  bool check = false;                     ///< compare only
  bool fix = false;                       ///< `check --fix`
  bool dry_run = false;                   ///< `check --fix --dry-run`
  bool show_diff = false;                 ///< `fmt --diff`
  bool force = false;
  bool base = false;                   ///< `shell --base`
  std::vector<std::string> passed_on;  ///< for the script
};

/// What the command line came to: a request, a text that answers it already, or an error.
struct CommandLine {
  std::optional<Request> request;
  std::string answer;
  std::string error;
};

/// Reads the arguments behind the program's name. For the commands that start an engine, the first word that names a
/// spec (a file `*.box`, `-`, or a folder that holds one) is theirs; all from the first word or option on that is not
/// theirs, and all behind `--`, is for the script. So it has to look at files.
CommandLine read_command_line(const std::vector<std::string>& arguments, const FileSystem& files);

/// The commands, a line each.
std::string usage();
/// The help page of a command.
std::string command_help(const CommandInfo& command);

}  // namespace boxwright::driver
