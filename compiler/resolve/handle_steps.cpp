// Steps of the user's own.
#include <fmt/core.h>

#include "compiler/base/path_text.hpp"
#include "compiler/resolve/scope.hpp"
#include "compiler/resolve/values.hpp"

namespace boxwright::resolve {

namespace {

/// The command of `run` and `check`, with built-ins replaced.
std::optional<spec::Run> read_command(const Statement& statement, const Scope& scope) {
  if (scope.stage->base.sh.empty() && !scope.stage->from.name.empty()) {
    scope.report(diag::NoShell, statement.name_span, statement.name())
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
  const bool yaml_block = run.text == "|" || run.text == ">" || run.text == "|-";
  if (run.text.find_first_not_of(" \t\n") == std::string::npos || yaml_block) {
    scope
        .report(diag::BodyMissing, statement.name_span, statement.name(),
                "a command behind a colon, or lines between fences")
        .note(fmt::format("for example `{}`", statement.keyword->example));
    return std::nullopt;
  }
  return run;
}

std::vector<std::string> effect_paths(const Statement& statement, std::string_view option, const Scope& scope) {
  std::vector<std::string> result;
  for (const Word& word : statement.options.list(option))
    if (const auto path = absolute_path(word, scope)) result.push_back(*path);
  return result;
}

}  // namespace

void handle_run(const Statement& statement, Scope& scope) {
  auto run = read_command(statement, scope);
  if (!run) return;
  const Options& options = statement.options;
  if (options.has("in"))
    if (const auto path = destination(options.at("in"), scope)) run->directory = without_last_slash(*path);
  if (options.has("network")) {
    if (options.text("network") != "none")
      scope.report(diag::WrongOption, options.at("network").span, "network", options.text("network"),
                   "none; without it a step has the build's network");
    run->no_network = true;
  }
  for (const Word& word : options.list("env")) {
    const std::string text = word.display();
    const std::size_t equals = text.find('=');
    run->variables.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  run->often = options.has("volatile");
  run->rarely = options.has("stable");
  if (run->often && run->rarely)
    scope.report(diag::OptionNotTaken, options.at("stable").span, "stable", "a step that is `volatile`");
  run->narrowed = options.has("reads") || options.has("writes");
  run->reads = effect_paths(statement, "reads", scope);
  run->writes = effect_paths(statement, "writes", scope);
  scope.stage->statements.push_back({std::move(*run), statement.span});
}

void handle_check(const Statement& statement, Scope& scope) {
  auto run = read_command(statement, scope);
  if (!run) return;
  run->no_network = true;
  scope.stage->checks.push_back({std::move(*run), statement.span});
}

}  // namespace boxwright::resolve
