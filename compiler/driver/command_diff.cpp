// diff: which layers a change keeps and which it rebuilds, before anybody builds. A side is a spec, whose folder is its
// context, or REVISION:FILE of the git repository around the current folder, with the context of that revision.

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>

#include "compiler/base/display.hpp"
#include "compiler/base/paths.hpp"
#include "compiler/base/sha256.hpp"
#include "compiler/driver/commands.hpp"
#include "compiler/driver/context.hpp"
#include "compiler/driver/git_files.hpp"
#include "compiler/ir/paths.hpp"
#include "compiler/layers/compare.hpp"
#include "compiler/layers/story.hpp"

namespace boxwright::driver {

namespace {

/// One side: its files, its spec, and what it compiles to.
struct Half {
  const FileSystem* files = nullptr;
  std::unique_ptr<GitFiles> revision;  ///< those files, where they are of a revision
  std::vector<Compiled> compiled;      ///< one
  std::string error;

  /// The images, each with the module it is of.
  [[nodiscard]] std::vector<ImageTarget> images() const { return image_targets(compiled, std::nullopt, *files); }
  [[nodiscard]] const std::string& directory() const { return compiled.front().spec.directory; }
};

/// A file of a revision, as git calls it: from the repository's folder on, or from the current one behind `./`. A name
/// that is only there from the current folder on means that one.
std::string file_of_revision(const std::string& name, const GitFiles& files, const Terminal& terminal) {
  if (!name.starts_with("./") && !name.starts_with("../") && files.kind(name) == FileSystem::Kind::file) return name;
  std::string prefix = terminal.output_of({"git", "rev-parse", "--show-prefix"}).value_or("");
  while (prefix.ends_with('\n') || prefix.ends_with('/')) prefix.pop_back();
  return paths::normal(paths::join(prefix.empty() ? "." : prefix, name));
}

void read_revision(Half& half, const std::string& operand, std::size_t colon, Spec& spec, Session& session) {
  const std::string revision = operand.substr(0, colon);
  half.revision = GitFiles::open(revision, session.terminal.output_of);
  if (!half.revision) {
    half.error = fmt::format("there is no file `{}`, and git knows no revision `{}` here", display::escaped(operand),
                             display::escaped(revision));
    return;
  }
  half.files = half.revision.get();
  const std::string file = file_of_revision(operand.substr(colon + 1), *half.revision, session.terminal);
  const auto text = half.revision->read(file);
  if (!text || half.revision->kind(file) != FileSystem::Kind::file) {
    half.error = fmt::format("the revision `{}` has no file `{}`", display::escaped(revision), display::escaped(file));
    return;
  }
  spec = {operand, paths::parent(file), *text, "."};
}

Half compile_half(const std::string& operand, const Request& request, Session& session) {
  Half half;
  half.files = &session.files;
  Spec spec;
  const std::size_t colon = operand.find(':');
  if (session.files.kind(operand) == FileSystem::Kind::missing && colon != std::string::npos && colon > 0) {
    read_revision(half, operand, colon, spec, session);
  } else {
    Selection selection = select_specs({operand}, session.files, session.terminal);
    half.error = selection.error;
    if (half.error.empty() && selection.specs.size() != 1)
      half.error = fmt::format("`{}` holds several specs; diff compares two", display::escaped(operand));
    if (half.error.empty()) spec = std::move(selection.specs.front());
  }
  if (!half.error.empty()) return half;
  Compilation compilation = compile(*half.files, spec.name, spec.text, spec.directory, request.compile);
  half.compiled.push_back({std::move(spec), std::move(compilation)});
  print(half.compiled, format_of(request), session);
  if (!has_errors(half.compiled))
    for (Unit& unit : half.compiled.front().result.units) collect_context(unit.module, *half.files, half.directory());
  return half;
}

/// What a source holds: names, the executable bit, and the bytes where these can differ from the other side's.
class Contents {
 public:
  Contents(const Half& half, const ir::Image& image, bool same_place)
      : half_(half), image_(image), same_place_(same_place) {}

  std::string operator()(const std::string& source) {
    const auto [known, is_new] = known_.emplace(source, "");
    if (!is_new) return known->second;
    std::string text;
    for (const std::string& file : image_.context_files) {
      if (source != "." && !ir::is_inside(file, source)) continue;
      const std::string place = paths::join(half_.directory(), file);
      text += fmt::format("{}\n{} {}\n", file, half_.files->executable(place), content(place, file == source));
    }
    return known->second = sha256(text);
  }

