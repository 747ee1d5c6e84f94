// help: the commands and the keywords; or the page of one of them, or of both where they share a name; or the rules, or
// the passes; or what a message means, by its code or name.

#include <fmt/format.h>

#include "compiler/base/display.hpp"
#include "compiler/base/edit_distance.hpp"
#include "compiler/driver/code_page.hpp"
#include "compiler/driver/commands.hpp"
#include "compiler/lint/rules.hpp"
#include "compiler/parse/keywords.hpp"
#include "compiler/passes/passes.hpp"

namespace boxwright::driver {

namespace {

/// All that is known under a name.
std::string page(const std::string& name) {
  if (name == "rules") return lint::help();
  if (name == "passes") return passes::help();
  if (const std::string text = code_page(name); !text.empty()) return text;
  std::string text = keywords::help(name);
  if (name == "allow") text += "\n" + lint::help();
  for (const CommandInfo& command : commands()) {
    if (command.name != name) continue;
    if (!text.empty()) text += "\nThe command:\n\n";
    text += command_help(command);
  }
  return text;
}

std::string suggestion(const std::string& name) {
  std::vector<std::string_view> names = keywords::names_in(keywords::ANY);
  for (const CommandInfo& command : commands()) names.push_back(command.name);
  names.emplace_back("rules");
  names.emplace_back("passes");
  const std::vector<std::string> messages = message_names();
  names.insert(names.end(), messages.begin(), messages.end());
  const auto guess = closest(name, names);
  return guess ? fmt::format("; did you mean `{}`?", *guess) : "; `boxwright help` lists all there is";
}

}  // namespace

Outcome help_command(const Request& request, Session& session) {
  if (request.operands.empty()) {
    session.streams.out += usage() + "\nKeywords of a spec:\n\n" + keywords::overview();
    return {status::done, {}};
  }
  for (const std::string& name : request.operands) {
    const std::string text = page(name);
    if (text.empty())
      return {refuse(session, fmt::format("there is no help on `{}`{}", display::escaped(name), suggestion(name))), {}};
    session.streams.out += text;
  }
  return {status::done, {}};
}

}  // namespace boxwright::driver
