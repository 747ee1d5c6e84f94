// What the image's configuration says: user, folders, ports, health, entrypoint; and how it is shipped.
#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "compiler/base/edit_distance.hpp"
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

namespace {

const BaseFacts::User* find_account(const BaseFacts& base, const std::string& name) {
  const auto found = std::find_if(base.accounts.begin(), base.accounts.end(),
                                  [&](const BaseFacts::User& account) { return account.name == name; });
  return found == base.accounts.end() ? nullptr : &*found;
}

/// Who has this number in the base; empty if nobody has.
std::string holder_of_uid(const BaseFacts& base, std::uint32_t uid) {
  for (const BaseFacts::User& account : base.accounts)
    if (account.uid == uid) return fmt::format("in the base it is the uid of `{}`", account.name);
  return "";
}
std::string holder_of_gid(const BaseFacts& base, std::uint32_t gid) {
  for (const auto& [name, number] : base.groups)
    if (number == gid && gid != 0) return fmt::format("in the base it is the gid of the group `{}`", name);
  return "";
}

/// A number that no account and no group of the base has.
std::uint32_t free_number(const BaseFacts& base) {
  std::uint32_t number = 10001;
  while (!holder_of_uid(base, number).empty() || !holder_of_gid(base, number).empty()) ++number;
  return number;
}

/// An account that the base has and somebody may run programs as: its numbers are the base's.
void use_account(const BaseFacts::User& account, const Statement& statement, Scope& scope) {
  spec::User& user = scope.stage->user;
  const Options& options = statement.options;
  if ((options.has("uid") && user.uid != account.uid) || (options.has("gid") && user.gid != account.gid)) {
    scope
        .report(diag::AccountTaken, statement.first().span, account.name,
                fmt::format("in the base it is the account {}:{}", account.uid, account.gid))
        .note(fmt::format("write `user {}` for that one, or take another name such as `app`", account.name));
  }
  refuse_options(options, {"groups"}, "an account that the base has already", scope);
  user.existing = true;
  user.uid = account.uid;
  user.gid = account.gid;
  if (!options.has("home")) user.home = account.home;
}

/// What the base has already cannot be made: the build would stop at it.
void check_account(const Statement& statement, Scope& scope) {
  const BaseFacts& base = scope.stage->base;
  const spec::User& user = scope.stage->user;
  const Options& options = statement.options;
  if (user.name == "root" || user.uid == 0) return;
  const BaseFacts::User* account = find_account(base, user.name);
  if (account != nullptr && !account->system) {
    use_account(*account, statement, scope);
    return;
  }
  if (account != nullptr || base.groups.contains(user.name)) {
    scope
        .report(diag::AccountTaken, statement.first().span, user.name,
                account != nullptr ? "the base has an account of this name, of its system"
                                   : "the base has a group of this name")
        .note("take another name, such as `user app`");
    return;
  }
  const std::uint32_t number = free_number(base);
  if (const std::string holder = holder_of_uid(base, user.uid); !holder.empty()) {
    scope
        .report(diag::AccountTaken, options.has("uid") ? options.at("uid").span : statement.span,
                std::to_string(user.uid), holder)
        .note(fmt::format("{} is free: `user(uid={}) {}`", number, number, user.name));
  } else if (const std::string group = holder_of_gid(base, user.gid); !group.empty()) {
    const Span place = options.has("gid") ? options.at("gid").span : statement.span;
    scope.report(diag::AccountTaken, place, std::to_string(user.gid), group)
        .note(fmt::format("{} is free: `user(uid={}, gid={}) {}`", number, user.uid, number, user.name));
  }
}

void read_groups(const Options& options, Scope& scope) {
  const auto& known = scope.stage->base.groups;
  for (const Word& word : options.list("groups")) {
    const std::string group = word.display();
    if (!is_plain_name(group)) {
      scope.report(diag::BadName, word.span, group);
    } else if (!known.empty() && !known.contains(group)) {
      auto entry = scope.report(diag::UnknownGroup, word.span, group);
      std::vector<std::string_view> names;
      names.reserve(known.size());
      for (const auto& [name, gid] : known) names.push_back(name);
      if (const auto meant = guess(group, names))
        entry.did_you_mean(word.span, std::string(meant->word), meant->certain);
      entry.note(fmt::format("it has {}", fmt::join(names, ", ")));
    } else {
      scope.stage->user.groups.push_back(group);
    }
  }
}

}  // namespace

