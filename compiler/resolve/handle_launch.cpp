// How a container of the image is started.
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "compiler/resolve/mends.hpp"
#include "compiler/resolve/scope.hpp"
#include "compiler/resolve/values.hpp"

namespace boxwright::resolve {

namespace {

constexpr std::array<std::string_view, 4> caches{"hf", "keras", "pip", "torch"};

/// The image's last part. Engines want two characters at least of a container's name
/// (github.com/moby/moby, daemon/names).
std::string container_name(const spec::Image& image) {
  const std::size_t slash = image.repository.rfind('/');
  const std::string name = slash == std::string::npos ? image.repository : image.repository.substr(slash + 1);
  return name.size() < 2 ? name + "-container" : name;
}

/// The text of a word that a script will hold: known now, and one line.
std::string word_text(const Word& word, const Scope& scope) {
  if (!check_control_characters(word, *scope.diagnostics)) return "";
  return literal(word, *scope.diagnostics).value_or("");
}

/// One word out of a fixed shape, or a message that says which.
std::string checked_word(const Statement& statement, const Scope& scope, bool (*right)(std::string_view),
                         const std::string& expected, const std::vector<std::string_view>& names = {}) {
  std::string text = word_text(statement.first(), scope);
  if (!text.empty() && !right(text)) {
    scope.report(diag::BadWord, statement.first().span, text, expected).suggest(text, names, statement.first().span);
    return "";
  }
  return text;
}

/// Docker's sizes: a number and b, k, m or g.
bool is_size(std::string_view text) {
  if (!text.empty() && std::string_view("bkmgBKMG").find(text.back()) != std::string_view::npos) text.remove_suffix(1);
  return is_number(text);
}

bool is_decimal(std::string_view text) {
  const std::size_t dot = text.find('.');
  return is_number(text.substr(0, dot)) && (dot == std::string_view::npos || is_number(text.substr(dot + 1)));
}

bool is_gpu_choice(std::string_view text) {
  return text == "all" || is_number(text) || (text.starts_with("device=") && text.size() > 7);
}
bool is_uid(std::string_view text) {
  const std::size_t colon = text.find(':');
  return text == "host" ||
         (is_number(text.substr(0, colon)) && (colon == std::string_view::npos || is_number(text.substr(colon + 1))));
}
bool is_restart(std::string_view text) {
  return text == "no" || text == "always" || text == "unless-stopped" || text == "on-failure" ||
         (text.starts_with("on-failure:") && is_number(text.substr(11)));
}

template <class Add>
void each_word(const Statement& statement, const Scope& scope, Add add) {
  for (const Item& item : statement.items)
    for (const Word& word : item.words)
      if (std::string text = word_text(word, scope); !text.empty()) add(std::move(text), word);
}

/// Something of the host that a script will look for, relative to the spec's folder.
bool is_missing(const std::string& path, const Scope& scope) {
  const bool elsewhere = path.starts_with('/') || path.starts_with('~');
  return !elsewhere && scope.files().kind(scope.context_path(path)) == FileSystem::Kind::missing;
}

/// `mount data:/data:ro`, as Docker writes it.
void report_mount_without_arrow(const Item& item, const Scope& scope) {
  auto entry = scope.report(diag::ArrowMissing, item.span, "mount");
  const std::string text = item.words.empty() ? "" : item.words.front().display();
  const std::size_t colon = text.find(":/");
  if (colon == std::string::npos || colon == 0) {
    entry.note("for example `mount data -> /data`");
    return;
  }
  const std::string_view target = std::string_view(text).substr(colon + 1);
  const std::size_t flags = target.find(':');
  const bool writable = flags == std::string_view::npos || target.substr(flags).find("ro") == std::string_view::npos;
  const std::string row = fmt::format("{} -> {}", as_word(text.substr(0, colon)), as_word(target.substr(0, flags)));
  entry.note(fmt::format("write `mount{} {}`", writable ? "(rw)" : "", row));
}

/// The row as it was written, for the rules about launches.
spec::LaunchRow written_row(const Statement& statement) {
  spec::LaunchRow result{statement.name(), {}, statement.span};
  for (const Item& item : statement.items)
    for (const Word& word : item.words) result.words.push_back(word.display());
  return result;
}

void read_launch_block(const Statement& statement, Launch launch, Scope& scope) {
  const auto written = std::move(scope.written);
  const std::size_t ports = scope.ports.size();
  scope.written.clear();
  scope.launch = &launch;
  if (const ast::Block* block = statement.row->block()) {
    for (const ast::Row& row : block->rows) {
      if (row.head && row.head->value == "allow") continue;
      const auto inner = read_statement(row, keywords::LAUNCH, scope.names, *scope.diagnostics);
      if (!inner) continue;
      scope.image->launch_rows.push_back(written_row(*inner));
      if (inner->keyword->once && !scope.written.emplace(inner->keyword->id, inner->name_span).second) {
        scope.report(diag::WrittenTwice, inner->name_span, inner->name(), "a launch")
            .label(scope.written.at(inner->keyword->id), "first here");
        continue;
      }
      handle(*inner, scope);
    }
  }
  scope.launch = nullptr;
  scope.written = written;
  const std::vector<std::string>& kept = launch.capabilities;
  if (std::find(kept.begin(), kept.end(), "NET_BIND_SERVICE") != kept.end()) scope.ports.resize(ports);
  if (launch.network == "none" && !launch.ports.empty())
    scope.report(diag::BadWord, statement.name_span, "network none", "a network: a port is mapped");
  const bool taken = std::any_of(scope.image->launches.begin(), scope.image->launches.end(),
                                 [&](const Launch& other) { return other.container == launch.container; });
  if (taken) scope.report(diag::DuplicateLaunch, statement.name_span, "the container `" + launch.container + "`");
  scope.image->launches.push_back(std::move(launch));
}

void apply_options(const Statement& statement, Launch& launch, const Scope& scope) {
  const Options& options = statement.options;
  launch.detach = launch.detach || options.has("detach");
  launch.keep = launch.keep || options.has("keep");
  if (!options.has("name")) return;
  launch.container = options.text("name");
  if (!is_plain_name(launch.container) || launch.container.size() < 2)
    scope.report(diag::BadName, options.at("name").span, launch.container);
}

bool is_duplicate(const Statement& statement, const std::string& name, Scope& scope) {
  const Span place = name.empty() ? statement.name_span : statement.first().span;
  const auto [first, is_new] = scope.launch_places.emplace(name, place);
  if (is_new) return false;
  scope.report(diag::DuplicateLaunch, place, name.empty() ? "the launch without a name" : "the launch `" + name + "`")
      .label(first->second, "first here");
  return true;
}

void read_named_launch(const Statement& statement, Scope& scope) {
  const Word& word = statement.first();
  const std::string name = word_text(word, scope);
  if (!is_plain_name(name)) {
    scope.report(diag::BadName, word.span, name);
    return;
  }
  if (is_duplicate(statement, name, scope)) return;
  Launch launch = scope.image->launches.front();
  launch.name = name;
  launch.container += "-" + name;
  apply_options(statement, launch, scope);
  read_launch_block(statement, std::move(launch), scope);
}

}  // namespace

void handle_launch(const Statement& statement, Scope& scope) {
  if (!statement.items.front().words.empty()) {
    scope.named_launches.push_back(statement);
    return;
  }
  if (is_duplicate(statement, "", scope)) return;
  Launch launch;
  launch.container = container_name(*scope.image);
  apply_options(statement, launch, scope);
  read_launch_block(statement, std::move(launch), scope);
}

void finish_image(Scope& scope) {
  if (scope.image->launches.empty()) {
    Launch launch;
    launch.container = container_name(*scope.image);
    scope.image->launches.push_back(std::move(launch));
  }
  // A mount of the launch's own takes the place of weights that would be there.
  std::vector<LaunchMount>& mounts = scope.image->launches.front().mounts;
  for (LaunchMount& mount : scope.weights)
    if (std::none_of(mounts.begin(), mounts.end(), [&](const LaunchMount& m) { return m.target == mount.target; }))
      mounts.push_back(std::move(mount));
  const std::vector<Statement> named = std::move(scope.named_launches);
  for (const Statement& statement : named) read_named_launch(statement, scope);
  check_program(scope);
}

void handle_launch_port(const Statement& statement, Scope& scope) {
  for (const Item& item : statement.items) {
    for (const Word& word : item.words) {
      if (auto mapping = port_mapping(word, *scope.diagnostics)) {
        std::erase_if(scope.launch->ports, [&](const Port& known) {
          return known.host == mapping->host && known.protocol == mapping->protocol &&
                 known.host_address == mapping->host_address;
        });
        scope.ports.push_back({mapping->container, word.span});
        scope.launch->ports.push_back(std::move(*mapping));
      }
    }
  }
}

void handle_launch_mount(const Statement& statement, Scope& scope) {
  for (const Item& item : statement.items) {
    if (item.words.empty() || item.targets.empty()) {
      report_mount_without_arrow(item, scope);
      continue;
    }
    LaunchMount mount;
    mount.source = word_text(item.words.front(), scope);
    mount.writable = item.options.has("rw");
    if (const auto target = absolute_path(item.targets.front(), scope)) mount.target = *target;
    if (mount.source.find(',') != std::string::npos || mount.target.find(',') != std::string::npos) {
      scope.report(diag::BadWord, item.words.front().span, mount.source,
                   "a path without a comma, which `docker run --mount` reads as its own");
      continue;
    }
    // A writable one is made by the script that mounts it.
    if (!mount.writable && is_missing(mount.source, scope) &&
        !scope.waivers->covers("missing-mount-source", mount.source, item.span))
      scope.report(diag::MissingMountSource, item.words.front().span, mount.source)
          .note("it must be there when the container starts");
    std::erase_if(scope.launch->mounts, [&](const LaunchMount& known) { return known.target == mount.target; });
    scope.launch->mounts.push_back(std::move(mount));
  }
}

void handle_launch_gpus(const Statement& statement, Scope& scope) {
  scope.launch->gpus = checked_word(statement, scope, is_gpu_choice, "all, a number, or device=…", {"all"});
}
void handle_launch_network(const Statement& statement, Scope& scope) {
  scope.launch->network = checked_word(statement, scope, is_plain_name, "none, bridge, host, or a network's name");
}
void handle_launch_user(const Statement& statement, Scope& scope) {
  const std::string user = checked_word(statement, scope, is_uid, "host, or UID[:GID] in numbers", {"host"});
  scope.launch->user = user;
  if ((user == "0" || user.starts_with("0:")) && !scope.waivers->covers("root-user", "", statement.span))
    scope.report(diag::RootUser, statement.span)
        .note("without this row it runs as the image's user; where root is needed, write `allow root-user \"why\"`");
}
void handle_launch_shm_size(const Statement& statement, Scope& scope) {
  scope.launch->shm_size = checked_word(statement, scope, is_size, "a size such as 8g");
}
void handle_launch_memory(const Statement& statement, Scope& scope) {
  scope.launch->memory = checked_word(statement, scope, is_size, "a size such as 16g");
}
void handle_launch_cpus(const Statement& statement, Scope& scope) {
  scope.launch->cpus = checked_word(statement, scope, is_decimal, "a number such as 2 or 1.5");
}
void handle_launch_restart(const Statement& statement, Scope& scope) {
  scope.launch->restart = checked_word(statement, scope, is_restart, "no, always, unless-stopped or on-failure",
                                       {"always", "unless-stopped", "on-failure"});
}
void handle_launch_ipc(const Statement& statement, Scope& scope) {
  scope.launch->ipc = word_text(statement.first(), scope);
}

void handle_launch_env(const Statement& statement, Scope& scope) {
  for (const Item& item : statement.items) {
    for (const Pair& pair : item.pairs) {
      if (!is_variable_name(pair.name)) {
        scope.report(diag::BadVariable, pair.name_span, pair.name);
      } else if (!pair.has_value) {
        scope.launch->environment.erase(pair.name);
        std::erase(scope.launch->inherited, pair.name);
        scope.launch->inherited.push_back(pair.name);
      } else if (is_secret_name(pair.name) && !pair.value.text.empty()) {
        scope.report(diag::SecretInImage, pair.name_span, pair.name)
            .note("write `env " + pair.name + "` alone: the value is the caller's");
      } else if (const auto value = literal(pair.value, *scope.diagnostics)) {
        if (value->find('\n') != std::string::npos) {
          scope.report(diag::LineFeedInValue, pair.value.span, pair.name);
        } else {
          std::erase(scope.launch->inherited, pair.name);
          scope.launch->environment[pair.name] = *value;
        }
      }
    }
  }
}

void handle_launch_env_file(const Statement& statement, Scope& scope) {
  each_word(statement, scope, [&](std::string text, const Word& word) {
    if (is_missing(text, scope) && !scope.waivers->covers("missing-env-file", text, word.span))
      scope.report(diag::MissingEnvFile, word.span, text).note("it must be there when the container starts");
    scope.launch->environment_files.push_back(std::move(text));
  });
}

void handle_launch_cache(const Statement& statement, Scope& scope) {
  each_word(statement, scope, [&](std::string text, const Word& word) {
    if (std::find(caches.begin(), caches.end(), text) == caches.end()) {
      scope.report(diag::BadWord, word.span, text, "torch, hf, keras or pip")
          .suggest(text, {caches.begin(), caches.end()}, word.span);
    } else {
      scope.launch->caches.push_back(std::move(text));
    }
  });
}

void handle_launch_shell(const Statement&, Scope& scope) { scope.launch->shell = true; }

void handle_launch_cmd(const Statement& statement, Scope& scope) {
  std::vector<std::string> words;
  for (const Word& word : statement.items.front().words) words.push_back(word_text(word, scope));
  scope.launch->command = std::move(words);
  scope.launch->shell = false;
}

void handle_launch_workdir(const Statement& statement, Scope& scope) {
  if (const auto path = absolute_path(statement.first(), scope)) scope.launch->workdir = *path;
}

void handle_launch_writable(const Statement& statement, Scope& scope) {
  bool some = false;
  for (const Item& item : statement.items) {
    for (const Word& word : item.words) {
      some = true;
      if (const auto path = writable_path(word, scope)) scope.launch->tmpfs.push_back(*path);
    }
  }
  if (!some) scope.launch->writable_root = true;
}

void handle_launch_tmpfs(const Statement& statement, Scope& scope) {
  for (const Item& item : statement.items)
    for (const Word& word : item.words)
      if (const auto path = writable_path(word, scope)) scope.launch->tmpfs.push_back(*path);
}

void handle_launch_cap(const Statement& statement, Scope& scope) {
  each_word(statement, scope, [&](std::string text, const Word& word) {
    const bool right = std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'A' && c <= 'Z') || c == '_'; });
    if (right) {
      scope.launch->capabilities.push_back(std::move(text));
    } else {
      scope.report(diag::BadWord, word.span, text, "a capability such as NET_BIND_SERVICE");
    }
  });
}

void handle_launch_ulimit(const Statement& statement, Scope& scope) {
  each_word(statement, scope, [&](std::string text, const Word& word) {
    if (text.find('=') == std::string::npos) {
      scope.report(diag::BadWord, word.span, text, "a limit such as memlock=-1");
    } else {
      scope.launch->ulimits.push_back(std::move(text));
    }
  });
}

void handle_launch_docker(const Statement& statement, Scope& scope) {
  each_word(statement, scope, [&](std::string text, const Word& word) {
    if (text.starts_with('-')) {
      scope.launch->docker_flags.push_back(std::move(text));
    } else {
      scope.report(diag::BadWord, word.span, text,
                   "a flag of `docker run`, in one word such as \"--sysctl=net.core.somaxconn=1024\"");
    }
  });
}

}  // namespace boxwright::resolve
