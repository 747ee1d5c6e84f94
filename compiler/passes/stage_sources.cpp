// What comes from outside comes in a stage of its own, so that engines fetch in parallel, no tool for it stays in the
// image, and a change elsewhere fetches nothing again:
//
//     fetch(sha256=…, unpack) https://…/m.zip -> /m    →    FROM scratch AS fetch-m …; FROM base AS unpack-m …;
//                                                           COPY --link --from=unpack-m /unpacked/ /m/
//
// The buildkit dialect lets the engine download and check (ADD --checksum, ADD of a git revision); the portable one
// does both in a RUN, with what the base has. Nothing here depends on another pass.
#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "compiler/base/path_text.hpp"
#include "compiler/base/unique_name.hpp"
#include "compiler/ir/cost.hpp"
#include "compiler/ir/paths.hpp"
#include "compiler/ir/variables.hpp"
#include "compiler/passes/fetch_commands.hpp"
#include "compiler/passes/fetch_in_place.hpp"
#include "compiler/passes/language_commands.hpp"
#include "compiler/passes/model_commands.hpp"
#include "compiler/passes/passes.hpp"
#include "compiler/resolve/tools.hpp"

namespace boxwright::passes {

namespace {

using ir::Command;
using ir::Step;

std::string slug(std::string_view name) {
  std::string result;
  for (const char c : name.substr(0, name.find_first_of("?#"))) {
    const auto u = static_cast<unsigned char>(c);
    if (std::isalnum(u) != 0) {
      result += static_cast<char>(std::tolower(u));
    } else if (!result.empty() && !result.ends_with('-')) {
      result += '-';
    }
  }
  while (result.ends_with('-')) result.pop_back();
  return result.empty() ? "source" : result.substr(0, 40);
}

/// What a download is called until it is where it belongs: by its URL, else by its destination.
std::string fetched_name(const ir::Download& download) {
  const std::string name = url_file_name(download.url);
  return name.empty() ? slug(file_name(download.destination)) : name;
}

/// Moves the downloads and clones of a module's stages out of them.
class Mover {
 public:
  Mover(ir::Module& module, Remarks& remarks)
      : module_(module), remarks_(remarks), modern_(module.dialect == ir::Dialect::buildkit) {
    for (const ir::Stage& stage : module.stages) names_.insert(stage.name);
  }

  void run() {
    // The stages stay where they are until all are done: a later one may look an earlier one up.
    std::vector<std::vector<ir::Stage>> added(module_.stages.size());
    for (std::size_t i = 0; i < module_.stages.size(); ++i) {
      ir::Stage& stage = module_.stages[i];
      if (!stage.profile.empty()) {
        fetch_in_place(stage, remarks_);
        continue;
      }
      stage_ = &stage;
      for (Step& step : stage.steps) {
        origin_ = step.origin;
        const ir::Account account = ir::account_of(step);
        auto* download = std::get_if<ir::Download>(&step.operation);
        if (auto* python = std::get_if<ir::BringPython>(&step.operation)) {
          const std::string folder = python->folder;
          step = ir::make_step(move_python(*python), origin_);
          step.effects.writes.push_back({ir::Resource::Kind::python, folder});
        } else if (download != nullptr && download->is_model()) {
          step = ir::make_step(move_model(*download), origin_);
        } else if (download != nullptr) {
          step = ir::make_step(move_download(*download), origin_);
        } else if (auto* install = std::get_if<ir::InstallPackages>(&step.operation); install != nullptr && modern_) {
          for (ir::PackageFile& file : install->files) move_package(file);
          continue;
        } else if (auto* clone = std::get_if<ir::Clone>(&step.operation)) {
          move_clone(*clone, step);
        } else if (auto* copy = std::get_if<ir::Copy>(&step.operation); copy != nullptr && copy->unpack) {
          step = ir::make_step(move_archive(*copy), origin_);
        } else if (copy != nullptr && modern_ && copy->weights && copy->from == ir::Copy::From::context) {
          step = ir::make_step(move_weights(*copy), origin_);
        } else {
          continue;
        }
        step.account = account;  // the copy of a stage is still known by what it fetches
      }
      for (const ir::Stage& made : added_)
        remarks_.passed(made.origin, fmt::format("the stage `{}` {}", made.name, made.comment));
      split_picks(stage);
      added[i] = std::exchange(added_, {});
    }
    std::vector<ir::Stage> result;
    for (std::size_t i = 0; i < added.size(); ++i) {
      std::move(added[i].begin(), added[i].end(), std::back_inserter(result));
      result.push_back(std::move(module_.stages[i]));
    }
    module_.stages = std::move(result);
  }

