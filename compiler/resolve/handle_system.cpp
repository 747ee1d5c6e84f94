// What the system is told beside its packages: further archives and packages of their own, locale and time zone.
#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>

#include "compiler/base/path_text.hpp"
#include "compiler/base/sha256.hpp"
#include "compiler/resolve/mends.hpp"
#include "compiler/resolve/scope.hpp"
#include "compiler/resolve/values.hpp"

namespace boxwright::resolve {

namespace {

/// `https://example.org/linux/debian` as a name of files: `example.org-linux-debian`.
std::string name_of_url(const std::string& url) {
  std::string result;
  for (const char c : url.substr(url.find("://") + 3)) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '_';
    if (plain) result += c;
    if (!plain && !result.empty() && !result.ends_with('-')) result += '-';
  }
  while (result.ends_with('-')) result.pop_back();
  return result;
}

/// The archive's key: an URL, or a file of the context that must have the sum that is stated.
bool read_key(const Statement& statement, spec::AptRepository& repository, const Scope& scope) {
  const Options& options = statement.options;
  if (!options.has("key")) {
    scope.report(diag::TooFewArguments, statement.name_span, "apt-repo", "the key that signs the archive: `key=`")
        .note(fmt::format("for example `{}`", statement.keyword->example));
    return false;
  }
  const Word& word = options.at("key");
  repository.checksum = read_checksum(options, scope);
  if (word.display().find("://") != std::string::npos) {
    const auto url = plain_url(word, scope);
    if (!url) return false;
    repository.key = *url;
    check_downloaded(*url, word, statement, options, scope);
    return true;
  }
  const auto file = context_file(word, scope);
  if (!file) return false;
  repository.key = *file;
  const std::string sum = sha256(scope.files().read(scope.context_path(*file)).value_or(""));
  if (repository.checksum && repository.checksum->digits != sum)
    scope.report(diag::WrongOption, options.at("sha256").span, "sha256", options.text("sha256"),
                 fmt::format("the sum of `{}`, which is {}", *file, sum));
  return true;
}

std::vector<std::string> plain_words(const Statement& statement, std::string_view option, const Scope& scope) {
  std::vector<std::string> result;
  for (const Word& word : statement.options.list(option)) {
    const std::string text = word.display();
    const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
             std::string_view("._-/~+").find(c) != std::string_view::npos;
    });
    if (!plain || text.empty()) {
      scope.report(diag::WrongOption, word.span, std::string(option), text, "a name such as bookworm or main");
    } else {
      result.push_back(text);
    }
  }
  return result;
}

}  // namespace

namespace {

/// apt tells one host one thing.
void check_logins(const Statement& statement, const spec::AptRepository& repository, const Scope& scope) {
  if (!repository.secret) return;
  for (const spec::Statement& other : scope.stage->statements) {
    const auto* known = std::get_if<spec::AptRepository>(&other.fact);
    if (known == nullptr || !known->secret || url_host(known->url) != url_host(repository.url) ||
        known->secret == repository.secret)
      continue;
    scope
        .report(diag::OptionNotTaken, statement.options.at("secret").span, "secret",
                fmt::format("a second archive of {}, which is told another one", url_host(repository.url)))
        .label(other.span, "told here")
        .note("give both one secret in the form of netrc, with a line `machine HOST/PATH login … password …` for each");
    return;
  }
}

}  // namespace

void handle_apt_repo(const Statement& statement, Scope& scope) {
  if (!check_manager(statement, "apt", scope)) return;
  spec::AptRepository repository;
  const auto url = plain_url(statement.first(), scope);
  if (!url || !read_key(statement, repository, scope)) return;
  repository.url = *url;
  repository.name = name_of_url(*url);
  repository.replace = statement.options.has("replace");
  repository.secret = use_secret_of(statement.options, *url, scope);
  check_logins(statement, repository, scope);
  repository.suites = plain_words(statement, "suite", scope);
  repository.components = plain_words(statement, "components", scope);
  if (repository.suites.empty() && !statement.options.has("suite")) {
    if (scope.stage->base.release.empty()) {
      scope.report(diag::TooFewArguments, statement.name_span, "apt-repo",
                   "`suite=`, since the release of the base is not known");
      return;
    }
    repository.suites.push_back(scope.stage->base.release);
  }
  // A suite that is a folder has no components (sources.list(5)).
  const bool flat = std::any_of(repository.suites.begin(), repository.suites.end(),
                                [](const std::string& suite) { return suite.ends_with('/'); });
  if (flat) refuse_options(statement.options, {"components"}, "a suite that ends in `/`", scope);
  if (!flat && repository.components.empty()) repository.components.emplace_back("main");
  scope.stage->statements.push_back({std::move(repository), statement.span});
}

