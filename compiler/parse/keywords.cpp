#include "compiler/parse/keywords.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace boxwright::keywords {

namespace {

std::vector<Option> read_options(std::string_view text) {
  std::vector<Option> result;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const bool later = word.starts_with('~');
    if (later) word.remove_prefix(1);
    const std::size_t colon = word.find(':');
    result.push_back({word.substr(0, colon), word.substr(colon + 1), later});
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
  constexpr bool built = true;
  constexpr bool structure = true;
  constexpr bool later = false;
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
   status,                                                                                              \
   doc,                                                                                                 \
   example},
#include "grammar/keywords.def"
#undef KEYWORD
  };
}

constexpr std::array<std::pair<unsigned, std::string_view>, 6> scope_names{{{FILE, "the file"},
                                                                            {IMAGE, "an image"},
                                                                            {STAGE, "a stage"},
                                                                            {LAUNCH, "a launch"},
                                                                            {POLICY, "a policy"},
                                                                            {GIT, "a git block"}}};

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

std::string page(const Keyword& keyword) {
  std::string result =
      fmt::format("{}\n\n  {}\n  {}.\n  Stands in {}, {}.\n", keyword.name, usage(keyword), keyword.doc,
                  describe_scopes(keyword.scopes), keyword.once ? "once" : "as often as needed");
  if (!keyword.built) result += "  Not built yet: it parses and is refused by name.\n";
  if (!keyword.options.empty()) result += "\n  Options\n";
  for (const Option& option : keyword.options)
    result += fmt::format("    {:<20} {}{}\n", option.name, option.type, option.later ? "  (not built yet)" : "");
  return result + fmt::format("\n  Example\n    {}\n", keyword.example);
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
  for (const auto& [scope, name] : scope_names) {
    result += fmt::format("In {}\n", name);
    for (const Keyword& keyword : all())
      if ((keyword.scopes & scope) != 0 && keyword.built)
        result += fmt::format("  {:<14} {}\n", keyword.name, keyword.doc);
    result += '\n';
  }
  return result;
}

}  // namespace boxwright::keywords
