#include "compiler/backends/features.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "compiler/backends/run_instruction.hpp"

namespace boxwright::backends {

namespace {

constexpr std::array rows{
#define FEATURE(name, buildkit, portable, docker, doc) \
  FeatureRow{Feature::name, #name, buildkit, portable, docker, doc},
#include "compiler/backends/dialects.def"
#undef FEATURE
};

const FeatureRow& row(Feature feature) { return rows[static_cast<std::size_t>(feature)]; }

std::pair<int, int> version(std::string_view text) {
  std::pair<int, int> result{0, 0};
  const char* const end = text.data() + text.size();
  const char* const dot = text.data() + text.find('.');
  std::from_chars(text.data(), dot, result.first);
  std::from_chars(dot + 1, end, result.second);
  return result;
}

struct Collect {
  ir::Dialect dialect;
  bool strict_shell;
  std::set<Feature>& used;

  void add(Feature feature) const {
    if (allowed(dialect, feature)) used.insert(feature);
  }

  void operator()(const ir::Run& run) const {
    if (is_heredoc(run, dialect, strict_shell)) add(Feature::heredoc);
    if (run.network == ir::Network::none) add(Feature::run_network);
    for (const ir::Mount& mount : run.mounts) {
      switch (mount.kind) {
        case ir::Mount::Kind::cache:
          add(Feature::cache_mount);
          break;
        case ir::Mount::Kind::bind:
          add(Feature::bind_mount);
          break;
        case ir::Mount::Kind::tmpfs:
          add(Feature::tmpfs_mount);
          break;
        case ir::Mount::Kind::ssh:
          add(Feature::ssh_mount);
          break;
        case ir::Mount::Kind::secret:
          add(Feature::secret_mount);
          if (mount.variable) add(Feature::secret_variable);
          break;
      }
    }
  }

  void operator()(const ir::Copy& copy) const {
    if (copy.link) add(Feature::copy_link);
    if (copy.mode.empty()) return;
    const bool octal = copy.mode.find_first_not_of("01234567") == std::string::npos;
    add(octal ? Feature::octal_mode : Feature::symbolic_mode);
  }

  /// What a text of the spec's own shows of features.
  void operator()(const ir::Verbatim& verbatim) const {
    constexpr std::array<std::pair<std::string_view, Feature>, 8> traces{{{"<<", Feature::heredoc},
                                                                          {" --link", Feature::copy_link},
                                                                          {" --network=", Feature::run_network},
                                                                          {"type=bind", Feature::bind_mount},
                                                                          {"type=cache", Feature::cache_mount},
                                                                          {"type=secret", Feature::secret_mount},
                                                                          {" --chmod=", Feature::octal_mode},
                                                                          {" --checksum=", Feature::add_checksum}}};
    for (const ir::VerbatimInstruction& instruction : verbatim.instructions)
      for (const auto& [trace, feature] : traces)
        if (instruction.text.find(trace) != std::string::npos) add(feature);
  }

  void operator()(const ir::Add& added) const {
    if (!added.checksum.empty()) add(Feature::add_checksum);
    if (!added.mode.empty()) add(Feature::octal_mode);
    if (added.url.find('#') != std::string::npos || added.keep_git) add(Feature::add_git);
  }

  template <class Other>
  void operator()(const Other& /*operation*/) const {}
};

}  // namespace

std::span<const FeatureRow> features() { return rows; }

bool allowed(ir::Dialect dialect, Feature feature) {
  switch (dialect) {
    case ir::Dialect::buildkit:
      return row(feature).buildkit;
    case ir::Dialect::portable:
      return row(feature).portable;
  }
  return false;
}

std::set<Feature> features_used(const ir::Module& module, const ir::Image& image) {
  std::set<Feature> used;
  for (const ir::Stage* stage : ir::stages_of(module, image))
    for (const ir::Step& step : stage->steps)
      std::visit(Collect{module.dialect, strict_shell(module, *stage), used}, step.operation);
  return used;
}

std::string_view docker_needed(ir::Dialect dialect, const std::set<Feature>& used) {
  std::string_view newest = dialect == ir::Dialect::buildkit ? "23.0" : "20.10";
  for (const Feature feature : used)
    if (version(row(feature).docker) > version(newest)) newest = row(feature).docker;
  return newest;
}

}  // namespace boxwright::backends
