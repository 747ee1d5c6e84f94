// What follows from all statements of a stage together.
#include <fmt/core.h>

#include <algorithm>

#include "compiler/resolve/scope.hpp"
#include "compiler/resolve/values.hpp"

namespace boxwright::resolve {

namespace {

bool installs(const spec::Stage& stage, std::string_view package) {
  return std::any_of(stage.statements.begin(), stage.statements.end(), [&](const spec::Statement& statement) {
    const auto* apt = std::get_if<spec::Apt>(&statement.fact);
    return apt != nullptr && !apt->remove &&
           std::any_of(apt->packages.begin(), apt->packages.end(), [&](const spec::Package& p) { return p.name == package; });
  });
}

/// The seconds of a duration, at least one; the program that asks gives up just before the engine does.
std::string seconds_of(std::string_view duration) {
  std::size_t digits = 0;
  while (digits < duration.size() && duration[digits] >= '0' && duration[digits] <= '9') ++digits;
  return duration.substr(digits) == "s" && digits > 0 ? std::string(duration.substr(0, digits)) : "10";
}

/// What asks an URL in this image: its Python, node, curl or wget.
std::vector<Text> ask(const spec::Stage& stage, const std::string& url, const std::string& timeout) {
  const std::string seconds = seconds_of(timeout);
  if (stage.base.python)
    return {stage.base.python->command, "-c", fmt::format("import urllib.request; urllib.request.urlopen({}, timeout={})", "'" + url + "'", seconds)};
  if (stage.base.has_tool("node"))
    return {"node", "-e", fmt::format("require('http').get('{}', r => process.exit(r.statusCode < 400 ? 0 : 1)).on('error', () => process.exit(1))", url)};
  if (installs(stage, "curl") || stage.base.has_tool("curl")) return {"curl", "--fail", "--silent", "--max-time", seconds, "--output", "/dev/null", url};
  if (installs(stage, "wget") || stage.base.has_tool("wget") || stage.base.has_tool("busybox")) return {"wget", "-q", "-T", seconds, "-O", "/dev/null", url};
  return {};
}

void finish_healthcheck(Scope& scope) {
  auto& health = scope.stage->healthcheck;
  if (!health || health->none || health->command.size() != 1) return;
  health->command = ask(*scope.stage, health->command.front().display(), health->timeout);
  if (health->command.empty()) {
    const auto place = scope.written.find(keywords::Id::healthcheck);
    scope.report(diag::NoHealthTool, place == scope.written.end() ? scope.stage->span : place->second)
        .note("write the command that asks: `healthcheck: command`");
  }
}

}  // namespace

void finish_stage(Scope& scope) {
  finish_healthcheck(scope);
  if (scope.image == nullptr) return;
  const spec::Stage& stage = *scope.stage;
  const bool root = stage.user.base ? stage.user.uid == 0 && stage.base.known : stage.user.uid == 0;
  const Span user = stage.user.written ? stage.user.span : scope.image->span;
  if (root && !stage.from.name.empty() && !scope.waivers->covers("root-user", "", user))
    scope.report(diag::RootUser, user).note("without a `user` statement the container runs as `app`, who is nobody; where root is needed, write `allow root-user \"why\"`");
  if (!stage.ports.empty() && !stage.healthcheck && !scope.waivers->covers("missing-healthcheck", "", scope.image->span)) {
    const auto place = scope.written.find(keywords::Id::expose);
    scope.report(diag::MissingHealthcheck, place == scope.written.end() ? scope.image->span : place->second)
        .note(fmt::format("write `healthcheck http://localhost:{}/…`, or `healthcheck none`", stage.ports.front().substr(0, stage.ports.front().find('/'))));
  }
}

}  // namespace boxwright::resolve
