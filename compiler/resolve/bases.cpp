#include "compiler/resolve/bases.hpp"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <ranges>

#include "compiler/base/stdlib.hpp"
#include "compiler/resolve/base_table_check.hpp"

namespace boxwright {

using nlohmann::json;

struct BaseTable::Tables {
  std::vector<json> tables;  // the strongest first
};

namespace {

/// The numbers a tag starts with: what `{version}`, `{major}` and `{minor}` stand for.
struct TagVersion {
  std::string version, major, minor;
};

TagVersion tag_version(std::string_view tag) {
  tag = tag.substr(0, tag.find('-'));
  while (!tag.empty() && std::isalpha(static_cast<unsigned char>(tag.front())) != 0) tag.remove_prefix(1);
  TagVersion result;
  result.version = tag;
  const std::size_t first = tag.find('.');
  result.major = tag.substr(0, first);
  if (first != std::string_view::npos) {
    const std::string_view rest = tag.substr(first + 1);
    result.minor = rest.substr(0, rest.find('.'));
  }
  return result;
}

/// Fills placeholders in; empty where one of them has no value.
std::string fill(std::string text, const TagVersion& version) {
  const std::pair<std::string_view, const std::string&> values[] = {
      {"{version}", version.version}, {"{major}", version.major}, {"{minor}", version.minor}};
  for (const auto& [placeholder, value] : values) {
    for (std::size_t at = text.find(placeholder); at != std::string::npos; at = text.find(placeholder)) {
      if (value.empty()) return "";
      text.replace(at, placeholder.size(), value);
    }
  }
  return text;
}

bool any_glob(const json& globs, std::string_view text) {
  return std::any_of(globs.begin(), globs.end(),
                     [&](const json& glob) { return glob_matches(glob.get<std::string>(), text); });
}

std::string text_at(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

std::vector<std::string> words_at(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_array() ? found->get<std::vector<std::string>>()
                                                    : std::vector<std::string>{};
}

BaseFacts::Python read_python(const json& object, const TagVersion& version) {
  BaseFacts::Python result;
  if (object.contains("command")) result.command = text_at(object, "command");
  if (object.contains("pip")) result.pip = text_at(object, "pip");
  result.version = fill(text_at(object, "version"), version);
  result.site_packages = fill(text_at(object, "site_packages"), version);
  result.managed = object.value("managed", false);
  return result;
}

/// The accounts and groups that every system of a family has.
void read_family(const json& families, BaseFacts& facts) {
  const auto found = families.find(facts.family);
  if (found == families.end()) return;
  for (const auto& [name, numbers] : (*found)["users"].items())
    facts.accounts.push_back({name, numbers[0].get<std::uint32_t>(), numbers[1].get<std::uint32_t>(), "", true});
  for (const auto& [name, gid] : (*found)["groups"].items()) facts.groups.emplace(name, gid.get<std::uint32_t>());
}

/// An account of the base itself, with the group of its name where that is one of its own.
void add_account(BaseFacts::User account, BaseFacts& facts) {
  const bool known = std::any_of(facts.groups.begin(), facts.groups.end(),
                                 [&](const auto& group) { return group.second == account.gid; });
  if (!known && !facts.groups.empty()) facts.groups.emplace(account.name, account.gid);
  facts.accounts.push_back(std::move(account));
}

BaseFacts::User read_user(const json& user) {
  return {text_at(user, "name"), user.value("uid", 0U), user.value("gid", 0U), text_at(user, "home"), false};
}

/// What a table says beside its bases: `distributions` by codename, `families` by name, `snapshots` by distribution.
struct Shared {
  json distributions = json::object(), families = json::object(), snapshots = json::object();
};

BaseFacts read_entry(const json& entry, std::string_view tag, const Shared& shared) {
  const TagVersion version = entry.value("tag_version", false) ? tag_version(tag) : TagVersion{};
  BaseFacts result;
  result.known = true;
  result.family = text_at(entry, "family");
  result.distribution = text_at(entry, "distribution");
  result.packages = text_at(entry, "packages");
  result.sh = text_at(entry, "sh");
  if (const auto releases = entry.find("releases"); releases != entry.end())
    for (const auto& [codename, globs] : releases->items())
      if (any_glob(globs, tag)) result.release = codename;
  if (const auto python = entry.find("python"); python != entry.end() && python->is_object())
    result.python = read_python(*python, version);
  const json& distributions = shared.distributions;
  if (const auto found = distributions.find(result.release); found != distributions.end())
    result.distribution_python = read_python(found->at("python"), {});
  read_family(shared.families, result);
  if (!result.release.empty()) result.snapshot = words_at(shared.snapshots, result.distribution.c_str());
  if (const auto user = entry.find("user"); user != entry.end()) {
    result.user = read_user(*user);
    if (result.user.uid != 0) add_account(result.user, result);
  }
  if (const auto accounts = entry.find("accounts"); accounts != entry.end())
    for (const json& account : *accounts) add_account(read_user(account), result);
  if (const std::string workdir = text_at(entry, "workdir"); !workdir.empty()) result.workdir = workdir;
  if (const auto env = entry.find("env"); env != entry.end()) {
    for (const auto& [name, value] : env->items()) {
      std::optional<std::string> known;
      if (value.is_string()) known = fill(value.get<std::string>(), version);
      if (known && known->empty() && !value.get<std::string>().empty()) known.reset();
      result.env.emplace(name, known);
    }
  }
  result.shells = words_at(entry, "shells");
  result.tools = words_at(entry, "tools");
  result.writes = words_at(entry, "writes");
  if (const auto ports = entry.find("low_ports"); ports != entry.end())
    for (const auto& [number, row] : ports->items())
      result.low_ports.emplace(static_cast<std::uint16_t>(std::stoul(number)), row.get<std::string>());
  return result;
}

/// What Docker drops from a name too, so that `docker.io/library/python` is `python`.
std::string_view familiar(std::string_view name) {
  for (const std::string_view prefix : {"docker.io/", "index.docker.io/", "library/"})
    if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
  return name;
}

}  // namespace

BaseTable BaseTable::embedded() {
  BaseTable result;
  result.extend(stdlib::text("bases.json"));
  return result;
}

std::optional<std::string> BaseTable::extend(std::string_view text) {
  json table = json::parse(text, nullptr, false);
  if (const std::string problem = table.is_discarded() ? "no JSON" : base_table_problem(table); !problem.empty())
    return problem;
  auto tables = tables_ ? std::make_shared<Tables>(*tables_) : std::make_shared<Tables>();
  tables->tables.insert(tables->tables.begin(), std::move(table));
  tables_ = std::move(tables);
  return std::nullopt;
}

BaseFacts BaseTable::facts(std::string_view reference) const {
  const std::string_view without_digest = reference.substr(0, reference.find('@'));
  const std::size_t slash = without_digest.rfind('/');
  const std::size_t colon = without_digest.find(':', slash == std::string_view::npos ? 0 : slash);
  const std::string_view name = familiar(without_digest.substr(0, colon));
  const std::string_view tag = colon == std::string_view::npos ? "latest" : without_digest.substr(colon + 1);
  Shared shared;
  if (tables_) {
    for (const json& table : std::ranges::reverse_view(tables_->tables)) {
      if (table.contains("distributions")) shared.distributions.update(table["distributions"]);
      if (table.contains("families")) shared.families.update(table["families"]);
      if (table.contains("snapshots")) shared.snapshots.update(table["snapshots"]);
    }
  }
  if (tables_) {
    for (const json& table : tables_->tables) {
      for (const json& entry : table["bases"])
        if (any_glob(entry["match"], name) && (!entry.contains("tags") || any_glob(entry["tags"], tag)))
          return read_entry(entry, tag, shared);
    }
  }
  BaseFacts assumed;
  assumed.shells = {"/bin/sh"};
  assumed.tools = {"groupadd", "perl", "sha256sum", "tar", "useradd"};
  assumed.env.emplace("PATH", std::nullopt);
  return assumed;
}

bool glob_matches(std::string_view glob, std::string_view text) {
  std::size_t g = 0, t = 0, star = std::string_view::npos, retry = 0;
  while (t < text.size()) {
    if (g < glob.size() && (glob[g] == '?' || glob[g] == text[t]) && glob[g] != '*') {
      ++g, ++t;
    } else if (g < glob.size() && glob[g] == '*') {
      star = g++;
      retry = t;
    } else if (star != std::string_view::npos) {
      g = star + 1;
      t = ++retry;
    } else {
      return false;
    }
  }
  while (g < glob.size() && glob[g] == '*') ++g;
  return g == glob.size();
}

}  // namespace boxwright
