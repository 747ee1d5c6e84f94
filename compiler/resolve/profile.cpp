// Profiles that an image can be held to. `mhub`: what MHub's own check of a contribution accepts, which reads the
// Dockerfile line by line (github.com/MHubAI/models, .github/scripts/mhub_check.py).
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <nlohmann/json.hpp>

#include "compiler/base/edit_distance.hpp"
#include "compiler/resolve/scope.hpp"

namespace boxwright::resolve {

namespace {

constexpr std::array<std::string_view, 1> profiles{"mhub"};
constexpr std::string_view mhub_base = "mhubai/base:latest";
constexpr const char* mhub = "MHub";

bool is_model_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::islower(c) != 0 || std::isdigit(c) != 0 || c == '_';
  });
}

std::vector<std::string> texts(const std::optional<std::vector<Text>>& words) {
  std::vector<std::string> result;
  if (words)
    for (const Text& word : *words) result.push_back(word.display());
  return result;
}

Span place_of(keywords::Id id, const Scope& scope) {
  const auto written = scope.written.find(id);
  return written == scope.written.end() ? scope.image->span : written->second;
}

/// What of a statement needs an instruction that the check forbids; empty where nothing does.
std::string forbidden(const spec::Fact& fact) {
  if (const auto* copy = std::get_if<spec::Copy>(&fact))
    return copy->from == spec::Copy::From::context
               ? "a file of the build context: it builds each Dockerfile without one"
               : "`COPY`, which a copy from another stage or image needs";
  if (const auto* apt = std::get_if<spec::Apt>(&fact); apt != nullptr && apt->build)
    return "a second stage, which `apt(build)` needs";
  if (const auto* git = std::get_if<spec::Git>(&fact); git != nullptr && git->revision.empty())
    return fmt::format("`{}` at {}: it asks for a commit", git->url,
                       git->tag.empty() ? "its default branch" : "the tag " + git->tag);
  return "";
}

void check_statements(const Scope& scope) {
  for (const spec::Statement& statement : scope.stage->statements) {
    const std::string what = forbidden(statement.fact);
    if (what.empty()) continue;
    auto entry = scope.report(diag::NotConforming, statement.span, mhub, what);
    if (std::holds_alternative<spec::Git>(statement.fact)) {
      entry.note("write `git(rev=…)` with all 40 digits of the commit");
    } else if (const auto* copy = std::get_if<spec::Copy>(&statement.fact);
               copy != nullptr && copy->from == spec::Copy::From::context) {
      entry.note(
          "what lies in the model's folder comes with its import; other files come by `git`, `fetch` or `weights`");
    }
  }
  for (const Located<spec::Run>& check : scope.stage->checks)
    scope.report(diag::NotConforming, check.span, mhub, "a second stage, which `check` needs")
        .note("write `run:`; the image then does not build where it fails");
}

/// meta.json, of which MHub makes the model's page, has to be about the model of its folder.
void check_meta(const std::string& model, const Scope& scope) {
  for (const std::string& path : {"models/" + model + "/meta.json", model + "/meta.json"}) {
    const auto text = scope.files().read(scope.context_path(path));
    if (!text) continue;
    const nlohmann::json meta = nlohmann::json::parse(*text, nullptr, false);
    const auto name = meta.is_object() ? meta.find("name") : meta.end();
    const bool is_named = meta.is_object() && name != meta.end() && name->is_string();
    if (is_named && *name == model) continue;
    const std::string found = meta.is_discarded() ? "nothing: it is no JSON"
                              : !is_named         ? "no model: it has no `name`"
                                                  : "`" + name->get<std::string>() + "`";
    scope.report(diag::OtherModelName, scope.image->span, path, found, model)
        .note(fmt::format("MHub asks that its `name` is that of the folder: write \"name\": \"{}\"", model));
  }
}

void check_mhub(const Scope& scope) {
  const std::string& model = scope.names.known.at("image-name");
  const spec::Stage& stage = *scope.stage;
  if (!is_model_name(model))
    scope.report(diag::NotConforming, scope.image->span, mhub, fmt::format("`{}` as a model's name", model))
        .note("it has lower-case letters, digits and `_`");
  check_meta(model, scope);
  if (stage.from.name != mhub_base || stage.from.kind != spec::From::Kind::image)
    scope.report(diag::NotConforming, stage.from.span, mhub, fmt::format("the base `{}`", stage.from.name))
        .note(fmt::format("write `from {}`", mhub_base));
  check_statements(scope);
  if (!stage.certificates.files.empty() || !scope.spec->certificates.files.empty())
    scope.report(diag::NotConforming, place_of(keywords::Id::certificates, scope), mhub,
                 "a second stage, which `certificates` needs");
  if (!scope.image->weights.empty() || !scope.weights.empty())
    scope.report(diag::NotConforming, place_of(keywords::Id::weights, scope), mhub,
                 "weights that the image does not hold: it starts containers by itself");
  if (!stage.workdir.empty())
    scope.report(diag::NotConforming, place_of(keywords::Id::workdir, scope), mhub, "another working directory")
        .note("its base finds its own tools from /app; `run(in=/folder): …` runs one step elsewhere");
  if (!stage.user.base)
    scope.report(diag::NotConforming, place_of(keywords::Id::user, scope), mhub, "another user than its base's")
        .note("write `user base`; the base keeps its Python below /root, where only root can read");
  if (texts(stage.entrypoint) != std::vector<std::string>{"mhub.run"})
    scope.report(diag::NotConforming, place_of(keywords::Id::entrypoint, scope), mhub, "this entrypoint")
        .note("write `entrypoint mhub.run`");
  const std::vector<std::string> command = texts(stage.command);
  const bool by_name = command == std::vector<std::string>{"--workflow", "default"};
  const bool by_file =
      command == std::vector<std::string>{"--config", fmt::format("/app/models/{}/config/default.yml", model)};
  if (!by_name && !by_file)
    scope.report(diag::NotConforming, place_of(keywords::Id::cmd, scope), mhub, "this cmd")
        .note(fmt::format("write `cmd --workflow default` or `cmd --config /app/models/{}/config/default.yml`", model));
  const std::string import = fmt::format("buildutils/import_mhub_model.sh {} ${{MHUB_MODELS_REPO}}", model);
  const bool imports =
      std::any_of(stage.statements.begin(), stage.statements.end(), [&](const spec::Statement& statement) {
        const auto* run = std::get_if<spec::Run>(&statement.fact);
        return run != nullptr && run->text == import;
      });
  if (!imports)
    scope.report(diag::ConformLacks, scope.image->span, mhub, "the import of the model in a step of its own")
        .note(fmt::format("write `run: {}`", import))
        .note("while the model is not upstream, leave `conform mhub` out, as `use mhub import=no` does");
}

}  // namespace

void handle_conform(const Statement& statement, Scope& scope) {
  const std::string name = statement.first().display();
  if (std::find(profiles.begin(), profiles.end(), name) == profiles.end()) {
    auto entry = scope.report(diag::UnknownProfile, statement.first().span, name);
    if (const auto meant = guess(name, {profiles.begin(), profiles.end()}))
      entry.did_you_mean(statement.first().span, std::string(meant->word), meant->certain);
    return;
  }
  scope.image->profile = name;
}

void check_profile(const Scope& scope) {
  if (scope.image->profile == "mhub") check_mhub(scope);
}

}  // namespace boxwright::resolve
