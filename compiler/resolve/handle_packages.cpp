// The system's packages and Python's.
#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "compiler/base/enumeration.hpp"
#include "compiler/base/path_text.hpp"
#include "compiler/resolve/mends.hpp"
#include "compiler/resolve/requirement.hpp"
#include "compiler/resolve/scope.hpp"
#include "compiler/resolve/values.hpp"

namespace boxwright::resolve {

namespace {

/// Debian Policy 5.6.1: lower-case letters, digits, `+`, `-`, `.`; here also an architecture behind a colon.
bool is_debian_package(std::string_view text) {
  const std::size_t colon = text.find(':');
  const std::string_view name = text.substr(0, colon);
  const auto is_character = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
  };
  const bool architecture = colon == std::string_view::npos || is_plain_name(text.substr(colon + 1));
  return name.size() >= 2 && std::isalnum(static_cast<unsigned char>(name.front())) != 0 && architecture &&
         std::all_of(name.begin(), name.end(), is_character);
}

/// Debian Policy 5.6.12, with `*` as apt allows it.
bool is_debian_version(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view(".+-~:*").find(c) != std::string_view::npos;
  });
}

/// `pip install x`, `pip -r x` are habits: `install` is no package that anybody wants, and options stand behind the
/// statement's name. One complaint for all of the item, where it is written so.
bool report_command(const Statement& statement, const Item& item, const Scope& scope) {
  const auto word = std::find_if(item.words.begin(), item.words.end(), [](const Word& w) {
    return !w.quoted && (w.display() == "install" || w.display().starts_with('-'));
  });
  if (word == item.words.end()) return false;
  const bool pip = statement.keyword->id == keywords::Id::pip;
  auto entry = scope.report(diag::BadWord, word->span, word->display(),
                            word->display() == "install" ? "the packages themselves; `install` is implied"
                                                         : "a package; options stand behind the statement's name");
  const bool apt = statement.keyword->id == keywords::Id::apt;
  const auto mend = pip   ? from_pip_command(item.words)
                    : apt ? from_apt_command(item.words)
                          : std::optional<std::string>();
  if (mend && item.span == statement.span && statement.row->block() == nullptr && !statement.row->has_options) {
    entry.fix(item.span, *mend, "write");
  } else {
    entry.note(fmt::format("for example `{}`", pip   ? "pip(requirements=requirements.txt, no-deps) torch==2.5.1"
                                               : apt ? "apt(recommends) libgl1"
                                                     : statement.keyword->example));
  }
  return true;
}

/// Debian's versions; others also have `_`, and RPM's `^`.
bool is_version(const std::string& manager, std::string_view text) {
  if (manager == "apt") return is_debian_version(text);
  std::string plain(text);
  std::replace_if(
      plain.begin(), plain.end(), [](char c) { return c == '_' || c == '^'; }, '.');
  return is_debian_version(plain);
}

/// What `git` is called with the manager of its statement: letters, digits and a few signs; the manager's own rules are
/// Debian Policy 5.6.1, apk-add(8) and RPM's NEVRA.
bool is_package(const std::string& manager, std::string_view name) {
  if (manager == "apt") return is_debian_package(name);
  return !name.empty() && std::isalnum(static_cast<unsigned char>(name.front())) != 0 &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                  std::string_view("+._-").find(c) != std::string_view::npos;
         });
}

std::optional<spec::Package> read_package(const std::string& manager, const Word& word, const Scope& scope) {
  const auto text = literal(word, *scope.diagnostics);
  if (!text) return std::nullopt;
  const std::size_t equals = text->find('=');
  spec::Package package{text->substr(0, equals), equals == std::string::npos ? "" : text->substr(equals + 1),
                        word.span};
  if (is_package(manager, package.name) && (equals == std::string::npos || is_version(manager, package.version)))
    return package;
  auto entry = scope.report(diag::BadPackage, word.span, *text);
  if (const std::string lower = lower_case(package.name); lower != package.name && is_package(manager, lower))
    entry.fix(word.span, lower + text->substr(package.name.size()), "write");
  entry.note(manager == "apt"
                 ? "a Debian package's name has lower-case letters, digits, `+`, `-` and `.`, and `=VERSION` behind it"
                 : "a package's name has letters, digits, `+`, `-`, `_` and `.`, and `=VERSION` behind it");
  return std::nullopt;
}