 private:
  ir::Stage new_stage(const std::string& name, std::string comment) {
    ir::Stage stage;
    stage.name = unique_name(names_, name);
    stage.wanted_name = name;
    stage.comment = std::move(comment);
    stage.is_source = true;
    stage.origin = origin_;
    return stage;
  }

  /// What a stage runs beside what every base has: it reads variables of its own.
  enum class Tool { none, git, pip };

  /// Starts the stage from the image that the current one starts from in the end, which is there anyway.
  void start_from_base(ir::Stage& stage, Tool tool = Tool::none) const {
    const ir::Stage& lowest = ir::lowest_stage(module_, *stage_);
    stage.base = lowest.base;
    stage.facts = lowest.facts;
    stage.variables = network_variables(tool);
    stage.certificates = stage_->certificates;
  }

  static bool is_read_by(Tool tool, const std::string& variable) {
    if (ir::is_proxy_variable(variable) || (tool == Tool::git && ir::is_git_variable(variable))) return true;
    return tool == Tool::pip && (variable.starts_with("PIP_") || variable.starts_with("UV_"));
  }

  /// What the current stage tells whoever uses the network, and what those values name.
  [[nodiscard]] std::vector<ir::Variable> network_variables(Tool tool) const {
    std::set<std::string> wanted;
    for (const ir::Variable& variable : stage_->variables)
      if (is_read_by(tool, variable.name)) wanted.insert(variable.name);
    for (std::size_t known = 0; known != wanted.size();) {
      known = wanted.size();
      for (const ir::Variable& variable : stage_->variables) {
        if (!wanted.contains(variable.name) || !variable.value) continue;
        for (const std::string& name : variable.value->variables()) wanted.insert(name);
      }
    }
    std::vector<ir::Variable> result;
    std::copy_if(stage_->variables.begin(), stage_->variables.end(), std::back_inserter(result),
                 [&](const ir::Variable& variable) { return wanted.contains(variable.name); });
    return result;
  }

  void install(ir::Stage& stage, const std::vector<std::string>& packages) const {
    if (packages.empty()) return;
    ir::InstallPackages install;
    install.manager = stage.facts.packages;
    for (const std::string& package : packages) install.packages.push_back({package, "", {}});
    stage.steps.push_back(ir::make_step(std::move(install), origin_));
  }

  enum class Fetches { no, yes };

  template <class Commands>
  void add_run(ir::Stage& stage, Commands commands, Fetches fetches, std::vector<ir::Mount> mounts = {}) const {
    ir::Run run;
    for (auto& command : commands) run.commands.emplace_back(std::move(command));
    run.mounts = std::move(mounts);
    Step step = ir::make_step(std::move(run), origin_);
    step.effects.reads = {{ir::Resource::Kind::system_packages}};
    if (fetches == Fetches::yes) step.effects.reads.push_back({ir::Resource::Kind::network});
    for (const ir::Variable& variable : stage.variables)
      step.effects.reads.push_back({ir::Resource::Kind::variable, variable.name});
    stage.steps.push_back(std::move(step));
  }

  static ir::Copy copy_from(const std::string& stage, const std::string& source, const std::string& destination) {
    ir::Copy copy;
    copy.from = ir::Copy::From::stage;
    copy.source_name = stage;
    copy.sources = {source};
    copy.destination = destination;
    return copy;
  }

  ir::Stage fetch_stage(const ir::Download& download, const std::string& name) {
    return new_stage("fetch-" + slug(name),
                     fmt::format("downloads {}{}", name, download.checksum ? " and checks it" : ""));
  }