void handle_deb(const Statement& statement, Scope& scope) {
  if (!check_manager(statement, "apt", scope)) return;
  for (const Item& item : statement.items) {
    if (item.words.size() > 1)
      refuse_options(item.options, {"sha256"}, "several packages at once; give each a row of a block and its own sum",
                     scope);
    for (const Word& word : item.words) {
      const auto url = plain_url(word, scope);
      if (!url) continue;
      if (!url_file_name(*url).ends_with(".deb")) {
        scope.report(diag::BadWord, word.span, *url, "an URL that ends in the name of a Debian package, `….deb`");
        continue;
      }
      spec::Deb deb{*url, read_checksum(item.options, scope)};
      check_downloaded(*url, word, statement, item.options, scope);
      scope.stage->statements.push_back({std::move(deb), item.span});
    }
  }
}

namespace {

/// A variable that a statement sets; the spec may say no other value of it.
void set_variable(const std::string& name, const std::string& value, const Statement& statement, Scope& scope) {
  for (const spec::Variable& variable : scope.stage->variables) {
    if (variable.name != name || variable.kind == spec::Variable::Kind::argument) continue;
    if (variable.value != Text(value))
      scope.report(diag::TwoValues, statement.span, name).label(variable.span, "another value here");
    return;
  }
  scope.stage->variables.push_back({spec::Variable::Kind::environment, name, Text(value), statement.span});
}

/// `de_DE.UTF-8`, `sr_RS@latin.UTF-8` and the like; empty where it is none.
bool is_locale(std::string_view name) {
  if (!name.ends_with(".UTF-8")) return false;
  name.remove_suffix(6);
  const std::string_view place = name.substr(0, name.find('@'));
  const std::string_view language = place.substr(0, place.find('_'));
  const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  const std::string_view territory = place.size() > language.size() ? place.substr(language.size() + 1) : "";
  const std::string_view modifier = name.size() > place.size() ? name.substr(place.size() + 1) : "x";
  return language.size() >= 2 && language.size() <= 3 && std::all_of(language.begin(), language.end(), lower) &&
         territory.size() == 2 && std::all_of(territory.begin(), territory.end(), upper) && !modifier.empty() &&
         std::all_of(modifier.begin(), modifier.end(), lower);
}

bool is_timezone(std::string_view name) {
  const auto plain = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '+' || c == '-' || c == '/';
  };
  return !name.empty() && std::isalpha(static_cast<unsigned char>(name.front())) != 0 && !name.ends_with('/') &&
         name.find("//") == std::string_view::npos && std::all_of(name.begin(), name.end(), plain);
}

}  // namespace

void handle_locale(const Statement& statement, Scope& scope) {
  const auto name = literal(statement.first(), *scope.diagnostics);
  if (!name) return;
  const BaseFacts& base = scope.stage->base;
  const bool plain = *name == "C" || *name == "POSIX" || *name == "C.UTF-8";
  if (!plain && !is_locale(*name)) {
    scope.report(diag::BadWord, statement.first().span, *name, "a locale such as en_US.UTF-8, de_DE.UTF-8 or C.UTF-8");
    return;
  }
  const std::string& manager = statement_of(base.packages);
  if (!plain && (manager.empty() || manager == "none")) {
    scope.report(diag::WrongManager, statement.name_span, "locale", "no package manager")
        .note("`locale C.UTF-8` needs none");
    return;
  }
  if (!plain && manager == "apk") scope.report(diag::MuslLocale, statement.first().span, *name);
  set_variable("LANG", *name, statement, scope);
  // Where the base sets it, LANG counts for nothing.
  if (base.env.contains("LC_ALL")) set_variable("LC_ALL", *name, statement, scope);
  if (!plain && manager != "apk") scope.stage->statements.push_back({spec::Locale{*name}, statement.span});
}

void handle_timezone(const Statement& statement, Scope& scope) {
  const auto name = literal(statement.first(), *scope.diagnostics);
  if (!name) return;
  if (!is_timezone(*name)) {
    scope.report(diag::BadWord, statement.first().span, *name, "a time zone such as Europe/Berlin or UTC");
    return;
  }
  const std::string& manager = scope.stage->base.packages;
  if (manager.empty() || manager == "none") {
    scope.report(diag::WrongManager, statement.name_span, "timezone", "no package manager")
        .note(fmt::format("`env TZ={}` serves programs that bring the zones themselves", *name));
    return;
  }
  set_variable("TZ", *name, statement, scope);
  scope.stage->statements.push_back({spec::Timezone{*name}, statement.span});
}

}  // namespace boxwright::resolve
