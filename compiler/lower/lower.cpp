#include "compiler/lower/lower.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>

#include "compiler/base/path_text.hpp"
#include "compiler/base/unique_name.hpp"
#include "compiler/ir/paths.hpp"
#include "compiler/lower/lower_stage.hpp"

namespace boxwright::lower {

namespace {

/// Does a step put something at or below this path, as far as is known? A barrier may have.
bool may_write(const ir::Step& step, const std::string& path) {
  // What the system needs is made empty, and so is what the spec asks for; below the path it is something.
  if (const auto* made = std::get_if<ir::MakeDirectory>(&step.operation))
    return made->written && made->path != path && ir::is_inside(made->path, path);
  const std::string destination = ir::destination_of(step.operation);
  if (!destination.empty() && ir::is_inside(destination, path)) return true;
  return std::any_of(step.effects.writes.begin(), step.effects.writes.end(), [&](const ir::Resource& written) {
    return written.kind == ir::Resource::Kind::everything ||
           (written.kind == ir::Resource::Kind::path && ir::is_inside(written.name, path));
  });
}

/// Does the image hold something there, from one of its own stages?
bool holds_something(const ir::Module& module, const ir::Stage& image, const std::string& path) {
  for (const ir::Stage* stage = &image; stage != nullptr; stage = ir::stage_below(module, *stage)) {
    if (std::any_of(stage->steps.begin(), stage->steps.end(),
                    [&](const ir::Step& step) { return may_write(step, path); }))
      return true;
  }
  return false;
}

/// What is writable at launch: empty folders as file systems in memory, others as volumes; home as one or the other.
void complete_launch(Launch& launch, const ir::Module& module, const ir::Stage& stage) {
  for (const std::string& path : stage.writable) {
    if (stage.user && path == stage.user->home) continue;
    (holds_something(module, stage, path) ? launch.volumes : launch.tmpfs).push_back(path);
  }
  // A mount of the launch's own takes the place of what would be there.
  const auto is_mounted = [&](const std::string& path) {
    return std::any_of(launch.mounts.begin(), launch.mounts.end(),
                       [&](const LaunchMount& mount) { return mount.target == path; });
  };
  for (std::vector<std::string>* list : {&launch.tmpfs, &launch.volumes}) {
    list->erase(std::remove_if(list->begin(), list->end(), is_mounted), list->end());
    std::sort(list->begin(), list->end());
    list->erase(std::unique(list->begin(), list->end()), list->end());
  }
  if (!stage.user || stage.user->is_root() || launch.writable_root || is_mounted(stage.user->home)) return;
  if (holds_something(module, stage, stage.user->home)) {
    launch.home = "/tmp/home";
  } else {
    launch.tmpfs.push_back(stage.user->home);
  }
}

/// What the archives of a stage ask for, and those of the stages below it, which its apt asks as well.
std::vector<ir::ArchiveLogin> logins_of(const spec::Stage& stage, const ir::Module& lowered) {
  std::vector<ir::ArchiveLogin> logins;
  if (stage.from.kind == spec::From::Kind::stage)
    if (const ir::Stage* below = ir::find_stage(lowered, stage.from.name)) logins = below->logins;
  for (const spec::Statement& statement : stage.statements) {
    const auto* repository = std::get_if<spec::AptRepository>(&statement.fact);
    if (repository != nullptr && repository->secret) logins.push_back({*repository->secret, url_host(repository->url)});
  }
  std::sort(logins.begin(), logins.end());
  logins.erase(std::unique(logins.begin(), logins.end()), logins.end());
  return logins;
}

/// A check runs on the finished image, as its user and without a network, in a stage that nothing is copied from.
ir::Stage check_stage(const Located<spec::Run>& check, const ir::Stage& image, const std::string& name) {
  ir::Stage result;
  result.name = name;
  result.wanted_name = "check";
  result.comment = "must succeed before the image gets its name";
  result.base.kind = ir::Base::Kind::stage;
  result.base.name = image.name;
  result.facts = image.facts;
  result.bash = image.bash;
  result.shell = image.shell;
  ir::Run run;
  run.commands.emplace_back(script(check.value, image));
  run.network = ir::Network::none;
  run.directory = image.configuration.workdir;
  result.steps.push_back(ir::make_step(std::move(run), origin(check.span)));
  return result;
}

/// A name of several parts as one word.
std::string with_dashes(std::string name) {
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '/' || c == ':'; }, '-');
  return name;
}

