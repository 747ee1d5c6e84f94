#include "compiler/resolve/base_table_check.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string_view>

namespace boxwright {

namespace {

using nlohmann::json;

bool is_string(const json& value) { return value.is_string(); }
bool is_text(const json& value) { return value.is_string() || value.is_null(); }
bool is_number(const json& value) { return value.is_number_unsigned(); }
bool is_flag(const json& value) { return value.is_boolean(); }
bool is_words(const json& value) { return value.is_array() && std::all_of(value.begin(), value.end(), is_string); }
bool is_texts(const json& value) { return value.is_object() && std::all_of(value.begin(), value.end(), is_text); }
bool is_globs(const json& value) { return value.is_object() && std::all_of(value.begin(), value.end(), is_words); }

/// Of ports below 1024: a text each.
bool is_ports(const json& value) {
  if (!value.is_object()) return false;
  for (const auto& [number, row] : value.items()) {
    const bool digits = !number.empty() && number.size() <= 4 &&
                        std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!digits || std::stoul(number) >= 1024 || !row.is_string()) return false;
  }
  return true;
}

struct Field {
  std::string_view name;
  bool (*right)(const json&);
  std::string_view expected;
};

/// The first field of an object that is not what it must be.
template <std::size_t count>
std::string wrong_field(const json& object, const std::array<Field, count>& fields) {
  for (const Field& field : fields)
    if (const auto found = object.find(field.name); found != object.end() && !field.right(*found))
      return fmt::format("`{}` must be {}", field.name, field.expected);
  return "";
}

bool is_account(const json& value) {
  constexpr std::array<Field, 4> fields{
      {{"name", is_string, ""}, {"uid", is_number, ""}, {"gid", is_number, ""}, {"home", is_string, ""}}};
  return value.is_object() && wrong_field(value, fields).empty();
}

bool is_accounts(const json& value) { return value.is_array() && std::all_of(value.begin(), value.end(), is_account); }

bool is_python(const json& value) {
  constexpr std::array<Field, 5> fields{{{"command", is_string, ""},
                                         {"pip", is_text, ""},
                                         {"version", is_string, ""},
                                         {"site_packages", is_string, ""},
                                         {"managed", is_flag, ""}}};
  return value.is_null() || (value.is_object() && wrong_field(value, fields).empty());
}

std::string base_problem(const json& base) {
  constexpr std::array<Field, 16> fields{{{"match", is_words, "a list of globs"},
                                          {"tags", is_words, "a list of globs"},
                                          {"family", is_string, "a text"},
                                          {"distribution", is_string, "a text"},
                                          {"releases", is_globs, "an object of lists of globs"},
                                          {"packages", is_string, "a text"},
                                          {"tag_version", is_flag, "true or false"},
                                          {"python", is_python, "an object of texts, or null"},
                                          {"user", is_account, "an object with name, uid, gid and home"},
                                          {"accounts", is_accounts, "a list of objects with name, uid, gid and home"},
                                          {"workdir", is_string, "a text"},
                                          {"env", is_texts, "an object of texts"},
                                          {"shells", is_words, "a list of texts"},
                                          {"tools", is_words, "a list of texts"},
                                          {"writes", is_words, "a list of paths"},
                                          {"low_ports", is_ports, "an object of texts, by ports below 1024"}}};
  if (!base.is_object() || !base.contains("match")) return "each of `bases` must be an object with `match`";
  if (const auto sh = base.find("sh"); sh != base.end() && !is_text(*sh)) return "`sh` must be a text, or null";
  return wrong_field(base, fields);
}

bool is_distribution(const json& value) {
  return value.is_object() && value.contains("python") && value["python"].is_object() && is_python(value["python"]);
}

bool is_numbers(const json& value) { return value.is_object() && std::all_of(value.begin(), value.end(), is_number); }

bool is_family(const json& value) {
  const auto is_user = [](const json& user) {
    return user.is_array() && user.size() == 2 && std::all_of(user.begin(), user.end(), is_number);
  };
  return value.is_object() && value.contains("users") && value.contains("groups") && value["users"].is_object() &&
         std::all_of(value["users"].begin(), value["users"].end(), is_user) && is_numbers(value["groups"]);
}

}  // namespace

std::string base_table_problem(const json& table) {
  if (!table.is_object() || !table.contains("bases") || !table["bases"].is_array())
    return "no table of bases: it is an object with a list `bases`";
  for (const json& base : table["bases"])
    if (const std::string problem = base_problem(base); !problem.empty()) return "no table of bases: " + problem;
  if (const auto families = table.find("families");
      families != table.end() && !(families->is_object() && std::all_of(families->begin(), families->end(), is_family)))
    return "no table of bases: each of `families` must be an object with `users` and `groups`";
  if (const auto snapshots = table.find("snapshots"); snapshots != table.end() && !is_globs(*snapshots))
    return "no table of bases: each of `snapshots` must be a list of texts";
  const auto distributions = table.find("distributions");
  if (distributions == table.end()) return "";
  const bool right =
      distributions->is_object() && std::all_of(distributions->begin(), distributions->end(), is_distribution);
  return right ? "" : "no table of bases: each of `distributions` must be an object with `python`";
}

}  // namespace boxwright
