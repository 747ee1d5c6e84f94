// Steps of the user's own.
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "compiler/base/path_text.hpp"
#include "compiler/resolve/mends.hpp"
#include "compiler/resolve/scope.hpp"
#include "compiler/resolve/values.hpp"

namespace boxwright::resolve {

std::optional<spec::Run> read_command(const Statement& statement, const Scope& scope) {
  if (scope.stage->base.sh.empty() && !scope.stage->from.name.empty()) {
    scope.report(diag::NoShell, statement.name_span, "`" + statement.name() + "`")
        .note("run it in a stage with a shell and `copy(from=…)` what it makes");
    return std::nullopt;
  }
  spec::Run run;
  if (const ast::Raw* raw = statement.row->raw()) {
    if (const std::size_t here = raw->text.find("<<");
        here != std::string::npos && raw->text.substr(here, 3) != "<<<" && raw->text.find("$((") == std::string::npos) {
      scope.report(diag::HereDocumentInRaw, raw->span, statement.name());
      return std::nullopt;
    }
    run.text = evaluate_shell(raw->text, raw->span, scope.names, *scope.diagnostics);
  } else if (const ast::Fence* fence = statement.row->fence()) {
    run.text = evaluate_shell(fence->text, fence->span, scope.names, *scope.diagnostics);
    run.several_lines = true;
  }
  const bool opens_lines = run.text == "|" || run.text == ">" || run.text == "|-" || run.text == "'''";
  if (run.text.find_first_not_of(" \t\n") == std::string::npos || opens_lines) {
    scope
        .report(diag::BodyMissing, statement.name_span, statement.name(),
                "a command behind a colon, or lines between fences")
        .note(opens_lines ? fmt::format(R"(several lines stand below `{} """`, up to a `"""` on a line of its own)",
                                        spelled_head(*statement.row))
                          : fmt::format("for example `{}`", statement.keyword->example));
    return std::nullopt;
  }
  return run;
}

std::uint64_t least_bytes(const Word& word, const Scope& scope) {
  const auto bytes = bytes_of_size(word.display());
  if (bytes && *bytes > 0) return *bytes;
  scope.report(diag::WrongOption, word.span, "min-size", word.display(), "a size such as 500M or 1G");
  return 1;
}

namespace {

std::vector<std::string> effect_paths(const Statement& statement, std::string_view option, const Scope& scope) {
  std::vector<std::string> result;
  for (const Word& word : statement.options.list(option))
    if (const auto path = absolute_path(word, scope)) result.push_back(*path);
  return result;
}

/// `NAME=value` of an option, whose form is checked; the value may name what the stage declares.
std::pair<std::string, Text> assignment(const Word& word) {
  std::pair<std::string, Text> result;
  bool in_value = false;
  for (const Text::Part& part : word.text.parts()) {
    const std::size_t equals = in_value || part.variable ? std::string::npos : part.text.find('=');
    if (part.variable) {
      result.second.append_variable(part.text);
    } else if (equals == std::string::npos) {
      in_value ? result.second.append(part.text) : void(result.first += part.text);
    } else {
      result.first += part.text.substr(0, equals);
      result.second.append(part.text.substr(equals + 1));
      in_value = true;
    }
  }
  return result;
}

/// `secret=`, `secret-env=` and `ssh`: what the step is given for its time only.
void read_secrets(const Statement& statement, spec::Run& run, Scope& scope) {
  run.secrets = use_secrets(statement.options, scope);
  for (const Word& word : statement.options.list("secret-env")) {
    const std::string text = word.display();
    const std::size_t equals = text.find('=');
    Word name = word;
    name.text = Text(text.substr(equals + 1));
    const std::string variable = text.substr(0, equals);
    const auto is_it = [&](const auto& known) { return known.first == variable; };
    if (std::any_of(run.secret_variables.begin(), run.secret_variables.end(), is_it) ||
        std::any_of(run.variables.begin(), run.variables.end(), is_it)) {
      scope.report(diag::TwoValues, word.span, variable);
    } else if (auto secret = use_secret(name, scope)) {
      run.secret_variables.emplace_back(variable, std::move(*secret));
    }
  }
  run.ssh = statement.options.has("ssh");
  scope.stage->ssh = scope.stage->ssh || run.ssh;
  if (run.no_network) refuse_options(statement.options, {"ssh"}, "a step without a network", scope);
}

/// Folders that stay from one build to the next.
std::vector<std::string> cached_folders(const Statement& statement, const Scope& scope) {
  std::vector<std::string> result;
  for (const Word& word : statement.options.list("cache")) {
    const auto path = absolute_path(word, scope);
    if (!path || !check_control_characters(word, *scope.diagnostics)) continue;
    if (*path == "/" || path->find_first_of(",\"$ ") != std::string::npos) {
      scope.report(diag::BadWord, word.span, *path,
                   "a folder such as /root/.cache, without blanks, commas, quotes and dollar signs");
    } else {
      result.push_back(*path);
    }
  }
  std::sort(result.begin(), result.end());
  result.erase(std::unique(result.begin(), result.end()), result.end());
  return result;
}

/// Who runs a step, in numbers: those of the image's user, an account of the base, or numbers as they are. Root is
/// nobody else and gives nothing.
std::string step_user(const Word& word, const Scope& scope) {
  const std::string name = word.display();
  const auto numbers = [](std::uint32_t uid, std::uint32_t gid) {
    return uid == 0 ? std::string() : fmt::format("{}:{}", uid, gid);
  };
  if (name == "root") return "";
  const spec::User& user = scope.stage->user;
  if (name == user.name) return numbers(user.uid, user.gid);
  for (const BaseFacts::User& account : scope.stage->base.accounts)
    if (name == account.name) return numbers(account.uid, account.gid);
  if (is_number(name)) return name == "0" ? "" : name + ":" + name;
  scope.report(diag::WrongOption, word.span, "user", name,
               fmt::format("an account that is there: `{}`, one of the base's, or a number", user.name));
  return "";
}

spec::Run::Place named_place(const Word& word, const Scope& scope) {
  constexpr std::array<std::pair<std::string_view, spec::Run::Place>, 3> places{
      {{"before-install", spec::Run::Place::before_install},
       {"after-install", spec::Run::Place::after_install},
       {"after-copy", spec::Run::Place::after_copy}}};
  for (const auto& [name, place] : places)
    if (word.display() == name) return place;
  scope.report(diag::WrongOption, word.span, "at", word.display(), "before-install, after-install or after-copy")
      .suggest(word.display(), {"before-install", "after-install", "after-copy"}, word.span);
  return spec::Run::Place::written;
}

}  // namespace

void handle_run(const Statement& statement, Scope& scope) {
  auto run = read_command(statement, scope);
  if (!run) return;
  const Options& options = statement.options;
  if (options.has("in"))
    if (const auto path = destination(options.at("in"), scope)) run->directory = without_last_slash(*path);
  if (options.has("network")) {
    if (options.text("network") != "none") {
      scope
          .report(diag::WrongOption, options.at("network").span, "network", options.text("network"),
                  "none; without it a step has the build's network")
          .suggest(options.text("network"), {"none"}, options.at("network").span);
    }
    run->no_network = true;
  }
  for (const Word& word : options.list("env")) run->variables.push_back(assignment(word));
  read_secrets(statement, *run, scope);
  run->caches = cached_folders(statement, scope);
  if (options.has("user")) run->user = step_user(options.at("user"), scope);
  if (options.has("at")) run->place = named_place(options.at("at"), scope);
  run->often = options.has("volatile");
  run->rarely = options.has("stable");
  if (run->often && run->rarely)
    scope.report(diag::OptionNotTaken, options.at("stable").span, "stable", "a step that is `volatile`");
  run->narrowed = options.has("reads") || options.has("writes");
  run->reads = effect_paths(statement, "reads", scope);
  run->writes = effect_paths(statement, "writes", scope);
  scope.stage->statements.push_back({std::move(*run), statement.span});
}

void handle_weights_command(const Statement& statement, Scope& scope) {
  auto run = read_command(statement, scope);
  if (!run) return;
  const Options& options = statement.options;
  refuse_options(options, {"sha256", "sha512", "md5", "unpack", "strip", "mode", "include", "exclude", "rev", "mount"},
                 "weights that a command makes", scope);
  const Item& item = statement.items.front();
  if (!item.words.empty())
    scope.report(diag::TooManyArguments, item.words.front().span, "weights", std::size_t{0})
        .note("with a command, only the path that it makes is named: `weights -> /models: command`");
  if (item.targets.empty()) {
    scope.report(diag::ArrowMissing, statement.span, "weights")
        .note("name what the command makes: `weights(min-size=1G) -> /models: command`");
    return;
  }
  const auto path = destination(item.targets.front(), scope);
  if (!path) return;
  run->weights = without_last_slash(*path);
  if (run->weights == "/") scope.report(diag::SystemPath, item.targets.front().span, "/", "made by a command");
  if (options.has("min-size")) run->least_bytes = least_bytes(options.at("min-size"), scope);
  run->secrets = use_secrets(options, scope);
  scope.stage->statements.push_back({std::move(*run), statement.span});
}

void handle_check(const Statement& statement, Scope& scope) {
  auto run = read_command(statement, scope);
  if (!run) return;
  run->no_network = true;
  scope.stage->checks.push_back({std::move(*run), statement.span});
}

}  // namespace boxwright::resolve
