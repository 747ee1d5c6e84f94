// Rules `unused-stage` and `unused-weights`: what is described, checked and fetched, and reaches no image. Most often a
// name was misspelt, or the row that used it is gone.
#include <algorithm>
#include <set>

#include "compiler/ir/paths.hpp"
#include "compiler/lint/rules.hpp"
#include "compiler/lint/subject.hpp"

namespace boxwright::lint {

namespace {

/// The stages that a stage takes something from.
std::set<std::string> taken_by(const spec::Spec& spec, const spec::Stage& stage) {
  std::set<std::string> result;
  if (stage.from.kind == spec::From::Kind::stage) result.insert(stage.from.name);
  for (const spec::Statement& statement : stage.statements) {
    if (const auto* copy = std::get_if<spec::Copy>(&statement.fact);
        copy != nullptr && copy->from == spec::Copy::From::stage)
      result.insert(copy->source_name);
    if (const auto* python = std::get_if<spec::Python>(&statement.fact); python != nullptr && !python->stage.empty())
      result.insert(python->stage);
    if (const auto* verbatim = std::get_if<spec::Verbatim>(&statement.fact))
      for (const spec::Stage& other : spec.stages)
        for (const auto& instruction : verbatim->instructions)
          if (instruction.text.find(other.name) != std::string::npos) result.insert(other.name);
  }
  return result;
}

std::set<std::string> used_stages(const spec::Spec& spec) {
  std::set<std::string> used;
  for (const spec::Image& image : spec.images) used.insert(image.stage);
  for (bool more = true; more;) {
    more = false;
    for (const spec::Stage& stage : spec.stages) {
      if (!used.contains(stage.name)) continue;
      for (const std::string& name : taken_by(spec, stage)) more = used.insert(name).second || more;
    }
  }
  return used;
}

/// Does a copy of another stage, or a later step of this one, take what lies there?
bool is_taken(const spec::Spec& spec, const spec::Stage& stage, std::size_t at, const std::string& path) {
  for (std::size_t i = at + 1; i < stage.statements.size(); ++i)
    if (std::holds_alternative<spec::Run>(stage.statements[i].fact) ||
        std::holds_alternative<spec::Verbatim>(stage.statements[i].fact))
      return true;
  for (const spec::Stage& other : spec.stages) {
    if (other.from.kind == spec::From::Kind::stage && other.from.name == stage.name) return true;
    for (const spec::Statement& statement : other.statements) {
      const auto* copy = std::get_if<spec::Copy>(&statement.fact);
      if (std::holds_alternative<spec::Verbatim>(statement.fact)) return true;
      if (copy == nullptr || copy->from != spec::Copy::From::stage || copy->source_name != stage.name) continue;
      if (std::any_of(copy->sources.begin(), copy->sources.end(), [&](const std::string& source) {
            return ir::is_inside(path, source) || ir::is_inside(source, path);
          }))
        return true;
    }
  }
  return false;
}

std::string weights_of(const spec::Statement& statement) {
  if (const auto* fetch = std::get_if<spec::Fetch>(&statement.fact)) return fetch->weights ? fetch->destination : "";
  if (const auto* copy = std::get_if<spec::Copy>(&statement.fact)) return copy->weights ? copy->destination : "";
  if (const auto* run = std::get_if<spec::Run>(&statement.fact)) return run->weights;
  return {};
}

}  // namespace

void unused_stage(Subject& subject) {
  const std::set<std::string> used = used_stages(subject.spec());
  for (const spec::Stage& stage : subject.spec().stages) {
    const bool of_an_image_file =
        std::any_of(subject.spec().images.begin(), subject.spec().images.end(),
                    [&](const spec::Image& image) { return image.span.file == stage.span.file; });
    if (used.contains(stage.name) || !of_an_image_file || subject.waived("unused-stage", stage.name, stage.span))
      continue;
    subject.report(diag::UnusedStage, stage.span, stage.name)
        .note("remove it, or take something from it: `copy(from=" + stage.name + ") /path -> /path`");
  }
}

void unused_weights(Subject& subject) {
  const std::set<std::string> used = used_stages(subject.spec());
  for (const spec::Stage& stage : subject.spec().stages) {
    if (stage.is_image || !used.contains(stage.name)) continue;
    for (std::size_t i = 0; i < stage.statements.size(); ++i) {
      const std::string path = weights_of(stage.statements[i]);
      const Span place = stage.statements[i].span;
      if (path.empty() || is_taken(subject.spec(), stage, i, path) || subject.waived("unused-weights", path, place))
        continue;
      subject.report(diag::UnusedWeights, place, path, stage.name)
          .note("copy them into the image: `copy(from=" + stage.name + ") " + path + " -> " + path + "`");
    }
  }
}

}  // namespace boxwright::lint
