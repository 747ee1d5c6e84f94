#pragma once

#include <set>
#include <span>
#include <string_view>

#include "compiler/ir/ir.hpp"

namespace boxwright::backends {

/// What an engine may or may not understand: the rows of dialects.def.
enum class Feature {
#define FEATURE(name, buildkit, portable, docker, doc) name,
#include "compiler/backends/dialects.def"
#undef FEATURE
};

struct FeatureRow {
  Feature feature;
  std::string_view name;
  bool buildkit = false, portable = false;  ///< may a file of the dialect use it?
  std::string_view docker;                  ///< the first Docker that has it, as `major.minor`
  std::string_view doc;
};

/// All rows, in the order of dialects.def.
std::span<const FeatureRow> features();

bool allowed(ir::Dialect dialect, Feature feature);

/// The features that an image's Dockerfile uses.
std::set<Feature> features_used(const ir::Module& module, const ir::Image& image);

/// The oldest Docker that understands all of them: the dialect's own, or that of the newest feature.
std::string_view docker_needed(ir::Dialect dialect, const std::set<Feature>& used);

}  // namespace boxwright::backends
