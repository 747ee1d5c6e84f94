#include "compiler/lower/system_steps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "compiler/base/path_text.hpp"
#include "compiler/ir/cost.hpp"
#include "compiler/lower/lower_stage.hpp"

namespace boxwright::lower {

namespace {

constexpr const char* certificates = "/etc/ssl/certs";

bool is_url(const std::string& text) { return text.find("://") != std::string::npos; }

/// apt tells the two kinds of keys apart by the file's ending.
std::string key_path(const spec::AptRepository& repository) {
  const std::string name = is_url(repository.key) ? url_file_name(repository.key) : repository.key;
  const bool binary = name.ends_with(".gpg") || name.ends_with(".pgp");
  return fmt::format("/etc/apt/keyrings/{}.{}", repository.name, binary ? "gpg" : "asc");
}

/// The archive in the deb822 format of sources.list(5).
std::string source_text(const spec::AptRepository& repository) {
  std::string text =
      fmt::format("Types: deb\nURIs: {}\nSuites: {}\n", repository.url, fmt::join(repository.suites, " "));
  if (!repository.components.empty()) text += fmt::format("Components: {}\n", fmt::join(repository.components, " "));
  return text + fmt::format("Signed-By: {}\n", key_path(repository));
}

}  // namespace

std::vector<ir::Step> SystemSteps::repository(const spec::AptRepository& repository) const {
  std::vector<ir::Step> result;
  if (is_url(repository.key)) {
    ir::Download key;
    key.url = repository.key;
    key.checksum = repository.checksum;
    key.destination = key_path(repository);
    key.mode = "0644";
    result.push_back(ir::make_step(std::move(key), origin_));
    // It comes before every install, and so not by what one brings.
    std::erase_if(result.back().effects.reads,
                  [](const ir::Resource& read) { return read.kind == ir::Resource::Kind::system_packages; });
  } else {
    ir::Copy key;
    key.sources = {repository.key};
    key.destination = key_path(repository);
    key.mode = "0644";
    result.push_back(ir::make_step(std::move(key), origin_));
  }
  // What asks by https waits for the certificates that the system's own archive brings.
  const auto wait = [&](ir::Step step) {
    step.effects.reads.push_back({ir::Resource::Kind::path, certificates, true});
    result.push_back(std::move(step));
  };
  if (repository.replace) {
    const std::vector<std::string> own{"/etc/apt/sources.list", "/etc/apt/sources.list.d/debian.sources",
                                       "/etc/apt/sources.list.d/ubuntu.sources"};
    ir::Command remove{{"rm", "-f"}, {}};
    for (const std::string& path : own) remove.words.emplace_back(path);
    wait(command_step({std::move(remove)}, "without the system's own archive", own));
  }
  ir::WriteFile source;
  source.path = fmt::format("/etc/apt/sources.list.d/{}.sources", repository.name);
  source.content = source_text(repository);
  wait(ir::make_step(std::move(source), origin_));
  return result;
}

std::optional<ir::Step> SystemSteps::locale(const spec::Locale& locale) const {
  if (base_.packages != "apt") return std::nullopt;
  const std::string name = locale.name.substr(0, locale.name.rfind('.'));
  return command_step({{{"localedef", "-i", name, "-f", "UTF-8", locale.name}, {}}}, "locale " + locale.name,
                      {"/usr/lib/locale"});
}

ir::Step SystemSteps::timezone(const spec::Timezone& timezone) const {
  const std::string zone = "/usr/share/zoneinfo/" + timezone.name;
  std::vector<ir::Command> commands;
  // Its package is there, without its files.
  if (base_.packages == "microdnf") commands.push_back({{"microdnf", "reinstall", "-y", "tzdata"}, {}});
  commands.push_back({{"ls", "-d", zone}, Text("/dev/null")});
  commands.push_back({{"ln", "-sfn", zone, "/etc/localtime"}, {}});
  if (base_.packages == "apt") commands.push_back({{"printf", "%s\\n", timezone.name}, Text("/etc/timezone")});
  if (base_.packages == "microdnf") commands.push_back({{"microdnf", "clean", "all"}, {}});
  return command_step(std::move(commands), "timezone " + timezone.name, {"/etc/localtime", "/etc/timezone"});
}

ir::Step SystemSteps::command_step(std::vector<ir::Command> commands, std::string what,
                                   std::vector<std::string> written) const {
  ir::Run run;
  for (ir::Command& command : commands) run.commands.emplace_back(std::move(command));
  run.pace = ir::Run::Pace::rarely;
  run.joins = "files";
  ir::Step step = ir::make_step(std::move(run), origin_);
  step.effects.reads = {{ir::Resource::Kind::system_packages}};
  if (base_.packages == "microdnf") step.effects.reads.push_back({ir::Resource::Kind::network});
  for (std::string& path : written) step.effects.writes.push_back({ir::Resource::Kind::path, std::move(path), true});
  step.account = ir::Account{std::move(what), ir::Volatility::pinned_package, ir::cost(step), false};
  return step;
}

std::optional<ir::Step> certificates_of(const spec::Stage& stage) {
  const auto first =
      std::find_if(stage.statements.begin(), stage.statements.end(), [](const spec::Statement& statement) {
        const auto* repository = std::get_if<spec::AptRepository>(&statement.fact);
        return repository != nullptr && repository->url.starts_with("https:");
      });
  if (first == stage.statements.end() || stage.base.has_tool("ca-certificates")) return std::nullopt;
  ir::InstallPackages install;
  install.packages = {{"ca-certificates", "", first->span}};
  install.trusts = true;
  return ir::make_step(std::move(install), origin(first->span));
}

}  // namespace boxwright::lower