/// The options of all managers.
spec::Apt read_package_options(const Statement& statement, const Scope& scope) {
  spec::Apt install;
  install.manager = scope.stage->base.packages;
  install.recommends = statement.options.has("recommends");
  install.hold = statement.options.has("hold");
  install.remove = statement.options.has("remove");
  install.build = statement.options.has("build");
  for (const char* option : {"hold", "remove"}) {
    if (install.build && statement.options.has(option))
      scope.report(diag::OptionNotTaken, statement.options.at(option).span, option,
                   "packages that only building needs: no image holds them");
  }
  return install;
}

void add_packages(const Statement& statement, spec::Apt install, Scope& scope) {
  const std::string& manager = statement_of(install.manager);
  std::vector<std::string> unpinned;
  for (const Item& item : statement.items) {
    if (report_command(statement, item, scope)) continue;
    for (const Word& word : item.words) {
      auto package = read_package(manager, word, scope);
      if (!package) continue;
      // The archive as it was at one time has one version of each.
      const bool open = package->version.empty() && !install.remove && install.snapshot.empty();
      if (open && scope.is_unpinned(manager + "/" + package->name, word.span))
        unpinned.push_back(manager + "/" + package->name);
      install.packages.push_back(std::move(*package));
    }
  }
  report_unpinned(unpinned, statement.span, "write `name=VERSION`", scope);
  scope.stage->statements.push_back({std::move(install), statement.span});
}

/// `20240115T000000Z`
bool is_snapshot_time(std::string_view text) {
  return text.size() == 16 && is_number(text.substr(0, 8)) && text[8] == 'T' && is_number(text.substr(9, 6)) &&
         text[15] == 'Z';
}

void read_snapshot(const Statement& statement, spec::Apt& apt, const Scope& scope) {
  if (!statement.options.has("snapshot")) return;
  const Word& word = statement.options.at("snapshot");
  apt.snapshot = word.display();
  if (!is_snapshot_time(apt.snapshot)) {
    scope.report(diag::WrongOption, word.span, "snapshot", apt.snapshot, "a time such as 20240115T000000Z");
  } else if (scope.stage->base.snapshot.empty()) {
    scope.report(diag::OptionNotTaken, word.span, "snapshot",
                 "a base of which no archive of the past is known, or not its release");
  }
  refuse_options(statement.options, {"from", "remove"}, "packages of a snapshot", scope);
}

}  // namespace

void report_unpinned(const std::vector<std::string>& subjects, Span span, const std::string& mend, const Scope& scope) {
  if (subjects.empty()) return;
  std::string waived;
  for (const std::string& subject : subjects) waived += (waived.empty() ? "" : " ") + as_word(subject);
  // Python's packages have no kind in front of them.
  if (const std::size_t slash = subjects.front().find('/'); subjects.size() > 3 && slash != std::string::npos)
    waived = subjects.front().substr(0, slash) + "/*";
  scope.report(diag::UnpinnedPackages, span, enumeration(subjects, 6))
      .note(fmt::format("{}, or waive it: `allow unpinned {} \"why\"`", mend, waived));
}

const std::string& statement_of(const std::string& manager) {
  static const std::string dnf = "dnf";
  return manager == "microdnf" || manager == "yum" ? dnf : manager;
}

bool check_manager(const Statement& statement, const std::string& manager, const Scope& scope) {
  const std::string& there = statement_of(scope.stage->base.packages);
  if (there == manager) return true;
  const bool none = there.empty() || there == "none";
  auto entry = scope.report(diag::WrongManager, statement.name_span, statement.name(),
                            none ? "no package manager" : "`" + there + "`");
  if (none) {
    entry.note("install it in a stage that has one, and `copy(from=…)` what is needed");
  } else if (statement.name() == manager && statement.row->block() == nullptr && !statement.row->has_options) {
    std::string words;
    for (const Word& word : statement.items.front().words) words += " " + as_word(word.display());
    entry.note(fmt::format("write `{}{}`", there, words));
  }
  return false;
}

void handle_apt(const Statement& statement, Scope& scope) {
  if (!check_manager(statement, "apt", scope)) return;
  spec::Apt apt = read_package_options(statement, scope);
  apt.release = statement.options.text("from");
  if (!apt.release.empty() && !is_plain_name(apt.release))
    scope.report(diag::BadName, statement.options.at("from").span, apt.release);
  read_snapshot(statement, apt, scope);
  add_packages(statement, std::move(apt), scope);
}

