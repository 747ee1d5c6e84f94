// One install of system packages between two barriers, and one call of pip for each set of options.
//
//     apt b; pip x; apt a; pip y      →      apt a b; pip x y
//
// Packages and requirements are sorted and each stands once. What overrides comes last. Relies on `order_steps` running
// behind it: the merged step stands where the first of them stood.
#include <algorithm>
#include <set>
#include <tuple>

#include "compiler/passes/passes.hpp"

namespace boxwright::passes {

namespace {

using ir::InstallPackages;
using ir::PipInstall;
using ir::Step;

bool same_options(const InstallPackages& a, const InstallPackages& b) {
  return a.manager == b.manager && a.recommends == b.recommends && a.release == b.release;
}

auto options(const PipInstall& pip) {
  return std::tie(pip.python, pip.constraints, pip.index, pip.extra_indexes, pip.find_links, pip.editable, pip.no_deps,
                  pip.no_build_isolation, pip.pre, pip.override_versions);
}

/// An override wins because it comes last, and a removal takes away what was there before it: both keep their place.
bool keeps_place(const PipInstall& pip) { return pip.override_versions || !pip.remove.empty(); }

bool same_options(const PipInstall& a, const PipInstall& b) {
  return !keeps_place(a) && !keeps_place(b) && options(a) == options(b);
}

bool reads_image(const PipInstall& pip) {
  const auto absolute = [](const std::string& path) { return path.starts_with('/'); };
  return std::any_of(pip.requirement_files.begin(), pip.requirement_files.end(), absolute) || !pip.paths.empty();
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
  append_all(to.remove, from.remove);
  append_all(to.hold, from.hold);
}

void take(PipInstall& to, const PipInstall& from) {
  append_all(to.requirements, from.requirements);
  append_all(to.requirement_files, from.requirement_files);
  append_all(to.context_files, from.context_files);
  append_all(to.paths, from.paths);
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
  sort_unique(install.remove);
  sort_unique(install.hold);
}

void normalise(PipInstall& pip) {
  sort_unique(pip.requirements);
  sort_unique(pip.context_files);
}

/// Merges the steps of one kind within [begin, end) into the first that has their options.
template <class Install>
void merge_kind(std::vector<Step>& steps, std::size_t begin, std::size_t& end) {
  for (std::size_t i = begin; i < end; ++i) {
    auto* first = std::get_if<Install>(&steps[i].operation);
    if (first == nullptr) continue;
    for (std::size_t j = i + 1; j < end;) {
      auto* other = std::get_if<Install>(&steps[j].operation);
      bool mergeable = other != nullptr && same_options(*first, *other);
      if constexpr (std::is_same_v<Install, PipInstall>)
        mergeable = mergeable && reads_image(*first) == reads_image(*other);
      if (!mergeable) {
        ++j;
        continue;
      }
      take(*first, *other);
      append_all(steps[i].origin.spans, steps[j].origin.spans);
      steps.erase(steps.begin() + static_cast<std::ptrdiff_t>(j));
      --end;
    }
    normalise(*first);
    steps[i].effects = ir::effects_of(steps[i].operation);
  }
}

void merge_stage(std::vector<Step>& steps) {
  for (std::size_t begin = 0; begin < steps.size();) {
    std::size_t end = begin;
    while (end < steps.size() && !steps[end].effects.is_barrier()) ++end;
    merge_kind<InstallPackages>(steps, begin, end);
    merge_kind<PipInstall>(steps, begin, end);
    begin = end + 1;
  }
}

}  // namespace

void merge_installs(ir::Module& module, Context&) {
  for (ir::Stage& stage : module.stages) merge_stage(stage.steps);
}

}  // namespace boxwright::passes
