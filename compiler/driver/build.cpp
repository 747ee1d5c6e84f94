// From a request to images, and from images to files: what `compile` and the commands that start an engine share.

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "compiler/backends/mark.hpp"
#include "compiler/base/display.hpp"
#include "compiler/base/edit_distance.hpp"
#include "compiler/base/paths.hpp"
#include "compiler/driver/commands.hpp"
#include "compiler/driver/own_files.hpp"
#include "compiler/driver/verified.hpp"
#include "compiler/driver/write_outputs.hpp"

namespace boxwright::driver {

namespace {

/// Files of an image, or of all of a spec's, and the folder they go to.
struct Emitted {
  std::string folder;
  std::vector<backends::OutputFile> files;
  const ImageTarget* target = nullptr;  ///< whose they are,
  bool whole = false;                   ///< or the first of a spec's images that share them
};

/// What is asked for, and what an earlier compile was asked for: a file that is there is kept up to date.
std::set<std::string, std::less<>> wanted_of(const ImageTarget& target, const Request& request,
                                             const FileSystem& files) {
  std::set<std::string, std::less<>> wanted = request.emitted;
  for (const backends::Backend& backend : backends::backends()) {
    if (backend.by_default || wanted.contains(backend.name)) continue;
    const std::string& folder = backend.whole ? target.root : target.folder;
    const backends::Layout& layout = backend.whole ? target.whole : target.layout;
    for (const backends::OutputFile& file : backend.emit(target.module(), *target.image, layout)) {
      const OwnFile own = read_own_file(paths::join(folder, file.path), files);
      if (own.intact && own.source == backends::printed_source(layout.spec)) wanted.emplace(backend.name);
    }
  }
  return wanted;
}

std::vector<Emitted> emitted(const std::vector<ImageTarget>& targets, const Request& request, const FileSystem& files) {
  std::vector<Emitted> result;
  const Compiled* last = nullptr;
  for (const ImageTarget& target : targets) {
    const auto wanted = wanted_of(target, request, files);
    result.push_back({target.folder, backends::emit(target.module(), *target.image, target.layout, wanted), &target});
    if (target.compiled != last)
      result.push_back({target.root, backends::emit_whole(target.module(), target.whole, wanted), &target, true});
    last = target.compiled;
  }
  return result;
}

/// Why what is to be written would not do what the specs say; empty where it would.
std::string misunderstood(const std::vector<Emitted>& all) {
  for (const Emitted& one : all) {
    std::string found =
        one.whole ? misunderstanding(one.target->whole.modules, one.files) : misunderstanding(*one.target, one.files);
    if (!found.empty()) return found;
  }
  return {};
}

/// Beginnings are written where there is nothing.
void leave_begun(std::vector<Emitted>& all, const FileSystem& files) {
  for (Emitted& one : all) {
    const auto is_begun = [&](const backends::OutputFile& file) {
      return file.is_beginning && files.kind(paths::join(one.folder, file.path)) == FileSystem::Kind::file;
    };
    one.files.erase(std::remove_if(one.files.begin(), one.files.end(), is_begun), one.files.end());
  }
}

/// The folders that a compile makes itself: those of images and launches, and those that the paths of files name.
std::vector<std::string> folders_of(const std::vector<Emitted>& all, const std::vector<ImageTarget>& targets) {
  std::vector<std::string> folders = made_folders(targets);
  std::set<std::string> known(folders.begin(), folders.end());
  for (const Emitted& one : all) {
    for (const backends::OutputFile& file : one.files) {
      for (std::size_t at = file.path.find('/'); at != std::string::npos; at = file.path.find('/', at + 1))
        if (std::string folder = paths::join(one.folder, file.path.substr(0, at)); known.insert(folder).second)
          folders.push_back(std::move(folder));
    }
  }
  return folders;
}

std::vector<Output> outputs_of(const std::vector<Emitted>& all) {
  std::vector<Output> outputs;
  for (const Emitted& one : all)
    for (const backends::OutputFile& file : one.files)
      outputs.push_back({paths::join(one.folder, file.path), file.content, file.executable});
  return outputs;
}

/// What a file that was asked for cannot say, and what else it needs.
std::string notes_of(const std::vector<Emitted>& all) {
  std::string text;
  for (const Emitted& one : all) {
    for (const backends::OutputFile& file : one.files) {
      for (const std::string& note : file.notes)
        text +=
            fmt::format("note: {}: {}\n", display::escaped(paths::join(one.folder, file.path)), display::escaped(note));
    }
  }
  return text;
}

/// Two specs in one folder would overwrite each other's files, and an output must not overwrite a spec.
std::string collision(const std::vector<Compiled>& compiled, const std::vector<ImageTarget>& targets,
                      const std::vector<Output>& outputs, const FileSystem& files) {
  std::map<std::string, const Compiled*> owners;
  for (const ImageTarget& target : targets) {
    const auto [owner, is_new] = owners.emplace(files.canonical(target.folder), target.compiled);
    if (!is_new && owner->second != target.compiled) {
      return fmt::format("`{}` and `{}` would both write to `{}`; compile them one by one, each with its own -o",
                         display::escaped(owner->second->spec.name), display::escaped(target.compiled->spec.name),
                         display::escaped(target.folder));
    }
  }
  std::set<std::string> specs;
  for (const Compiled& one : compiled) specs.insert(files.canonical(one.spec.name));
  for (const Output& output : outputs) {
    const std::string path = display::escaped(output.path);
    if (specs.contains(files.canonical(output.path)))
      return fmt::format("`{}` is a spec and would be overwritten; give it another name", path);
  }
  return {};
}

/// Below `-o` specs keep the folders they have below the folder that was named, so none may lie outside of it.
std::string misplaced(const std::vector<Spec>& specs, const Request& request) {
  if (!request.output || specs.size() < 2) return {};
  for (const Spec& spec : specs) {
    const std::string name = display::escaped(spec.name);
    if (paths::escapes(spec.place))
      return fmt::format("`{}` lies outside of this folder, so it has no place below -o; compile it by itself", name);
  }
  return {};
}

int unknown_image(const Build& build, const std::string& name, Session& session) {
  if (build.targets.empty()) return refuse(session, fmt::format("there is no image `{}`", display::escaped(name)));
  const std::string all = choices(build.targets);
  return refuse(session, fmt::format("there is no image `{}`{}; there is {}", display::escaped(name),
                                     similar_image(build.targets, name), all));
}

/// A parameter that is set and that no spec has is a slip.
std::string unknown_setting(const Build& build, const Request& request) {
  std::set<std::string> known;
  for (const Compiled& one : build.compiled) known.insert(one.result.parameters.begin(), one.result.parameters.end());
  for (const auto& [name, value] : request.compile.settings) {
    if (known.contains(name)) continue;
    const std::string shown = display::escaped(name);
    if (known.empty()) return fmt::format("`--set {}=…`: the spec has no parameters", shown);
    const auto guess = closest(name, {known.begin(), known.end()});
    return fmt::format("`--set {}=…`: there is no parameter `{}`{}; there is {}", shown, shown,
                       guess ? fmt::format("; did you mean `{}`?", *guess) : "", fmt::join(known, ", "));
  }
  return {};
}

}  // namespace

Build build(const Request& request, Session& session) {
  Build result;
  Selection selection = select_specs(request.operands, session.files, session.terminal);
  if (selection.error.empty()) selection.error = misplaced(selection.specs, request);
  if (!selection.error.empty()) {
    result.failed = refuse(session, selection.error);
    return result;
  }
  for (Spec& spec : selection.specs) {
    CompileOptions options = request.compile;
    if (options.today.empty()) options.today = session.terminal.today;
    options.may_be_library = request.command == Command::check || !spec.was_named;
    options.output = root_of(spec, request.output, selection.specs.size() > 1);
    Compilation compilation = compile(session.files, spec.name, spec.text, spec.directory, options);
    result.compiled.push_back({std::move(spec), std::move(compilation)});
  }
  if (const std::string error = unknown_setting(result, request); !error.empty()) {
    result.failed = refuse(session, error);
    return result;
  }
  print(result.compiled, format_of(request), session);
  if (has_errors(result.compiled)) {
    result.failed = status::wrong;
    return result;
  }
  for (const Compiled& one : result.compiled) session.streams.out += one.result.printed_ir;
  result.targets = image_targets(result.compiled, request.output, session.files);
  if (request.image) {
    std::vector<ImageTarget> chosen = named(result.targets, *request.image);
    if (chosen.empty()) result.failed = unknown_image(result, *request.image, session);
    result.targets = std::move(chosen);
  }
  return result;
}

void complete(Build& build, Session& session) {
  for (Compiled& one : build.compiled) complete(one.result, session.files, one.spec.directory);
}

int write_images(const Build& build, const Request& request, Session& session) {
  std::vector<Emitted> files = emitted(build.targets, request, session.files);
  if (const std::string fault = misunderstood(files); !fault.empty()) return refuse(session, fault);
  leave_begun(files, session.files);
  const std::vector<Output> outputs = outputs_of(files);
  if (const std::string error = collision(build.compiled, build.targets, outputs, session.files); !error.empty())
    return refuse(session, error);
  const std::vector<SweptFolder> swept = swept_folders(build.targets, !request.image, session.files);
  const std::vector<Change> changes =
      plan_outputs(outputs, folders_of(files, build.targets), swept, request.force, session.files);
  if (request.check) return check_outputs(changes, session.streams.err);
  std::string report;
  const int result = write_outputs(changes, session.files, report);
  const bool for_people = is_for_people(request.form);
  if (for_people || result != status::done) session.streams.err += report;
  // Once: they stand in the file too.
  if (for_people && !report.empty() && !format_of(request).errors_only) session.streams.err += notes_of(files);
  return result;
}

}  // namespace boxwright::driver