void handle_apk(const Statement& statement, Scope& scope) {
  if (check_manager(statement, "apk", scope)) add_packages(statement, read_package_options(statement, scope), scope);
}

void handle_dnf(const Statement& statement, Scope& scope) {
  if (check_manager(statement, "dnf", scope)) add_packages(statement, read_package_options(statement, scope), scope);
}

namespace {

/// Reads what `requirements=` and `constraint=` name: a file of the context, or one that a step makes.
void read_requirement_file(const Word& word, bool constraint, spec::Pip& pip, Scope& scope) {
  std::vector<std::string>& list = constraint ? pip.constraints : pip.requirement_files;
  if (word.display().starts_with('/')) {
    if (const auto path = absolute_path(word, scope)) list.push_back(*path);
    return;
  }
  const auto path = context_file(word, scope);
  if (!path) return;
  list.push_back(*path);
  std::vector<std::string> waiting{*path};
  std::set<std::string> seen{*path};
  std::vector<std::string> unpinned;
  while (!waiting.empty()) {
    const std::string file = waiting.back();
    waiting.pop_back();
    const auto text = scope.files().read(scope.context_path(file));
    const RequirementsFile contents = read_requirements_file(text.value_or(""));
    if (!constraint) pip.names.insert(contents.names.begin(), contents.names.end());
    if (!constraint)
      for (const std::string& name : contents.unpinned)
        if (scope.is_unpinned(name, word.span)) unpinned.push_back(name);
    for (const std::string& include : contents.includes) {
      const std::size_t slash = file.rfind('/');
      Word inner;
      inner.span = word.span;
      inner.quoted = true;
      inner.text.append(slash == std::string::npos ? include : file.substr(0, slash + 1) + include);
      const auto found = is_web_url(include) ? std::nullopt : context_file(inner, scope);
      if (!found || !seen.insert(*found).second) continue;
      pip.context_files.push_back(*found);
      waiting.push_back(*found);
    }
  }
  report_unpinned(unpinned, word.span, fmt::format("write `name==VERSION` in `{}`", *path), scope);
}

/// A built package of the context: NAME-VERSION-….whl
/// (https://packaging.python.org/en/latest/specifications/binary-distribution-format/).
void read_wheel(const Word& word, spec::Pip& pip, Scope& scope) {
  const auto path = context_file(word, scope);
  if (!path) return;
  const std::string file = path->substr(path->rfind('/') + 1);
  const auto name = parse_requirement(file.substr(0, file.find('-')));
  if (!name || name->name.empty() || std::count(file.begin(), file.end(), '-') < 4) {
    scope.report(diag::BadRequirement, word.span, *path)
        .note(
            "pip reads a wheel's name, which is NAME-VERSION-PYTHON-ABI-PLATFORM.whl: keep the name it was built with");
    return;
  }
  pip.names.insert(name->name);
  pip.paths.push_back(*path);
}

/// `torch == 2.5.1` in two or three words, and `torch=2.5.1`: how many words that is, and `torch==2.5.1`; none where it
/// is neither.
std::pair<std::size_t, std::string> meant_requirement(const std::vector<Word>& words, std::size_t index) {
  constexpr std::string_view operators = "=<>!~";
  std::string text = words[index].display();
  const auto is_operator = [&](char c) { return operators.find(c) != std::string_view::npos; };
  const std::size_t single = text.find('=');
  if (single != std::string::npos && single > 0 && single + 1 < text.size() && !is_operator(text[single - 1]) &&
      !is_operator(text[single + 1])) {
    text.insert(single, "=");
    return {parse_requirement(text) ? 1 : 0, text};
  }
  std::size_t count = 1;
  while (count < 3 && index + count < words.size() && !words[index + count].quoted) {
    const std::string next = words[index + count].display();
    if (next.empty() || (!is_operator(text.back()) && !is_operator(next.front()))) break;
    text += next;
    ++count;
  }
  if (const std::size_t equals = text.find('='); equals + 1 < text.size() && equals > 0 && count > 1 &&
                                                 !is_operator(text[equals - 1]) && !is_operator(text[equals + 1]))
    text.insert(equals, "=");
  return {count > 1 && !words[index].quoted && parse_requirement(text) ? count : 0, text};
}

/// Words that are one requirement, or that say a version with one `=`: what is meant is said once. How many words.
std::size_t report_requirement(const std::vector<Word>& words, std::size_t index, const Scope& scope) {
  const auto [count, meant] = meant_requirement(words, index);
  if (count == 0) return 0;
  const Span span = cover(words[index].span, words[index + count - 1].span);
  std::string written = words[index].display();
  for (std::size_t i = 1; i < count; ++i) written += " " + words[index + i].display();
  scope.report(diag::BadRequirement, span, written).fix(span, as_word(meant), "write");
  return count;
}

void read_requirement(const Word& word, spec::Pip& pip, std::vector<std::string>& unpinned, Scope& scope) {
  const auto text = literal(word, *scope.diagnostics);
  if (!text) return;
  if (pip.remove) {
    if (is_plain_name(*text)) {
      pip.requirements.push_back(*text);
    } else {
      scope.report(diag::BadRequirement, word.span, *text);
    }
    return;
  }
  const auto requirement = parse_requirement(*text);
  if (const std::size_t scheme = text->find("://");
      scheme != std::string::npos && text->find("ssh://") == std::string::npos &&
      has_credentials(std::string_view(*text).substr(scheme - std::min<std::size_t>(scheme, 5)))) {
    scope.report(diag::CredentialsInUrl, word.span).note(how_to_log_in);
    return;
  }
  if (text->ends_with(".whl") && text->find("://") == std::string::npos && !text->starts_with('/') && !pip.editable) {
    read_wheel(word, pip, scope);
  } else if (!requirement) {
    scope.report(diag::BadRequirement, word.span, *text)
        .note(
            "for example `torch==2.5.1`, `uvicorn[standard]>=0.30`, or a quoted one with a marker: \"x==1; "
            "python_version<'3.12'\"");
  } else if (requirement->is_path && !text->starts_with('/')) {
    scope.report(diag::BadRequirement, word.span, *text)
        .note(fmt::format("a project of the context is copied first: `copy {0} -> /opt/project` and `pip /opt/project`",
                          *text));
  } else if (requirement->is_path) {
    pip.paths.push_back(normal_path(*text));
  } else {
    if (!requirement->pinned && scope.is_unpinned(requirement->name.empty() ? *text : requirement->name, word.span))
      unpinned.push_back(requirement->name.empty() ? *text : requirement->name);
    pip.requirements.push_back(*text);
    if (!requirement->name.empty()) pip.names.insert(requirement->name);
  }
}

std::vector<std::string> urls(const Statement& statement, std::string_view option, Scope& scope) {
  std::vector<std::string> result;
  for (const Word& word : statement.options.list(option)) {
    const std::string url = word.display();
    if (!is_web_url(url) && !url.starts_with('/')) {
      scope.report(diag::BadUrl, word.span, url);
    } else if (has_credentials(url)) {
      scope.report(diag::CredentialsInUrl, word.span).note(how_to_log_in);
    } else {
      result.push_back(url);
    }
  }
  return result;
}

/// `secret=`: for the one host that is meant by it. A token that went to every index would be told to strangers.
void read_index_secret(const Options& options, spec::Pip& pip, Scope& scope) {
  if (!options.has("secret")) return;
  const Span span = options.at("secret").span;
  refuse_options(options, {"remove"}, "a private index: removing asks none", scope);
  std::set<std::string> hosts;
  if (!pip.index.empty()) {
    hosts.insert(url_host(pip.index));
  } else {
    for (const auto* list : {&pip.extra_indexes, &pip.find_links})
      for (const std::string& url : *list)
        if (is_web_url(url)) hosts.insert(url_host(url));
  }
  if (hosts.size() == 1) {
    pip.secret_host = *hosts.begin();
  } else if (hosts.empty()) {
    scope.report(diag::OptionNotTaken, span, "secret", "pip without an index that asks for it")
        .note("name the private index: `pip(index=https://…/simple, secret=…)`");
  } else {
    scope.report(diag::OptionNotTaken, span, "secret", "several hosts at once: only one of them may be told it")
        .note("name the private index with `index=`, and the others with `extra-index=`");
  }
  pip.secret = use_secret(options.at("secret"), scope);
}

/// A requirements file with sums: pip then installs nothing that has none.
void read_lock(const Word& word, spec::Pip& pip, Scope& scope) {
  if (!pip.requirements.empty() || !pip.paths.empty() || !pip.requirement_files.empty() || pip.remove) {
    scope.report(diag::OptionNotTaken, word.span, "lock", "a statement with other requirements, which have no sums")
        .note("write those in a `pip` of their own");
    return;
  }
  pip.hashed = true;
  if (word.display().ends_with("uv.lock")) {
    scope.report(diag::WrongOption, word.span, "lock", word.display(), "a requirements file with sums")
        .note("`uv.lock` is a project's: write `project . -> /app`; or `uv export --output-file=requirements.lock`");
    return;
  }
  read_requirement_file(word, false, pip, scope);
  if (pip.requirement_files.empty() || pip.requirement_files.front().starts_with('/')) return;
  std::vector<std::string> files{pip.requirement_files.front()};
  files.insert(files.end(), pip.context_files.begin(), pip.context_files.end());
  for (const std::string& file : files) report_without_sum(file, word.span, scope);
}

}  // namespace