void lower_image(const spec::Spec& spec, const spec::Image& written, std::set<std::string>& names, ir::Module& module) {
  const auto stage = std::find_if(spec.stages.begin(), spec.stages.end(),
                                  [&](const spec::Stage& s) { return s.name == written.stage; });
  ir::Stage* const lowered = ir::find_stage(module, written.stage);
  const bool checked = !stage->checks.empty();
  ir::Image image;
  image.repository = written.repository;
  image.tag = written.tag;
  image.launches = written.launches;
  image.weights = written.weights;
  image.delivery = written.delivery;
  image.platforms = written.platforms;
  image.ignored = written.ignored;
  image.context_sources = {"."};  // `minimise_context` finds what is needed of it
  image.allows_many_layers = written.allows_many_layers;
  lowered->profile = written.profile;
  image.origin = origin(written.span);
  lowered->wanted_name = checked ? "image" : "final";
  lowered->name = unique_name(names, lowered->wanted_name);
  lowered->comment = checked ? fmt::format("holds what {} is made of", image.reference())
                             : fmt::format("is the image {}", image.reference());
  for (Launch& launch : image.launches) complete_launch(launch, module, *lowered);
  image.stage = lowered->name;
  if (checked) {
    const ir::Stage base = *lowered;
    for (const Located<spec::Run>& check : stage->checks) {
      image.checks.push_back(unique_name(names, "check"));
      module.stages.push_back(check_stage(check, base, image.checks.back()));
    }
    ir::Stage final_stage;
    final_stage.wanted_name = "final";
    final_stage.name = unique_name(names, "final");
    final_stage.comment = fmt::format("is the image {}", image.reference());
    final_stage.base.kind = ir::Base::Kind::stage;
    final_stage.base.name = base.name;
    final_stage.facts = base.facts;
    final_stage.origin = base.origin;
    image.stage = final_stage.name;
    module.stages.push_back(std::move(final_stage));
  }
  module.images.push_back(std::move(image));
}

/// What a stage asks of whoever builds it, and what of it is not pinned.
void add_needs(const spec::Stage& stage, ir::Image& image, std::set<std::string>& unpinned,
               std::map<std::string, Secret>& secrets) {
  unpinned.insert(stage.unpinned.begin(), stage.unpinned.end());
  for (const Secret& secret : stage.secrets) secrets.emplace(secret.name, secret);
  image.ssh = image.ssh || stage.ssh;
  image.shell_share.raw += stage.shell_share.raw;
  image.shell_share.all += stage.shell_share.all;
  image.shell_share.places.insert(image.shell_share.places.end(), stage.shell_share.places.begin(),
                                  stage.shell_share.places.end());
  image.ignored.insert(image.ignored.end(), stage.excluded.begin(), stage.excluded.end());
}

/// A secret's file that lies beside the spec never enters the build context, whatever folder is copied.
void keep_outside(ir::Image& image) {
  for (const Secret& secret : image.secrets) {
    if (secret.file.empty() || secret.file.starts_with('/') || secret.file.starts_with('~')) continue;
    std::string pattern;
    for (const char c : secret.file) {
      if (std::string_view("*?[\\").find(c) != std::string_view::npos) pattern += '\\';
      pattern += c;
    }
    image.ignored.push_back({pattern, image.origin.spans.front()});
  }
}

}  // namespace

ir::Module lower(const spec::Spec& spec) {
  ir::Module module;
  module.dialect = spec.dialect;
  module.source_name = spec.file;
  const std::string project = spec.images.empty() ? "" : with_dashes(spec.images.front().repository);
  for (const spec::Stage& stage : spec.stages) {
    ir::Stage lowered = lower_stage(stage, project);
    lowered.logins = logins_of(stage, module);
    add_certificates(lowered, stage.certificates, spec.certificates);
    module.stages.push_back(std::move(lowered));
  }
  std::set<std::string> names;
  for (const ir::Stage& stage : module.stages) names.insert(stage.name);
  for (const spec::Image& image : spec.images) lower_image(spec, image, names, module);
  for (ir::Image& image : module.images) {
    std::set<std::string> unpinned;
    std::map<std::string, Secret> secrets;
    const std::vector<const ir::Stage*> used = ir::stages_of(module, image);
    for (const spec::Stage& stage : spec.stages) {
      if (std::any_of(used.begin(), used.end(), [&](const ir::Stage* s) {
            return !s->origin.spans.empty() && s->origin.spans.front() == stage.span;  // a check's has no place
          }))
        add_needs(stage, image, unpinned, secrets);
    }
    for (const auto& [name, secret] : secrets) image.secrets.push_back(secret);
    keep_outside(image);
    image.unpinned.assign(unpinned.begin(), unpinned.end());
  }
  return module;
}

}  // namespace boxwright::lower
