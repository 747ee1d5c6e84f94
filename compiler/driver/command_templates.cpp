// templates: what the standard library has to start from, a line each, or all of one.

#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/display.hpp"
#include "compiler/base/edit_distance.hpp"
#include "compiler/driver/commands.hpp"

namespace boxwright::driver {

namespace {

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace

std::optional<expand::StandardTemplate> find_template(const std::string& name, Session& session) {
  const std::vector<expand::StandardTemplate> all = expand::standard_templates();
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.name == name; });
  if (found != all.end()) return *found;
  std::vector<std::string_view> names;
  for (const expand::StandardTemplate& one : all) names.push_back(one.name);
  const auto guess = closest(name, names);
  refuse(session, fmt::format("there is no template `{}`{}; `boxwright templates` lists them", display::escaped(name),
                              guess ? fmt::format("; did you mean `{}`?", *guess) : ""));
  return std::nullopt;
}

Outcome templates_command(const Request& request, Session& session) {
  if (request.operands.size() > 1) return {refuse(session, "templates explains one; name one"), {}};
  if (request.operands.empty()) {
    for (const expand::StandardTemplate& one : expand::standard_templates())
      session.streams.out += fmt::format("{:<20} {}\n", one.name, first_line(one.doc));
    return {status::done, {}};
  }
  const auto found = find_template(request.operands.front(), session);
  if (!found) return {status::unable, {}};
  session.streams.out += fmt::format("use {}\n\n{}", found->usage, found->doc);
  return {status::done, {}};
}

}  // namespace boxwright::driver