void handle_user(const Statement& statement, Scope& scope) {
  spec::User& user = scope.stage->user;
  user.written = true;
  user.span = statement.span;
  const auto name = literal(statement.first(), *scope.diagnostics);
  if (!name) return;
  if (*name == "base") {
    user.base = true;
    if (!scope.stage->base.known && scope.stage->from.kind != spec::From::Kind::scratch) {
      scope.report(diag::UnknownBaseUser, statement.first().span)
          .note(
              "steps run as root, and who was there before could not be named behind them; say who it is in `user` of "
              "`boxwright.bases.json`");
    }
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
  read_groups(options, scope);
  check_account(statement, scope);
}

void handle_writable(const Statement& statement, Scope& scope) {
  for (const Item& item : statement.items) {
    for (const Word& word : item.words)
      if (const auto path = writable_path(word, scope); path && *path != "/tmp")
        add_sorted(scope.stage->writable, *path);
  }
}

void handle_expose(const Statement& statement, Scope& scope) {
  for (const Item& item : statement.items) {
    for (const Word& word : item.words) {
      if (auto value = port(word, *scope.diagnostics)) {
        scope.ports.push_back({static_cast<std::uint16_t>(std::stoul(*value)), word.span});
        add_sorted(scope.stage->ports, std::move(*value));
      }
    }
  }
}

namespace {

/// `volume data:/data`, as the command line of `docker run` has it.
bool report_mounted_volume(const Word& word, const Scope& scope) {
  const std::string text = word.display();
  const std::size_t colon = word.quoted ? std::string::npos : text.find(":/");
  if (colon == std::string::npos) return false;
  const std::string path = text.substr(colon + 1, text.find(':', colon + 1) - colon - 1);
  scope.report(diag::BadWord, word.span, text, "a folder of the image")
      .fix(word.span, path, "write")
      .note(fmt::format("what is mounted there is said where the container starts: `launch {{ mount(rw) {} -> {} }}`",
                        text.substr(0, colon), path));
  return true;
}

}  // namespace

void handle_volume(const Statement& statement, Scope& scope) {
  for (const Item& item : statement.items) {
    for (const Word& word : item.words) {
      if (report_mounted_volume(word, scope)) continue;
      const auto path = absolute_path(word, scope);
      if (path && (*path == "/" || is_kernel_path(*path))) scope.report(diag::SystemPath, word.span, *path, "a volume");
      if (path) add_sorted(scope.stage->volumes, *path);
    }
  }
}

void handle_healthcheck(const Statement& statement, Scope& scope) {
  Healthcheck health;
  const Options& options = statement.options;
  const auto read_time = [&](const char* option, std::string& time) {
    if (!options.has(option)) return;
    time = one_unit(options.text(option));
    if (time == "0s" || time == "0ms")
      scope.report(diag::WrongOption, options.at(option).span, option, options.text(option), "more than no time");
  };
  read_time("interval", health.interval);
  read_time("timeout", health.timeout);
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

const std::vector<std::string_view> signals{"SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGKILL"};

/// The processors of platforms that engines build for.
const std::vector<std::string_view> processors{"amd64",   "arm64",   "arm",   "386",
                                               "riscv64", "ppc64le", "s390x", "loong64"};

/// What `linux/amd46`, which engines would look for in vain, was meant to be; empty where it can be meant as it is.
std::string meant_platform(const std::string& platform) {
  const std::size_t begin = platform.starts_with("linux/") ? 6 : 0;
  const std::string processor = platform.substr(begin, platform.find('/', begin) - begin);
  const auto close = closest(processor, processors);
  if (!close || (begin > 0 && processor == *close)) return "";
  return "linux/" + std::string(*close);
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
    scope.report(diag::BadSignal, statement.first().span, signal)
        .suggest(lower_case(signal).starts_with("sig") ? signal : "SIG" + signal, signals, statement.first().span);
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
        scope.image->ignored.push_back({*text, word.span});
      }
    }
  }
}

void handle_platforms(const Statement& statement, Scope& scope) {
  for (const Word& word : statement.items.front().words) {
    const std::string platform = word.display();
    const auto is_part = [](unsigned char c) { return std::islower(c) != 0 || std::isdigit(c) != 0 || c == '/'; };
    const auto slashes = std::count(platform.begin(), platform.end(), '/');
    const bool shaped = platform.starts_with("linux/") && platform.size() > 6 && slashes <= 2 &&
                        !platform.ends_with('/') && std::all_of(platform.begin(), platform.end(), is_part);
    std::vector<std::string>& known = scope.image->platforms;
    const std::string meant = meant_platform(platform);
    if (!shaped || !meant.empty()) {
      auto entry = scope.report(diag::BadPlatform, word.span, platform);
      if (!meant.empty()) entry.suggest(meant, {meant}, word.span);
    } else if (std::find(known.begin(), known.end(), platform) == known.end()) {
      known.push_back(platform);
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
