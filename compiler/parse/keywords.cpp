#include "compiler/parse/keywords.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace boxwright::keywords {

namespace {

/// The text before the first such character, and what is behind it.
std::pair<std::string_view, std::string_view> split(std::string_view text, char at) {
  const std::size_t end = std::min(text.find(at), text.size());
  return {text.substr(0, end), text.substr(std::min(end + 1, text.size()))};
}

std::vector<Option> read_options(std::string_view text) {
  std::vector<Option> result;
  while (!text.empty()) {
    const auto [line, rest] = split(text, '\n');
    text = rest;
    const auto [word, doc] = split(line, ' ');
    const auto [name, type] = split(word, ':');
    result.push_back({name, type, doc});
  }
  return result;
}

Arguments read_arguments(std::string_view text) {
  const std::size_t blank = text.find(' ');
  const std::string_view count = text.substr(0, blank);
  Arguments result;
  result.type = text.substr(blank + 1);
  const char* end = count.data() + count.size();
  const char* after = std::from_chars(count.data(), end, result.least).ptr;
  if (after == end) {
    result.most = result.least;
  } else if (*after == '.') {
    std::size_t most = 0;
    std::from_chars(after + 2, end, most);
    result.most = most;
  }
  return result;
}

std::vector<Keyword> read_table() {
  // The table's own words for its columns.
  constexpr auto none = Target::none;
  constexpr auto optional = Target::optional;
  constexpr auto required = Target::required;
  constexpr bool once = true;
  constexpr bool many = false;
  return {
#define KEYWORD(id, name, scopes, options, arguments, target, body_kinds, repeat, status, doc, example) \
  {Id::id,                                                                                              \
   name,                                                                                                \
   static_cast<unsigned>(scopes),                                                                       \
   read_options(options),                                                                               \
   read_arguments(arguments),                                                                           \
   target,                                                                                              \
   static_cast<unsigned>(body_kinds),                                                                   \
   repeat,                                                                                              \
   split(doc, '\n').first,                                                                              \
   split(doc, '\n').second,                                                                             \
   example},
#include "grammar/keywords.def"
#undef KEYWORD
  };
}

constexpr std::array<std::pair<unsigned, std::string_view>, 8> scope_names{{{FILE, "the file"},
                                                                            {IMAGE, "an image"},
                                                                            {STAGE, "a stage"},
                                                                            {LAUNCH, "a launch"},
                                                                            {POLICY, "a policy"},
                                                                            {GIT, "a git block"},
                                                                            {PATCH, "a patch block"},
                                                                            {PYTHON, "a python block"}}};

std::string argument_shape(const Keyword& keyword) {
  const Arguments& arguments = keyword.arguments;
  if (arguments.most == std::size_t{0}) return "";
  const std::string_view type = keyword.takes_pairs() ? "NAME=VALUE" : arguments.type;
  std::string shown = keyword.takes_pairs() ? std::string(type) : fmt::format("<{}>", type);
  if (!arguments.most) shown += "…";
  return (arguments.least == 0 ? " [" : " ") + shown + (arguments.least == 0 ? "]" : "");
}

std::string usage(const Keyword& keyword) {
  std::string result(keyword.name);
  if (!keyword.options.empty()) result += "(options)";
  result += argument_shape(keyword);
  if (keyword.target != Target::none) result += keyword.target == Target::required ? " -> DEST" : " [-> DEST]";
  std::vector<std::string_view> bodies;
  if ((keyword.body & RAW) != 0) bodies.emplace_back(": command");
  if ((keyword.body & TEXT) != 0) bodies.emplace_back(R"(""" text """)");
  if ((keyword.body & ROWS) != 0) bodies.emplace_back("{ items }");
  if ((keyword.body & STATEMENTS) != 0) bodies.emplace_back("{ statements }");
  for (std::size_t i = 0; i < bodies.size(); ++i) result += (i == 0 ? "  " : " | ") + std::string(bodies[i]);
  return result;
}

/// `name=<word>`, or the name alone where it is a flag.
std::string option_shape(const Option& option) {
  return option.type == "flag" ? std::string(option.name) : fmt::format("{}=<{}>", option.name, option.type);
}

std::string option_lines(const Keyword& keyword) {
  std::string result;
  for (const Option& option : keyword.options)
    result += fmt::format("    {:<26} {}\n", option_shape(option), option.doc);
  if (!result.empty()) result = "\n  Options\n" + result;
  return result;
}

std::string page(const Keyword& keyword) {
  std::string result =
      fmt::format("{}\n\n  {}\n  {}.\n  Stands in {}, {}.\n", keyword.name, usage(keyword), keyword.doc,
                  describe_scopes(keyword.scopes), keyword.once ? "once" : "as often as needed");
  for (std::string_view rest = keyword.details; !rest.empty(); rest = split(rest, '\n').second)
    result += fmt::format("  {}\n", split(rest, '\n').first);
  return result + option_lines(keyword) + fmt::format("\n  Example\n    {}\n", keyword.example);
}

/// Keywords that stand in the same place, as the overview groups them.
struct Group {
  std::string_view title;
  unsigned all_of, none_of;
};
constexpr std::array<Group, 7> groups{{{"the file", FILE, 0},
                                       {"an image or a stage", BUILD, 0},
                                       {"an image", IMAGE, STAGE | FILE},
                                       {"a launch", LAUNCH, 0},
                                       {"a policy", POLICY, IMAGE},
                                       {"a git block", GIT, 0},
                                       {"a patch block", PATCH, 0}}};

bool is_in(const Keyword& keyword, const Group& group) {
  return (keyword.scopes & group.all_of) == group.all_of && (keyword.scopes & group.none_of) == 0;
}

}  // namespace

const Option* Keyword::option(std::string_view wanted) const {
  const auto found = std::find_if(options.begin(), options.end(), [&](const Option& o) { return o.name == wanted; });
  return found == options.end() ? nullptr : &*found;
}

const std::vector<Keyword>& all() {
  static const std::vector<Keyword> table = read_table();
  return table;
}

const Keyword* find(std::string_view name, unsigned scope) {
  const auto found = std::find_if(all().begin(), all().end(), [&](const Keyword& keyword) {
    return keyword.name == name && (keyword.scopes & scope) != 0;
  });
  return found == all().end() ? nullptr : &*found;
}

const Keyword* find_anywhere(std::string_view name) { return find(name, ANY); }

unsigned scopes_of(std::string_view name) {
  unsigned scopes = 0;
  for (const Keyword& keyword : all())
    if (keyword.name == name) scopes |= keyword.scopes;
  return scopes;
}

unsigned scope_inside(const Keyword& keyword, unsigned scope) {
  switch (keyword.id) {
    case Id::image:
      return IMAGE;
    case Id::stage:
      return STAGE;
    case Id::launch:
      return LAUNCH;
    case Id::policy:
      return POLICY;
    case Id::git:
      return GIT;
    case Id::patch:
      return PATCH;
    case Id::python:
      return PYTHON;
    default:
      return (keyword.body & ROWS) != 0 ? static_cast<unsigned>(ITEMS) : scope;
  }
}

std::vector<std::string_view> names_in(unsigned scope) {
  std::vector<std::string_view> result;
  for (const Keyword& keyword : all())
    if ((keyword.scopes & scope) != 0) result.push_back(keyword.name);
  return result;
}

std::string describe_scopes(unsigned scopes) {
  std::vector<std::string_view> names;
  for (const auto& [scope, name] : scope_names)
    if ((scopes & scope) != 0) names.push_back(name);
  std::string result;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) result += i + 1 == names.size() ? " or " : ", ";
    result += names[i];
  }
  return result;
}

std::string help(std::string_view name) {
  std::string result;
  for (const Keyword& keyword : all()) {
    if (keyword.name != name) continue;
    if (!result.empty()) result += '\n';
    result += page(keyword);
  }
  return result;
}

std::string overview() {
  std::string result;
  for (const Group& group : groups) {
    result += fmt::format("In {}\n", group.title);
    for (const Keyword& keyword : all())
      if (is_in(keyword, group)) result += fmt::format("  {:<14} {}\n", keyword.name, keyword.doc);
    result += '\n';
  }
  result.pop_back();  // a line between groups, and none behind the last
  return result;
}

}  // namespace boxwright::keywords