void report_without_sum(const std::string& file, Span span, const Scope& scope) {
  const std::vector<std::string> names =
      requirements_without_sum(scope.files().read(scope.context_path(file)).value_or(""));
  if (names.empty()) return;
  scope.report(diag::UnhashedRequirement, span, file, enumeration(names, 6))
      .note(
          "`uv pip compile --generate-hashes requirements.in -o requirements.lock` writes one with all sums; "
          "`pip-compile --generate-hashes` does too");
}

void handle_pip(const Statement& statement, Scope& scope) {
  if (!scope.stage->python || scope.stage->python->pip.empty()) {
    const auto& brought = scope.stage->base.distribution_python;
    const auto available = scope.stage->base.packages == "apt" ? brought : std::nullopt;
    if (scope.default_python) return;  // that statement said what is wrong
    if (scope.stage->base.known) {
      scope.report(diag::NoPython, statement.name_span, "pip")
          .note(scope.stage->base.python
                    ? "its Python has no pip: install in a stage that has one, and `copy(from=…)` what it installed"
                : available ? fmt::format("write `python {}`, which the base's own archive has, or take a base with "
                                          "Python: `from python:{}-slim-bookworm`",
                                          available->version, available->version)
                            : "write `python 3.11`, which brings one, or take a base with Python, such as `from "
                              "python:3.11-slim-bookworm`");
      return;
    }
  }
  spec::Pip pip;
  const Options& options = statement.options;
  pip.python = scope.stage->python.value_or(BaseFacts::Python{});
  pip.with_uv = options.text("installer") == "uv";
  if (options.has("installer") && !pip.with_uv && options.text("installer") != "pip")
    scope.report(diag::WrongOption, options.at("installer").span, "installer", options.text("installer"), "pip or uv");
  pip.editable = options.has("editable");
  pip.no_deps = options.has("no-deps");
  pip.no_build_isolation = options.has("no-build-isolation");
  pip.pre = options.has("pre");
  pip.remove = options.has("remove");
  pip.override_versions = options.has("override");
  if (options.has("index") && has_credentials(options.text("index")))
    scope.report(diag::CredentialsInUrl, options.at("index").span).note(how_to_log_in);
  pip.index = options.text("index");
  pip.extra_indexes = urls(statement, "extra-index", scope);
  pip.find_links = urls(statement, "find-links", scope);
  read_index_secret(options, pip, scope);
  for (const Word& word : options.list("requirements")) read_requirement_file(word, false, pip, scope);
  for (const Word& word : options.list("constraint")) read_requirement_file(word, true, pip, scope);
  std::vector<std::string> unpinned;
  for (const Item& item : statement.items) {
    if (report_command(statement, item, scope)) continue;
    for (std::size_t i = 0; i < item.words.size();) {
      const std::size_t count = pip.remove ? 0 : report_requirement(item.words, i, scope);
      if (count == 0) read_requirement(item.words[i], pip, unpinned, scope);
      i += std::max<std::size_t>(count, 1);
    }
  }
  if (options.has("lock")) read_lock(options.at("lock"), pip, scope);
  report_unpinned(unpinned, statement.span, "write `name==VERSION`", scope);
  if (pip.requirements.empty() && pip.paths.empty() && pip.requirement_files.empty() &&
      !scope.diagnostics->has_errors())
    scope.report(diag::TooFewArguments, statement.name_span, "pip", "a requirement")
        .note("for example `pip torch==2.5.1` or `pip(requirements=requirements.txt)`");
  scope.stage->statements.push_back({std::move(pip), statement.span});
}

}  // namespace boxwright::resolve