  /// uv and what it needs stay behind; the interpreter is all that is copied, to every stage that wants it.
  ir::Copy move_python(const ir::BringPython& python) {
    const ir::Base& base = ir::lowest_stage(module_, *stage_).base;
    std::string key = fmt::format("{} {} {} {}", base.name, base.argument, base.platform, python.folder);
    for (const ir::Variable& variable : network_variables(Tool::pip))
      key += fmt::format(" {}={}", variable.name, variable.value ? variable.value->display() : "");
    std::string& from = brought_[key];
    if (from.empty()) {
      ir::Stage stage = new_stage("python-" + slug(python.version),
                                  fmt::format("holds Python {}, as uv brings it and checks it", python.version));
      start_from_base(stage, Tool::pip);
      install(stage, pip_packages(stage.facts));
      const std::string pip = stage.facts.python ? stage.facts.python->pip : "python3 -m pip";
      add_run(stage, bring_commands(python, pip), Fetches::yes);
      from = stage.name;
      added_.push_back(std::move(stage));
    }
    return copy_from(from, python.folder + "/", python.folder + "/");
  }

  ir::Copy move_download(const ir::Download& download) {
    const std::string name = fetched_name(download);
    // The engine itself cannot be given a secret or an authority for it.
    const bool by_engine = modern_ && !download.secret && stage_->certificates.files.empty() &&
                           (!download.checksum || download.checksum->algorithm == "sha256");
    return by_engine ? download_by_engine(download, name) : download_by_run(download, name);
  }

  /// A package that the system's manager installs from a stage of its own.
  void move_package(ir::PackageFile& file) {
    ir::Download download;
    download.url = file.url;
    download.checksum = file.checksum;
    download.destination = "/tmp/";
    const ir::Copy copy = move_download(download);
    file.stage = copy.source_name;
    file.source = copy.sources.front();
  }

  ir::Copy download_by_engine(const ir::Download& download, const std::string& name) {
    ir::Stage fetch = fetch_stage(download, name);
    ir::Add add;
    add.url = download.url;
    add.checksum = download.checksum ? "sha256:" + download.checksum->digits : "";
    add.destination = "/" + name;
    // The engine's own downloads are closed to everybody but root. The copy has no mode of its own, so that it can be
    // linked.
    if (!download.unpack) add.mode = download.mode.empty() ? "0644" : download.mode;
    fetch.steps.push_back(ir::make_step(std::move(add), origin_));
    const std::string fetched = fetch.name;
    added_.push_back(std::move(fetch));
    if (!download.unpack) return file_copy(fetched, "/" + name, name, download);
    ir::Stage unpack = new_stage("unpack-" + slug(name), fmt::format("unpacks {}", name));
    start_from_base(unpack);
    install(unpack, unpack_packages(name, unpack.facts));
    ir::Mount mount;
    mount.from = fetched;
    mount.source = "/" + name;
    mount.target = "/tmp/" + name;
    add_run(unpack, unpack_commands("/tmp/" + name, download.strip, unpack.facts), Fetches::no, {mount});
    const std::string unpacked = unpack.name;
    added_.push_back(std::move(unpack));
    return unpacked_copy(unpacked, download);
  }

  static ir::Copy unpacked_copy(const std::string& stage, const ir::Download& download) {
    ir::Copy copy = copy_from(stage, "/unpacked/", download.destination);
    copy.weights = download.weights;
    return copy;
  }

  static ir::Copy file_copy(const std::string& stage, const std::string& source, const std::string& name,
                            const ir::Download& download) {
    ir::Copy copy = copy_from(stage, source, download.destination);
    if (copy.destination.ends_with('/')) copy.destination += name;
    copy.weights = download.weights;
    return copy;
  }

  ir::Copy download_by_run(const ir::Download& download, const std::string& name) {
    ir::Stage fetch = fetch_stage(download, name);
    start_from_base(fetch);
    std::vector<std::string> packages = download_packages(fetch.facts, download.secret.has_value());
    if (download.unpack)
      for (std::string& package : unpack_packages(name, fetch.facts)) packages.push_back(std::move(package));
    install(fetch, packages);
    const std::string path = "/fetched/" + name;
    auto commands = download_commands(download, path, fetch.facts);
    if (download.unpack) {
      for (Command& command : unpack_commands(path, download.strip, fetch.facts))
        commands.emplace_back(std::move(command));
    } else if (!download.mode.empty()) {
      commands.emplace_back(Command{{"chmod", download.mode, path}, {}});
    }
    add_run(fetch, std::move(commands), Fetches::yes, download_mounts(download, fetch.facts));
    const std::string stage = fetch.name;
    added_.push_back(std::move(fetch));
    return download.unpack ? unpacked_copy(stage, download) : file_copy(stage, path, name, download);
  }

