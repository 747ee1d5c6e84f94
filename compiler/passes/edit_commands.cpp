// The programs that change files stand in stdlib/edit.*: one for each language that a base may have. What they are told
// comes as words of the command line, in which a backslash and control characters are written `\\` and `\012`, so that
// every text can stand in a line of a Dockerfile.
#include "compiler/passes/edit_commands.hpp"

#include <fmt/core.h>

#include <string_view>
#include <utility>

#include "compiler/base/stdlib.hpp"
#include "compiler/resolve/tools.hpp"

namespace boxwright::passes {

namespace {

using ir::Command;

std::string program(std::string_view file) {
  std::string_view text = stdlib::text(file);
  text.remove_suffix(1);  // its last line feed
  return std::string(text);
}

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\\') {
      result += "\\\\";
    } else if (byte < 0x20 || byte == 0x7F) {
      result += fmt::format("\\{:03o}", byte);
    } else {
      result += c;
    }
  }
  return result;
}

std::string kind_word(Edit::Kind kind) {
  switch (kind) {
    case Edit::Kind::replace:
      return "replace";
    case Edit::Kind::regex:
      return "regex";
    case Edit::Kind::append:
      return "append";
    case Edit::Kind::remove:
    case Edit::Kind::apply:
      break;
  }
  return "delete";
}

/// One call of the program for edits in a row: four words each.
Command interpreter_call(Command call, const std::string& path, const std::vector<Edit>& edits) {
  call.words.emplace_back(escaped(path));
  for (const Edit& edit : edits)
    for (const std::string& word :
         {kind_word(edit.kind), std::to_string(edit.times), escaped(edit.text), escaped(edit.becomes)})
      call.words.emplace_back(word);
  return call;
}

/// awk does one edit a call; it reads the escapes itself.
Command awk_call(const std::string& path, const Edit& edit) {
  Command call{{"awk"}, {}, {{"FILE", path}, {"LC_ALL", "C"}}};
  const std::string times = edit.kind == Edit::Kind::append ? "0" : std::to_string(edit.times);
  for (const auto& [name, value] : {std::pair<std::string, std::string>("kind", kind_word(edit.kind)),
                                    {"times", times},
                                    {"old", escaped(edit.text)},
                                    {"new", escaped(edit.becomes)}}) {
    call.words.emplace_back("-v");
    call.words.emplace_back(fmt::format("{}={}", name, value));
  }
  call.words.emplace_back(program("edit.awk"));
  return call;
}

void add_text_edits(const ir::EditFile& file, std::vector<Edit>& edits, const BaseFacts& facts,
                    std::vector<Command>& commands) {
  if (edits.empty()) return;
  switch (editing_tool(facts)) {
    case EditingTool::python:
      commands.push_back(interpreter_call({{facts.python->command, "-c", program("edit.py")}, {}}, file.path, edits));
      break;
    case EditingTool::perl:
      commands.push_back(interpreter_call({{"perl", "-e", program("edit.pl")}, {}}, file.path, edits));
      break;
    case EditingTool::awk:
    case EditingTool::none:
      for (const Edit& edit : edits) commands.push_back(awk_call(file.path, edit));
      break;
  }
  edits.clear();
}

/// GNU patch, told to guess nothing: a hunk that does not fit where it says fails.
Command patch_command(const ir::EditFile& file, const std::string& patch) {
  Command command{{"patch", "--forward", "--fuzz=0", "--no-backup-if-mismatch", "--reject-file=-"}, {}};
  if (file.reverse) command.words.emplace_back("--reverse");
  command.words.emplace_back(fmt::format("--input={}", patch));
  if (file.folder) {
    command.words.emplace_back(fmt::format("--strip={}", file.strip));
    command.words.emplace_back(fmt::format("--directory={}", file.path));
  } else {
    command.words.emplace_back(file.path);
  }
  return command;
}

}  // namespace

std::vector<Command> edit_commands(const ir::EditFile& file, const BaseFacts& facts,
                                   const std::function<std::string(const std::string& patch)>& given) {
  std::vector<Command> commands;
  std::vector<Edit> edits;
  for (const Edit& edit : file.edits) {
    if (edit.kind != Edit::Kind::apply) {
      edits.push_back(edit);
      continue;
    }
    add_text_edits(file, edits, facts, commands);
    commands.push_back(patch_command(file, given(edit.text)));
  }
  add_text_edits(file, edits, facts, commands);
  return commands;
}

}  // namespace boxwright::passes