 private:
  [[nodiscard]] std::string content(const std::string& place, bool is_named) const {
    if (same_place_) return "";
    if (const auto target = half_.files->link(place); target && !is_named) return "-> " + *target;
    return sha256(half_.files->read(place).value_or(""));
  }

  const Half& half_;
  const ir::Image& image_;
  bool same_place_;
  std::map<std::string, std::string> known_;
};

/// The builds of the old side's further images: the engine has their layers, too.
class OtherImages {
 public:
  OtherImages(const Half& half, const ir::Image* without, bool same_place) {
    for (const ImageTarget& target : half.images()) {
      if (target.image == without) continue;
      builds_.push_back(layers::build_of(target.module(), *target.image));
      contents_.emplace_back(half, *target.image, same_place);
    }
  }
  [[nodiscard]] std::vector<layers::Side> sides() {
    std::vector<layers::Side> result;
    for (std::size_t i = 0; i < builds_.size(); ++i) result.push_back({&builds_[i], std::ref(contents_[i])});
    return result;
  }

 private:
  std::vector<layers::Build> builds_;
  std::deque<Contents> contents_;
};

/// What an image of one side is on the other one: the image of its name and variant, or where each has only one, that.
const ImageTarget* counterpart(const ImageTarget& one, const std::vector<ImageTarget>& own,
                               const std::vector<ImageTarget>& other_side) {
  const auto found = std::find_if(other_side.begin(), other_side.end(), [&](const ImageTarget& other) {
    return other.image->repository == one.image->repository && other.unit->variant == one.unit->variant;
  });
  if (found != other_side.end()) return &*found;
  return other_side.size() == 1 && own.size() == 1 ? &other_side.front() : nullptr;
}

std::string summary_of(const std::vector<layers::Verdict>& verdicts) {
  std::size_t kept = 0;
  std::size_t rebuilt = 0;
  for (const layers::Verdict& verdict : verdicts) {
    if (verdict.layer->executed && verdict.action == layers::Verdict::Action::keep) ++kept;
    if (verdict.action == layers::Verdict::Action::rebuild) ++rebuilt;
  }
  return fmt::format("{} kept, {} rebuilt", kept, rebuilt);
}

}  // namespace

Outcome diff_command(const Request& request, Session& session) {
  if (request.operands[0] == "-" && request.operands[1] == "-")
    return {refuse(session, "standard input can be one side of diff, and not both"), {}};
  const Half before = compile_half(request.operands[0], request, session);
  if (!before.error.empty()) return {refuse(session, before.error), {}};
  const Half after = compile_half(request.operands[1], request, session);
  if (!after.error.empty()) return {refuse(session, after.error), {}};
  // As of `diff`: 1 says that there is something, 2 that it could not be looked at.
  if (has_errors(before.compiled) || has_errors(after.compiled)) return {status::unable, {}};

  const bool same_place = before.files == after.files &&
                          before.files->canonical(before.directory()) == after.files->canonical(after.directory());
  int result = status::done;
  const layers::Build nothing;
  const std::vector<ImageTarget> old_images = before.images();
  const std::vector<ImageTarget> new_images = after.images();
  for (const ImageTarget& target : new_images) {
    const ImageTarget* old = counterpart(target, new_images, old_images);
    const layers::Build then = old != nullptr ? layers::build_of(old->module(), *old->image) : nothing;
    const layers::Build now = layers::build_of(target.module(), *target.image);
    Contents old_content(before, old != nullptr ? *old->image : *target.image, same_place);
    Contents new_content(after, *target.image, same_place);
    OtherImages others(before, old != nullptr ? old->image : nullptr, same_place);
    const auto verdicts =
        layers::compare({&then, std::ref(old_content)}, {&now, std::ref(new_content)}, others.sides());
    if (std::any_of(verdicts.begin(), verdicts.end(),
                    [](const layers::Verdict& verdict) { return verdict.action == layers::Verdict::Action::rebuild; }))
      result = status::wrong;
    if (request.form == MessageForm::json) {
      session.streams.out += layers::json(now, verdicts) + "\n";
      continue;
    }
    if (!session.streams.out.empty()) session.streams.out += "\n";
    session.streams.out += display::escaped(now.image) + "\n" + layers::table(verdicts) + summary_of(verdicts) + "\n";
  }
  for (const ImageTarget& target : old_images) {
    if (request.form == MessageForm::json || counterpart(target, old_images, new_images) != nullptr) continue;
    session.streams.out += fmt::format("\n{}\n  gone  the whole image\n", display::escaped(target.image->reference()));
  }
  return {result, {}};
}

}  // namespace boxwright::driver