  /// Weights of the context, in a stage that gives them their modes, so that the copy has none and can be linked: what
  /// is installed above it changes without copying them again.
  ir::Copy move_weights(const ir::Copy& weights) {
    const std::string name = file_name(weights.sources.front());
    const bool one_file = weights.sources.size() == 1 && !weights.folders;
    ir::Stage stage = new_stage("weights-" + slug(name),
                                fmt::format("holds {}{}", name, weights.sources.size() > 1 ? " and others" : ""));
    stage.facts.sh.clear();
    ir::Copy held = weights;
    held.owner.clear();
    held.destination = one_file ? "/" + name : "/weights/";
    ir::Copy copy = copy_from(stage.name, held.destination, weights.destination);
    if (one_file && copy.destination.ends_with('/')) copy.destination += name;
    copy.owner = weights.owner;
    copy.weights = true;
    copy.bytes = weights.bytes;
    stage.steps.push_back(ir::make_step(std::move(held), origin_));
    added_.push_back(std::move(stage));
    return copy;
  }

  /// A model of the hub, by the hub's own client, which only its stage holds.
  ir::Copy move_model(const ir::Download& model) {
    const std::string name = model.url.substr(5);
    ir::Stage stage = new_stage("weights-" + slug(file_name(name)), fmt::format("downloads {} from its hub", name));
    start_from_base(stage);
    add_endpoint(stage);
    install(stage, model_packages(stage.facts));
    const ir::Resource client{ir::Resource::Kind::path, "/opt/huggingface_hub", true};
    add_run(stage, install_hub_client(stage.facts), Fetches::yes);
    stage.steps.back().effects.writes.push_back(client);
    std::vector<ir::Mount> mounts;
    if (model.secret) mounts.push_back(ir::secret_mount(*model.secret));
    add_run(stage, model_commands(model, stage.facts), Fetches::yes, std::move(mounts));
    stage.steps.back().effects.reads.push_back(client);
    ir::Copy copy = copy_from(stage.name, "/weights/", model.destination);
    copy.weights = true;
    added_.push_back(std::move(stage));
    return copy;
  }

  /// HF_ENDPOINT names a mirror of the hub: what the spec says, or a build argument that nothing need be given for.
  void add_endpoint(ir::Stage& stage) const {
    const auto is_it = [](const ir::Variable& variable) { return variable.name == "HF_ENDPOINT"; };
    const auto said = std::find_if(stage_->variables.begin(), stage_->variables.end(), is_it);
    ir::Variable endpoint{"HF_ENDPOINT", std::nullopt, ir::Variable::Kind::argument, origin_};
    stage.variables.push_back(said == stage_->variables.end() ? endpoint : *said);
  }

  /// An archive of the context, unpacked beside the image and copied in without it.
  ir::Copy move_archive(const ir::Copy& archive) {
    const std::string name = file_name(archive.sources.front());
    ir::Stage unpack = new_stage("unpack-" + slug(name), fmt::format("unpacks {}", name));
    start_from_base(unpack);
    install(unpack, unpack_packages(name, unpack.facts));
    std::vector<ir::Mount> mounts;
    if (modern_) {
      ir::Mount mount;
      mount.source = archive.sources.front();
      mount.target = "/tmp/" + name;
      mounts.push_back(std::move(mount));
    } else {
      ir::Copy copy;
      copy.sources = archive.sources;
      copy.destination = "/tmp/" + name;
      copy.mode = "0644";
      unpack.steps.push_back(ir::make_step(std::move(copy), origin_));
    }
    add_run(unpack, unpack_commands("/tmp/" + name, 0, unpack.facts), Fetches::no, std::move(mounts));
    const std::string unpacked = unpack.name;
    added_.push_back(std::move(unpack));
    ir::Copy copy = copy_from(unpacked, "/unpacked/", archive.destination);
    copy.owner = archive.owner;
    return copy;
  }

