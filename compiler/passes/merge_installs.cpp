// One install of system packages between two barriers, and one call of pip for each set of options.
//
//     apt b; pip x; apt a; pip y      →      apt a b; pip x y
//
// Packages and requirements are sorted and each stands once. What overrides comes last. The merged step stands where
// the first of them stood. Relies on nothing.
#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "compiler/passes/passes.hpp"
#include "compiler/passes/stretches.hpp"

namespace boxwright::passes {

namespace {

using ir::CondaInstall;
using ir::InstallPackages;
using ir::NpmInstall;
using ir::PipInstall;
using ir::Step;

bool same_options(const InstallPackages& a, const InstallPackages& b) {
  return a.manager == b.manager && a.recommends == b.recommends && a.for_building == b.for_building &&
         a.release == b.release && a.snapshot == b.snapshot && a.trusts == b.trusts;
}

auto options(const PipInstall& pip) {
  return std::tie(pip.python, pip.uv_python, pip.hashed, pip.constraints, pip.index, pip.extra_indexes, pip.find_links,
                  pip.editable, pip.no_deps, pip.no_build_isolation, pip.pre, pip.override_versions, pip.secret,
                  pip.secret_host);
}

/// An override wins because it comes last, and a removal takes away what was there before it: both keep their place.
bool keeps_place(const PipInstall& pip) { return pip.override_versions || !pip.remove.empty(); }

/// Does it read what steps before it put into the image?
bool reads_image(const PipInstall& pip) {
  const auto absolute = [](const std::string& path) { return path.starts_with('/'); };
  return std::any_of(pip.requirement_files.begin(), pip.requirement_files.end(), absolute) ||
         std::any_of(pip.paths.begin(), pip.paths.end(), absolute);
}

bool same_options(const PipInstall& a, const PipInstall& b) {
  return !keeps_place(a) && !keeps_place(b) && options(a) == options(b) && reads_image(a) == reads_image(b);
}

/// A file says what its environment holds, all of it.
bool same_options(const CondaInstall& a, const CondaInstall& b) {
  return a.file.empty() && b.file.empty() && a.tool == b.tool && a.environment == b.environment &&
         a.channels == b.channels && a.secret == b.secret && a.secret_host == b.secret_host;
}

bool same_options(const NpmInstall& a, const NpmInstall& b) {
  return a.directory.empty() && b.directory.empty() && a.registry == b.registry && a.secret == b.secret;
}

template <class T>
void append_all(std::vector<T>& to, const std::vector<T>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

void sort_unique(std::vector<std::string>& list) {
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
}

void take(InstallPackages& to, const InstallPackages& from) {
  append_all(to.packages, from.packages);
  append_all(to.files, from.files);
  append_all(to.remove, from.remove);
  append_all(to.hold, from.hold);
}

void take(CondaInstall& to, const CondaInstall& from) {
  append_all(to.packages, from.packages);
  to.create = to.create || from.create;
}

void take(NpmInstall& to, const NpmInstall& from) { append_all(to.packages, from.packages); }

void take(PipInstall& to, const PipInstall& from) {
  append_all(to.requirements, from.requirements);
  append_all(to.requirement_files, from.requirement_files);
  append_all(to.context_files, from.context_files);
  append_all(to.paths, from.paths);
  append_all(to.manifests, from.manifests);
}

void normalise(InstallPackages& install) {
  const auto key = [](const ir::Package& p) { return std::tie(p.name, p.version); };
  std::stable_sort(install.packages.begin(), install.packages.end(),
                   [&](const auto& a, const auto& b) { return key(a) > key(b); });
  // A version goes before none for the same name.
  const auto same_name = [](const ir::Package& a, const ir::Package& b) { return a.name == b.name; };
  install.packages.erase(std::unique(install.packages.begin(), install.packages.end(), same_name),
                         install.packages.end());
  std::reverse(install.packages.begin(), install.packages.end());
  std::stable_sort(install.files.begin(), install.files.end(),
                   [](const ir::PackageFile& a, const ir::PackageFile& b) { return a.url < b.url; });
  const auto same_url = [](const ir::PackageFile& a, const ir::PackageFile& b) { return a.url == b.url; };
  install.files.erase(std::unique(install.files.begin(), install.files.end(), same_url), install.files.end());
  sort_unique(install.remove);
  sort_unique(install.hold);
}

void normalise(CondaInstall& install) { sort_unique(install.packages); }

void normalise(NpmInstall& install) { sort_unique(install.packages); }

void normalise(PipInstall& pip) {
  sort_unique(pip.requirements);
  sort_unique(pip.requirement_files);
  sort_unique(pip.context_files);
  sort_unique(pip.paths);
}

/// Merges the installs of one stage.
class Merger {
 public:
  Merger(std::vector<Step>& steps, Remarks& remarks) : steps_(steps), remarks_(remarks) {}

  void run() {
    merged_.assign(steps_.size(), false);
    for (const Stretch& stretch : stretches(steps_)) {
      merge<InstallPackages>(stretch);
      merge<PipInstall>(stretch);
      merge<CondaInstall>(stretch);
      merge<NpmInstall>(stretch);
    }
    std::size_t i = 0;
    std::erase_if(steps_, [&](const Step&) { return merged_[i++]; });
    miss<InstallPackages>();
    miss<PipInstall>();
    miss<CondaInstall>();
    miss<NpmInstall>();
  }

 private:
  /// Merges the steps of one kind into the first that has their options; those it took are marked.
  template <class Install>
  void merge(const Stretch& stretch) {
    for (std::size_t i = stretch.begin; i < stretch.end; ++i) {
      auto* first = std::get_if<Install>(&steps_[i].operation);
      if (first == nullptr || merged_[i]) continue;
      std::size_t merged = 1;
      for (std::size_t j = i + 1; j < stretch.end; ++j) {
        auto* other = std::get_if<Install>(&steps_[j].operation);
        if (other == nullptr || merged_[j] || !same_options(*first, *other)) continue;
        take(*first, *other);
        append_all(steps_[i].origin.spans, steps_[j].origin.spans);
        merged_[j] = true;
        ++merged;
      }
      normalise(*first);
      steps_[i].effects = ir::effects_of(steps_[i].operation);
      if (merged > 1) remarks_.passed(steps_[i].origin, fmt::format("{} statements are one install", merged));
    }
  }

  /// Says which installs would be one, were no step between them that may need to stand there.
  template <class Install>
  void miss() const {
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      const auto* later = std::get_if<Install>(&steps_[i].operation);
      if (later == nullptr) continue;
      bool barrier = false;
      for (std::size_t j = i; j-- > 0;) {
        const auto* earlier = std::get_if<Install>(&steps_[j].operation);
        if (barrier && earlier != nullptr && same_options(*earlier, *later)) {
          remarks_.missed(steps_[i].origin,
                          "not one install with the one above: a `run` between them may need both where they are; "
                          "`reads=` and `writes=` say what it touches");
          break;
        }
        barrier = barrier || steps_[j].effects.is_barrier();
      }
    }
  }

  std::vector<Step>& steps_;
  std::vector<bool> merged_;  ///< into one above
  Remarks& remarks_;
};

}  // namespace

void merge_installs(ir::Module& module, Context& context) {
  for (ir::Stage& stage : module.stages) Merger(stage.steps, context.remarks).run();
}

}  // namespace boxwright::passes
