// Rule `end-of-life`: a base whose makers mend nothing in it any more. What is found in it from then on stays in it.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "compiler/base/stdlib.hpp"
#include "compiler/lint/rules.hpp"
#include "compiler/lint/subject.hpp"
#include "compiler/resolve/bases.hpp"
#include "compiler/resolve/image_reference.hpp"

namespace boxwright::lint {

namespace {

/// A row of stdlib/lifetimes.json.
struct Lifetime {
  std::string what, release, python, until, instead;
  std::vector<std::string> images, tags;
};

const std::vector<Lifetime>& lifetimes() {
  static const std::vector<Lifetime> all = [] {
    std::vector<Lifetime> result;
    const auto table = nlohmann::json::parse(stdlib::text("lifetimes.json"));
    for (const auto& row : table.at("lifetimes")) {
      const auto words = [&](const char* name) { return row.value(name, std::vector<std::string>{}); };
      result.push_back({row.at("what"), row.value("release", ""), row.value("python", ""), row.at("until"),
                        row.at("instead"), words("image"), words("tags")});
    }
    return result;
  }();
  return all;
}

bool any_glob(const std::vector<std::string>& globs, std::string_view text) {
  return std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) { return glob_matches(glob, text); });
}

bool is_about(const Lifetime& lifetime, const spec::Stage& stage, std::string_view name, std::string_view tag) {
  if (!lifetime.release.empty()) return stage.base.release == lifetime.release;
  // A Python that another statement brings is the base's no longer.
  if (!lifetime.python.empty())
    return stage.base.python && stage.base.python->version == lifetime.python && stage.python &&
           stage.python->command == stage.base.python->command;
  return any_glob(lifetime.images, name) && any_glob(lifetime.tags, tag);
}

}  // namespace

void end_of_life(Subject& subject) {
  if (subject.today().empty()) return;
  for (const spec::Stage& stage : subject.spec().stages) {
    if (stage.from.kind != spec::From::Kind::image) continue;
    const auto reference = parse_image_reference(stage.from.name);
    if (!reference) continue;
    for (const Lifetime& lifetime : lifetimes()) {
      if (lifetime.until >= subject.today() || !is_about(lifetime, stage, reference->name, reference->tag)) continue;
      if (!subject.waived("end-of-life", stage.from.name, stage.from.span))
        subject.report(diag::EndOfLife, stage.from.span, stage.from.name, lifetime.what, lifetime.until)
            .note("take a newer one: " + lifetime.instead);
      break;
    }
  }
}

}  // namespace boxwright::lint
