// What the image's configuration says: user, folders, ports, health, entrypoint; and how it is shipped.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "compiler/resolve/scope.hpp"
#include "compiler/resolve/values.hpp"

namespace boxwright::resolve {

namespace {

constexpr std::uint64_t most_uid = 2147483647;

void add_sorted(std::vector<std::string>& list, std::string value) {
  const auto place = std::lower_bound(list.begin(), list.end(), value);
  if (place == list.end() || *place != value) list.insert(place, std::move(value));
}

/// Words of an exec form: no shell reads them, so that a variable would stay as it is written.
std::vector<Text> exec_words(const Statement& statement, Scope& scope) {
  std::vector<Text> result;
  for (const Word& word : statement.items.front().words) {
    if (!word.text.is_literal())
      scope.report(diag::VariableInExec, word.span, word.text.variables().front(), statement.name())
          .note(fmt::format("write `wrapper start: exec …` with the variable in it, and `{} start`", statement.name()));
    result.push_back(word.text);
  }
  return result;
}

/// Folders that the system needs as they are.
bool is_system_path(std::string_view path) {
  constexpr std::array<std::string_view, 10> whole{"/",    "/bin",  "/etc", "/lib", "/lib64",
                                                   "/opt", "/sbin", "/usr", "/var", "/home"};
  return std::find(whole.begin(), whole.end(), path) != whole.end() || is_kernel_path(path);
}

}  // namespace

bool is_kernel_path(std::string_view path) {
  constexpr std::array<std::string_view, 5> trees{"/boot", "/dev", "/initrd", "/proc", "/sys"};
  return std::any_of(trees.begin(), trees.end(), [&](std::string_view tree) {
    return path == tree || (path.starts_with(tree) && path[tree.size()] == '/');
  });
}

std::optional<std::string> writable_path(const Word& word, const Scope& scope) {
  auto path = absolute_path(word, scope);
  if (!path) return std::nullopt;
  if (is_system_path(*path)) {
    scope.report(diag::SystemPath, word.span, *path, "made writable");
    return std::nullopt;
  }
  if (path->find_first_of(",:") != std::string::npos) {
    scope.report(diag::BadWord, word.span, *path, "a path without a comma or colon, which engines read as their own");
    return std::nullopt;
  }
  return path;
}

void handle_workdir(const Statement& statement, Scope& scope) {
  const auto path = absolute_path(statement.first(), scope);
  if (path && is_kernel_path(*path)) scope.report(diag::SystemPath, statement.first().span, *path, "worked in");
  if (path) scope.stage->workdir = *path;
}

void handle_user(const Statement& statement, Scope& scope) {
  spec::User& user = scope.stage->user;
  user.written = true;
  user.span = statement.span;
  const auto name = literal(statement.first(), *scope.diagnostics);
  if (!name) return;
  if (*name == "base") {
    user.base = true;
    return;
  }
  if (!is_plain_name(*name) || std::isdigit(static_cast<unsigned char>(name->front())) != 0) {
    scope.report(diag::BadName, statement.first().span, *name).note("a number is given as `user(uid=1000) NAME`");
    return;
  }
  user.name = *name;
  user.home = *name == "root" ? "/root" : "/home/" + *name;
  if (*name == "root") user.uid = user.gid = 0;
  const Options& options = statement.options;
  if (options.has("uid"))
    if (const auto uid = number(options.at("uid"), 0, most_uid, *scope.diagnostics))
      user.uid = user.gid = static_cast<std::uint32_t>(*uid);
  if (options.has("gid"))
    if (const auto gid = number(options.at("gid"), 0, most_uid, *scope.diagnostics))
      user.gid = static_cast<std::uint32_t>(*gid);
  if (user.name == "root" && user.uid != 0)
    scope.report(diag::BadWord, statement.span, "root", "a name of its own for another number");
  if (options.has("home"))
    if (const auto home = absolute_path(options.at("home"), scope)) user.home = *home;
  for (const Word& group : options.list("groups")) {
    if (is_plain_name(group.display())) {
      user.groups.push_back(group.display());
    } else {
      scope.report(diag::BadName, group.span, group.display());
    }
  }
}

void handle_writable(const Statement& statement, Scope& scope) {
  for (const Item& item : statement.items) {
    for (const Word& word : item.words)
      if (const auto path = writable_path(word, scope); path && *path != "/tmp")
        add_sorted(scope.stage->writable, *path);
  }
}

void handle_expose(const Statement& statement, Scope& scope) {
  for (const Item& item : statement.items)
    for (const Word& word : item.words)
      if (auto value = port(word, *scope.diagnostics)) add_sorted(scope.stage->ports, std::move(*value));
}

void handle_volume(const Statement& statement, Scope& scope) {
  for (const Item& item : statement.items) {
    for (const Word& word : item.words) {
      const auto path = absolute_path(word, scope);
      if (path && (*path == "/" || is_kernel_path(*path))) scope.report(diag::SystemPath, word.span, *path, "a volume");
      if (path) add_sorted(scope.stage->volumes, *path);
    }
  }
}

void handle_healthcheck(const Statement& statement, Scope& scope) {
  Healthcheck health;
  const Options& options = statement.options;
  if (options.has("interval")) health.interval = one_unit(options.text("interval"));
  if (health.interval == "0s" || health.interval == "0ms")
    scope.report(diag::WrongOption, options.at("interval").span, "interval", options.text("interval"),
                 "more than no time");
  if (options.has("timeout")) health.timeout = one_unit(options.text("timeout"));
  if (health.timeout == "0s" || health.timeout == "0ms")
    scope.report(diag::WrongOption, options.at("timeout").span, "timeout", options.text("timeout"),
                 "more than no time");
  if (options.has("start-period")) health.start_period = one_unit(options.text("start-period"));
  if (options.has("retries"))
    if (const auto retries = number(options.at("retries"), 1, 1000, *scope.diagnostics))
      health.retries = static_cast<unsigned>(*retries);
  const std::vector<Word>& words = statement.items.front().words;
  if (const ast::Raw* raw = statement.row->raw()) {
    health.command = {"/bin/sh", "-c", evaluate_shell(raw->text, raw->span, scope.names, *scope.diagnostics)};
  } else if (words.empty()) {
    scope.report(diag::BodyMissing, statement.name_span, "healthcheck", "an URL, a command behind a colon, or `none`")
        .note(fmt::format("for example `{}`", statement.keyword->example));
    return;
  } else if (words.front().display() == "none") {
    health.none = true;
  } else if (is_web_url(words.front().display()) && words.front().text.is_literal()) {
    health.command = {words.front().text};  // finish_stage finds what asks the URL
  } else {
    scope
        .report(diag::BadWord, words.front().span, words.front().display(),
                "an URL, a command behind a colon, or `none`")
        .note("a command is written `healthcheck: command`");
    return;
  }
  scope.stage->healthcheck = std::move(health);
}

void handle_stopsignal(const Statement& statement, Scope& scope) {
  const std::string signal = statement.first().display();
  const bool digits = is_number(signal, 2);
  const bool name =
      signal.starts_with("SIG") && signal.size() > 3 && std::all_of(signal.begin(), signal.end(), [](unsigned char c) {
        return std::isupper(c) != 0 || std::isdigit(c) != 0 || c == '+' || c == '-';
      });
  if (digits || name) {
    scope.stage->stop_signal = signal;
  } else {
    scope.report(diag::BadSignal, statement.first().span, signal);
  }
}

void handle_entrypoint(const Statement& statement, Scope& scope) {
  scope.stage->entrypoint = exec_words(statement, scope);
}
void handle_cmd(const Statement& statement, Scope& scope) { scope.stage->command = exec_words(statement, scope); }

void handle_ignore(const Statement& statement, Scope& scope) {
  for (const Item& item : statement.items) {
    for (const Word& word : item.words) {
      const auto text = literal(word, *scope.diagnostics);
      if (!text || !check_control_characters(word, *scope.diagnostics)) continue;
      if (text->empty() || text->starts_with('!')) {
        scope.report(diag::BadWord, word.span, *text,
                     "a pattern of what is left out; what is copied is let in by itself");
      } else {
        scope.image->ignored.push_back(*text);
      }
    }
  }
}

void handle_push(const Statement& statement, Scope& scope) {
  const std::string registry = statement.first().display();
  const bool host = std::all_of(registry.begin(), registry.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '-' || c == ':' || c == '/' || c == '_';
  });
  if (!host || registry.starts_with('-') || registry.starts_with('/')) {
    scope.report(diag::BadWord, statement.first().span, registry, "docker.io, a registry's host, or local");
    return;
  }
  scope.image->delivery.registry = registry;
  scope.image->delivery.overwrite = statement.options.text("overwrite") != "no";
  scope.image->delivery.on_build = statement.options.has("on-build");
}

}  // namespace boxwright::resolve