  void move_clone(const ir::Clone& clone, Step& step) {
    const ir::Clone wanted = clone;  // `step` holds it, and is replaced
    std::string name = file_name(wanted.url);
    if (name.ends_with(".git")) name.resize(name.size() - 4);
    const std::string at = !wanted.revision.empty() ? wanted.revision.substr(0, 12)
                           : !wanted.tag.empty()    ? wanted.tag
                                                    : "its default branch";
    ir::Stage source = new_stage("source-" + slug(name), fmt::format("holds {} at {}", name, at));
    // The engine has no large files, and always brings the submodules.
    const bool by_engine =
        modern_ && !wanted.lfs && wanted.submodules && !wanted.depth && stage_->certificates.files.empty();
    if (by_engine) {
      if (!wanted.remove.empty() || !wanted.unpack.empty()) start_from_base(source);
      clone_by_engine(wanted, source);
    } else {
      start_from_base(source, Tool::git);
      clone_by_run(wanted, source);
    }
    const std::string from = source.name;
    added_.push_back(std::move(source));
    step = ir::make_step(copy_from(from, "/source/", wanted.destination + "/"), origin_);
    if (!wanted.pick.empty()) picks_.push_back({from, wanted.pick, wanted.destination});
  }

  void clone_by_engine(const ir::Clone& clone, ir::Stage& source) const {
    ir::Add add;
    add.url = clone.url.ends_with(".git") ? clone.url : clone.url + ".git";
    if (!clone.revision.empty()) {
      add.url += "#" + clone.revision;
    } else if (!clone.tag.empty()) {
      add.url += "#refs/tags/" + clone.tag;
    }
    add.destination = "/source";
    add.keep_git = clone.keep_git;
    source.steps.push_back(ir::make_step(std::move(add), origin_));
    install(source, repository_packages(clone, source.facts));
    std::vector<Command> commands = repository_unpack_commands(clone, source.facts);
    if (!clone.remove.empty()) commands.push_back(remove_command(clone));
    if (commands.empty()) return;
    add_run(source, std::move(commands), Fetches::no);
    source.steps.back().effects.reads.push_back({ir::Resource::Kind::path, "/source", true});
  }

  /// What unpacking the archives of a repository needs.
  static std::vector<std::string> repository_packages(const ir::Clone& clone, const BaseFacts& facts) {
    std::set<std::string> packages;
    for (const ir::Unpacking& unpacking : clone.unpack)
      for (const std::string& package : unpack_packages(unpacking.archive, facts)) packages.insert(package);
    return {packages.begin(), packages.end()};
  }

  void clone_by_run(const ir::Clone& clone, ir::Stage& source) const {
    std::vector<std::string> packages = clone_packages(source.facts, clone.lfs);
    for (std::string& package : repository_packages(clone, source.facts)) packages.push_back(std::move(package));
    install(source, packages);
    std::vector<Command> commands = clone_commands(clone);
    for (Command& command : repository_unpack_commands(clone, source.facts)) commands.push_back(std::move(command));
    if (!clone.remove.empty()) commands.push_back(remove_command(clone));
    add_run(source, std::move(commands), Fetches::yes);
  }

  struct Pick {
    std::string stage;
    std::vector<std::string> paths;
    std::string destination;
  };

  /// A clone of which only parts are wanted is one copy a part.
  void split_picks(ir::Stage& stage) {
    for (const Pick& pick : picks_) {
      const auto whole = std::find_if(stage.steps.begin(), stage.steps.end(), [&](const Step& step) {
        const auto* copy = std::get_if<ir::Copy>(&step.operation);
        return copy != nullptr && copy->source_name == pick.stage;
      });
      std::vector<Step> parts;
      parts.reserve(pick.paths.size());
      for (const std::string& path : pick.paths) {
        parts.push_back(
            ir::make_step(copy_from(pick.stage, "/source/" + path, pick.destination + "/" + path), whole->origin));
      }
      const auto place = stage.steps.erase(whole);
      stage.steps.insert(place, parts.begin(), parts.end());
    }
    picks_.clear();
  }

  ir::Module& module_;
  Remarks& remarks_;
  bool modern_;
  std::set<std::string> names_;
  std::map<std::string, std::string> brought_;  ///< stages that hold an interpreter, by what they are made of
  ir::Stage* stage_ = nullptr;
  ir::Origin origin_;
  std::vector<ir::Stage> added_;
  std::vector<Pick> picks_;
};

}  // namespace

void stage_sources(ir::Module& module, Context& context) { Mover(module, context.remarks).run(); }

}  // namespace boxwright::passes
