// What follows from all statements of a stage together.
#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "compiler/base/path_text.hpp"
#include "compiler/resolve/requirement.hpp"
#include "compiler/resolve/scope.hpp"
#include "compiler/resolve/shell_share.hpp"
#include "compiler/resolve/tools.hpp"
#include "compiler/resolve/values.hpp"

namespace boxwright::resolve {

namespace {

bool installs(const spec::Stage& stage, std::string_view package) {
  return std::any_of(stage.statements.begin(), stage.statements.end(), [&](const spec::Statement& statement) {
    const auto* apt = std::get_if<spec::Apt>(&statement.fact);
    return apt != nullptr && !apt->remove &&
           std::any_of(apt->packages.begin(), apt->packages.end(),
                       [&](const spec::Package& p) { return p.name == package; });
  });
}

/// The seconds of a duration, at least one; the program that asks gives up just before the engine does.
std::string seconds_of(std::string_view duration) {
  const std::string_view number = duration.substr(0, duration.size() - (duration.empty() ? 0 : 1));
  return duration.ends_with('s') && is_number(number) ? std::string(number) : "10";
}

/// What asks an URL in this image: its Python, node, curl or wget.
std::vector<Text> ask(const spec::Stage& stage, const std::string& url, const std::string& timeout) {
  const std::string seconds = seconds_of(timeout);
  if (stage.python)
    return {stage.python->command, "-c",
            fmt::format("import urllib.request; urllib.request.urlopen({}, timeout={})", "'" + url + "'", seconds)};
  if (stage.base.has_tool("node")) {
    return {"node", "-e",
            fmt::format("require('http').get('{}', r => process.exit(r.statusCode < 400 ? 0 : 1)).on('error', () => "
                        "process.exit(1))",
                        url)};
  }
  if (installs(stage, "curl") || stage.base.has_tool("curl"))
    return {"curl", "--fail", "--silent", "--max-time", seconds, "--output", "/dev/null", url};
  if (installs(stage, "wget") || stage.base.has_tool("wget") || stage.base.has_tool("busybox"))
    return {"wget", "-q", "-T", seconds, "-O", "/dev/null", url};
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

/// The same package in two versions: whichever came last would win, so that the spec's order would decide it.
void check_versions(const Scope& scope) {
  std::map<std::string, std::pair<std::string, Span>> seen;
  const auto check = [&](const std::string& key, const std::string& name, const std::string& version, Span span) {
    if (version.empty()) return;
    const auto [first, is_new] = seen.emplace(key, std::pair(version, span));
    if (is_new || first->second.first == version) return;
    scope.report(diag::ConflictingVersions, span, name)
        .label(first->second.second, fmt::format("`{}` here", first->second.first))
        .note("keep one of them; `pip(override)` is for a requirement that must win over others");
  };
  for (const spec::Statement& statement : scope.stage->statements) {
    if (const auto* apt = std::get_if<spec::Apt>(&statement.fact); apt != nullptr && !apt->remove)
      for (const spec::Package& package : apt->packages)
        check(statement_of(apt->manager) + "/" + package.name, package.name, package.version, package.span);
    if (const auto* pip = std::get_if<spec::Pip>(&statement.fact);
        pip != nullptr && !pip->remove && !pip->override_versions) {
      for (const std::string& text : pip->requirements) {
        if (const auto requirement = parse_requirement(text); requirement && text.find(';') == std::string::npos)
          check("pip/" + pip->python.command + "/" + requirement->name, requirement->name, requirement->version,
                statement.span);
      }
    }
  }
}

using Values = std::map<std::string, const spec::Variable*>;

/// Takes out what needs nothing, then what needs only that, until only what is on a circle or needs it is left.
void take_out_acyclic(Values& values) {
  std::map<std::string, std::set<std::string>> needs, users;
  std::vector<std::string> ready;
  for (const auto& [name, variable] : values) {
    for (const std::string& used : variable->value->variables())
      if (used != name && values.contains(used) && needs[name].insert(used).second) users[used].insert(name);
    if (needs[name].empty()) ready.push_back(name);
  }
  while (!ready.empty()) {
    const std::string name = std::move(ready.back());
    ready.pop_back();
    values.erase(name);
    for (const std::string& user : users[name])
      if (needs[user].erase(name) > 0 && needs[user].empty()) ready.push_back(user);
  }
}

/// `A=${B} B=${A}`: whichever came first would name what is not there yet.
void check_cycles(const Scope& scope) {
  Values values;
  for (const spec::Variable& variable : scope.stage->variables)
    if (variable.value && variable.kind != spec::Variable::Kind::argument) values[variable.name] = &variable;
  take_out_acyclic(values);
  for (const auto& [name, first] : values) {
    std::set<std::string> seen;
    std::vector<std::string> waiting;
    for (const std::string& used : first->value->variables())
      if (used != name) waiting.push_back(used);
    while (!waiting.empty()) {
      const std::string used = waiting.back();
      waiting.pop_back();
      if (used == name) {
        scope.report(diag::VariableCycle, first->span, name).note("write one of the values out");
        break;
      }
      const auto next = values.find(used);
      if (next == values.end() || !seen.insert(used).second) continue;
      for (const std::string& more : next->second->value->variables()) waiting.push_back(more);
    }
  }
}

/// npm comes with the base or with a package of it.
void check_npm(const Scope& scope) {
  if (scope.stage->base.has_tool("npm") || installs(*scope.stage, "npm") || !scope.stage->base.known) return;
  for (const spec::Statement& statement : scope.stage->statements) {
    if (!std::holds_alternative<spec::Npm>(statement.fact)) continue;
    auto entry = scope.report(diag::NoTool, statement.span, "npm", "npm");
    if (scope.stage->base.packages == "apt") entry.note("write `apt nodejs npm` beside it");
    entry.note("take a base that has it, such as `from node:22-bookworm-slim`");
    return;
  }
}

/// What the compiler needs for a statement in a stage of its own: packages that the base lacks. `needs_shell` where
/// that stage runs commands at all.
struct Tools {
  std::vector<std::string> packages;
  bool needs_shell = false;
  bool cannot_strip = false;  ///< unzip keeps every folder
};

/// Certificates, for apt to ask an archive by https.
std::vector<std::string> certificate_packages(const spec::AptRepository& repository, const BaseFacts& base) {
  const bool needed = repository.url.starts_with("https:") && !base.has_tool("ca-certificates");
  return needed ? std::vector<std::string>{"ca-certificates"} : std::vector<std::string>{};
}

Tools tools_for(const spec::Fact& fact, const BaseFacts& base, Dialect dialect) {
  Tools result;
  const auto add = [&](const std::vector<std::string>& packages) {
    result.needs_shell = true;
    result.packages.insert(result.packages.end(), packages.begin(), packages.end());
  };
  if (const auto* git = std::get_if<spec::Git>(&fact)) {
    if (dialect == Dialect::portable || git->lfs || !git->submodules || git->depth) add(clone_packages(base, git->lfs));
    if (!git->remove.empty()) add({});
    for (const Unpacking& unpacking : git->unpack) add(unpack_packages(unpacking.archive, base));
  } else if (const auto* model = std::get_if<spec::Fetch>(&fact); model != nullptr && model->url.starts_with("hf://")) {
    add(model_packages(base));
  } else if (const auto* fetch = std::get_if<spec::Fetch>(&fact)) {
    const bool by_engine =
        dialect == Dialect::buildkit && !fetch->secret && (!fetch->checksum || fetch->checksum->algorithm == "sha256");
    if (!by_engine) add(download_packages(base, fetch->secret.has_value()));
    if (fetch->unpack) add(unpack_packages(url_file_name(fetch->url), base));
    result.cannot_strip = fetch->unpack && fetch->strip > 0 && is_zip(url_file_name(fetch->url)) && !base.python;
  } else if (const auto* copy = std::get_if<spec::Copy>(&fact); copy != nullptr && copy->unpack) {
    add(unpack_packages(copy->entries.front().path, base));
  } else if (const auto* python = std::get_if<spec::Python>(&fact)) {
    if (!python->release.empty()) add(pip_packages(base));
  } else if (std::holds_alternative<spec::WriteFile>(fact)) {
    add({});
  } else if (const auto* repository = std::get_if<spec::AptRepository>(&fact)) {
    add(certificate_packages(*repository, base));
    if (repository->key.find("://") != std::string::npos && dialect == Dialect::portable)
      add(download_packages(base, false));
  } else if (std::holds_alternative<spec::Deb>(fact) && dialect == Dialect::portable) {
    add(download_packages(base, false));
  }
  return result;
}

/// The package of the base's manager that a statement works with in the image itself; empty where it needs none.
std::string package_for(const spec::Fact& fact, const BaseFacts& base) {
  const bool apt = base.packages == "apt";
  if (const auto* patch = std::get_if<spec::Patch>(&fact)) {
    const bool applies = std::any_of(patch->edits.begin(), patch->edits.end(),
                                     [](const Edit& edit) { return edit.kind == Edit::Kind::apply; });
    return applies && !base.has_tool("patch") ? "patch" : "";
  }
  if (const auto* locale = std::get_if<spec::Locale>(&fact))
    return apt ? "locales" : "glibc-langpack-" + locale->name.substr(0, locale->name.find('_'));
  return std::holds_alternative<spec::Timezone>(fact) ? "tzdata" : "";
}

/// Installs what statements work with and the spec does not install itself; it stays in the image.
void add_packages(Scope& scope) {
  spec::Stage& stage = *scope.stage;
  const std::string manager = stage.base.packages;
  const std::string& name = statement_of(manager);
  for (std::size_t i = 0; i < stage.statements.size(); ++i) {
    const std::string package = package_for(stage.statements[i].fact, stage.base);
    if (package.empty() || installs(stage, package)) continue;
    const Span span = stage.statements[i].span;
    if (manager.empty() || manager == "none") {
      scope.report(diag::CannotPatch, span, std::get<spec::Patch>(stage.statements[i].fact).path,
                   "`apply` needs the program `patch`, and the base has neither it nor a package manager");
      continue;
    }
    spec::Apt install;
    install.manager = manager;
    install.packages.push_back({package, "", span});
    const std::string subject = fmt::format("{}/{}", name, package);
    if (scope.is_unpinned(subject, span))
      scope.report(diag::UnpinnedPackages, span, fmt::format("`{}`, which this needs", subject))
          .note(fmt::format("write `{} {}=VERSION`, or waive it: `allow unpinned {} \"why\"`", name, package, subject));
    stage.statements.insert(stage.statements.begin() + static_cast<std::ptrdiff_t>(i++), {std::move(install), span});
  }
}

/// Does its stage name authorities, or the policy for all? The engine knows nothing of them, so that steps download
/// where there is a shell.
bool names_authorities(const Scope& scope) {
  return !scope.stage->base.sh.empty() &&
         (!scope.stage->certificates.files.empty() || !scope.spec->certificates.files.empty());
}

/// The public authorities, which stand beside those that the spec names.
void check_authorities(const Scope& scope) {
  const BaseFacts& base = scope.stage->base;
  if (!names_authorities(scope) || base.packages != "apt" || base.has_tool("ca-certificates")) return;
  const auto place = scope.written.find(keywords::Id::certificates);
  const Span span = place == scope.written.end() ? scope.stage->span : place->second;
  if (!scope.is_unpinned("apt/ca-certificates", span)) return;
  scope.report(diag::UnpinnedTools, span, "`apt/ca-certificates`", "a stage of its own")
      .note("take a base that has it, or waive it: `allow unpinned apt/* \"why\"`");
}

void check_tools(const Scope& scope) {
  const BaseFacts& base = scope.stage->base;
  const Dialect other = scope.spec->dialect == Dialect::buildkit ? Dialect::portable : Dialect::buildkit;
  if (base.sh.empty() && !scope.stage->writable.empty()) {
    const auto place = scope.written.find(keywords::Id::writable);
    scope.report(diag::NoShell, place == scope.written.end() ? scope.stage->span : place->second, "`writable`")
        .note("a path can be made writable when the container starts: `launch { tmpfs /path }`");
  }
  for (const spec::Statement& statement : scope.stage->statements) {
    const Tools tools =
        tools_for(statement.fact, base, names_authorities(scope) ? Dialect::portable : scope.spec->dialect);
    // A waiver that only the other dialect needs is no idle one.
    for (const std::string& package : tools_for(statement.fact, base, other).packages)
      scope.waivers->covers("unpinned", base.packages + "/" + package, statement.span, base.packages);
    if (tools.needs_shell && base.sh.empty()) {
      scope.report(diag::NoShell, statement.span, "this")
          .note("do it in a stage with a shell, and `copy(from=…)` what it makes");
      continue;
    }
    const std::string& manager = base.packages;
    if (tools.cannot_strip)
      scope.report(diag::CannotUnpack, statement.span, "the zip", "`strip=` needs a base with Python");
    std::vector<std::string> unpinned;
    for (const std::string& package : tools.packages) {
      if (const std::string subject = fmt::format("{}/{}", manager, package);
          scope.is_unpinned(subject, statement.span))
        unpinned.push_back("`" + subject + "`");
    }
    if (unpinned.empty()) continue;
    const bool in_place = scope.image != nullptr && !scope.image->profile.empty();
    scope
        .report(diag::UnpinnedTools, statement.span, fmt::format("{}", fmt::join(unpinned, ", ")),
                in_place ? "the image" : "a stage of its own")
        .note(fmt::format("take a base that has it, or waive it: `allow unpinned {}/* \"why\"`", manager));
  }
}

}  // namespace

void finish_stage(Scope& scope) {
  check_npm(scope);
  finish_healthcheck(scope);
  check_versions(scope);
  check_cycles(scope);
  find_manifests(scope);
  add_packages(scope);
  if (!scope.stage->from.name.empty()) check_tools(scope);
  scope.stage->shell_share = shell_share(*scope.stage, *scope.environment->sources);
  if (!scope.stage->from.name.empty()) check_authorities(scope);
  if (scope.image == nullptr) return;
  check_labels(scope);
  check_profile(scope);
  const spec::Stage& stage = *scope.stage;
  const bool root = stage.user.base ? stage.user.uid == 0 && stage.base.known : stage.user.uid == 0;
  const Span user = stage.user.written ? stage.user.span : scope.image->span;
  if (root && !stage.from.name.empty() && !scope.waivers->covers("root-user", "", user)) {
    scope.report(diag::RootUser, user)
        .note(
            "without a `user` statement the container runs as `app`, who is nobody; where root is needed, write `allow "
            "root-user \"why\"`");
  }
  if (!stage.ports.empty() && !stage.healthcheck && !stage.inherits_healthcheck &&
      !scope.waivers->covers("missing-healthcheck", "", scope.image->span)) {
    const auto place = scope.written.find(keywords::Id::expose);
    scope.report(diag::MissingHealthcheck, place == scope.written.end() ? scope.image->span : place->second)
        .note(fmt::format("write `healthcheck http://localhost:{}/…`, or `healthcheck none`",
                          stage.ports.front().substr(0, stage.ports.front().find('/'))));
  }
}

}  // namespace boxwright::resolve
