#include "compiler/driver/context.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>
#include <vector>

#include "compiler/backends/backend.hpp"
#include "compiler/base/enumeration.hpp"
#include "compiler/base/kept_back.hpp"
#include "compiler/base/link_path.hpp"
#include "compiler/base/path_text.hpp"
#include "compiler/base/paths.hpp"
#include "compiler/base/pattern_matcher.hpp"
#include "compiler/base/sha256.hpp"
#include "compiler/driver/own_files.hpp"
#include "compiler/ir/paths.hpp"

namespace boxwright::driver {

namespace {

using Names = std::vector<std::string>;

constexpr std::uint64_t hashed_whole = 16U << 20U;  // above this many bytes a file counts by its size alone
constexpr std::size_t most_named = 5;               // files in one message

/// Which paths the image's own ignore file leaves out; nothing where the spec's patterns are none.
std::optional<PatternMatcher> ignore_file(const ir::Module& module, const ir::Image& image) {
  return PatternMatcher::read(backends::emit_dockerignore(module, image, {}).front().content);
}

/// Does a step take this file or folder of the context?
bool takes(const ir::Step& step, const std::string& source) {
  const Names sources = ir::context_sources(step);
  return std::find(sources.begin(), sources.end(), source) != sources.end();
}

/// The row that takes a source into the image, where one of its steps still says so.
std::optional<Span> row_of(const ir::Module& module, const ir::Image& image, const std::string& source) {
  for (const ir::Stage* stage : ir::stages_of(module, image))
    for (const ir::Step& step : stage->steps)
      if (takes(step, source)) return step.origin.spans.front();
  return std::nullopt;
}

/// Patterns that no engine takes, and patterns that would keep out what is copied.
void check_ignored(const ir::Module& module, const ir::Image& image, Diagnostics& diagnostics) {
  for (const Located<std::string>& pattern : image.ignored) {
    const auto matcher = PatternMatcher::read(pattern.value);
    if (!matcher) {
      diagnostics.report(diag::BadIgnore, pattern.span, pattern.value)
          .note("write for example `*.csv`, `tests/**` or `data[0-9].txt`; each `[` has its `]`");
      continue;
    }
    for (const std::string& source : ir::named_sources(image)) {
      if (!matcher->ignores(source)) continue;
      auto entry = diagnostics.report(diag::IgnoredSource, pattern.span, source);
      if (const auto row = row_of(module, image, source)) entry.label(*row, "taken in here");
    }
  }
}

/// A row of any image that takes something of a folder.
std::optional<Span> row_into(const ir::Module& module, const std::string& folder) {
  for (const ir::Image& image : module.images)
    for (const std::string& source : ir::named_sources(image))
      if (ir::is_inside(source, folder)) return row_of(module, image, source).value_or(image.origin.spans.front());
  return std::nullopt;
}

/// Among several images each writes to a folder of its own, which must not be one that holds the project's files: these
/// would be left out of the context, or what is written would come into it.
bool is_foreign(const std::string& folder, const FileSystem& files, const std::string& directory) {
  const std::string place = paths::join(directory, folder);
  if (files.kind(place) != FileSystem::Kind::directory || files.list(place).empty()) return false;
  return !is_own(paths::join(place, "Dockerfile"), files) && !is_own(place, files);
}

void check_folders(const ir::Module& module, const ir::Image& image, const FileSystem& files,
                   const std::string& directory, Diagnostics& diagnostics) {
  if (image.folder.empty()) return;
  for (const std::string& folder : module.output_folders) {
    const bool of_this_image = folder == image.folder || folder.ends_with("/" + image.folder);
    if (!of_this_image) continue;
    const Span name = image.origin.spans.front();
    const auto row = row_into(module, folder);
    if (!row && !is_foreign(folder, files, directory)) continue;
    auto entry = diagnostics.report(diag::FolderTaken, row.value_or(name), image.reference(), folder);
    if (row) entry.label(name, "this image");
    entry.note("name the image or the folder differently");
  }
}

/// Our own files that a row names. They are written after the context is looked at, and would differ each time.
void check_copied_outputs(const ir::Module& module, const ir::Image& image, const FileSystem& files,
                          const std::string& directory, Diagnostics& diagnostics) {
  for (const std::string& source : ir::named_sources(image)) {
    const bool written_here =
        std::any_of(module.output_folders.begin(), module.output_folders.end(), [&](const std::string& folder) {
          const std::string in = paths::parent(source);
          return source != "." && (in == folder || in == paths::join(folder, "launch"));
        });
    if (written_here && is_own(paths::join(directory, source), files))
      diagnostics.report(diag::CopiedOutput, row_of(module, image, source).value_or(image.origin.spans.front()), source)
          .note("leave it out: an image is not made of what builds and starts it");
  }
}

/// Finds what has the name of a secret in a folder that is copied, and is therefore left out of it.
class SecretFinder {
 public:
  SecretFinder(const ir::Module& module, const ir::Image& image, const FileSystem& files, const std::string& directory)
      : files_(files), directory_(directory), ignore_file_(ignore_file(module, image)) {
    std::string patterns;
    for (const Located<std::string>& pattern : image.ignored) patterns += pattern.value + "\n";
    asked_for_ = PatternMatcher::read(patterns);
  }

  void find(const std::string& folder, Names& found) const {
    if (!ignore_file_ || !asked_for_) return;
    for (const std::string& name : files_.list(paths::join(directory_, folder))) {
      const std::string path = paths::join(folder, name);
      // Two parts are enough to know such a name by, and a short path is quickly compared.
      if (is_secret_path(paths::join(file_name(folder), name))) {
        if (ignore_file_->ignores(path) && !asked_for_->ignores(path)) found.push_back(path);
      } else if (is_folder(path) && !ignore_file_->ignores(path)) {
        find(path, found);
      }
    }
  }

 private:
  [[nodiscard]] bool is_folder(const std::string& path) const {
    const std::string place = paths::join(directory_, path);
    return files_.kind(place) == FileSystem::Kind::directory && !files_.link(place);
  }

  const FileSystem& files_;
  const std::string& directory_;
  std::optional<PatternMatcher> ignore_file_;
  std::optional<PatternMatcher> asked_for_;  ///< what the spec itself leaves out
};

void report_left_out(const Names& names, Span row, Diagnostics& diagnostics) {
  diagnostics.report(diag::SecretsLeftOut, row, enumeration(names, most_named))
      .note(fmt::format("to send one all the same, name it in a row of its own: `copy {} -> …`", names.front()))
      .note(fmt::format("to say that it stays out: `ignore {}`", escape_pattern(names.front())));
}

void check_left_out(const ir::Module& module, const FileSystem& files, const std::string& directory,
                    Diagnostics& diagnostics) {
  std::set<std::string> said;
  for (const ir::Image& image : module.images) {
    if (image.context_folders.empty()) continue;
    const SecretFinder finder(module, image, files, directory);
    // A folder before the one it lies in, so that each row is told of what is its own.
    Names folders = image.context_folders;
    std::stable_sort(folders.begin(), folders.end(), [](const auto& a, const auto& b) {
      return (a == "." ? 0 : a.size()) > (b == "." ? 0 : b.size());
    });
    for (const std::string& folder : folders) {
      Names found;
      finder.find(folder, found);
      std::erase_if(found, [&](const std::string& path) { return !said.insert(path).second; });
      if (!found.empty())
        report_left_out(found, row_of(module, image, folder).value_or(image.origin.spans.front()), diagnostics);
    }
  }
}

/// Every file at or below a path of the context, without what the ignore file keeps out. A link is sent as a link.
void collect_files(const FileSystem& files, const std::string& directory, const std::string& path,
                   const std::function<bool(const std::string&)>& admits, Names& found) {
  const std::string place = paths::join(directory, path);
  const FileSystem::Kind kind = files.kind(place);
  if (kind == FileSystem::Kind::directory && !files.link(place)) {
    for (const std::string& name : files.list(place))
      collect_files(files, directory, paths::join(path, name), admits, found);
  } else if (kind != FileSystem::Kind::missing && admits(path)) {
    found.push_back(path);
  }
}

/// Admits the links that a source leads through, and what they lead to: the engine finds it only if all of it is sent.
void admit_link_targets(ir::Image& image, const FileSystem& files, const std::string& directory) {
  std::set<std::string> admitted(image.context_sources.begin(), image.context_sources.end());
  for (const std::string& source : ir::named_sources(image)) {
    const LinkPath followed = follow_links(files, directory, source);
    if (followed.links.empty()) continue;
    for (const LinkPath::Link& link : followed.links) admitted.insert(link.path);
    admitted.insert(followed.end);
    // What is named behind a link lies elsewhere, and is sent from there.
    if (followed.links.front().path != source) admitted.erase(source);
  }
  image.context_sources.clear();
  for (const std::string& path : admitted)
    if (!ir::lies_in_one_of(path, admitted)) image.context_sources.push_back(path);
}

void collect_image_context(const ir::Module& module, ir::Image& image, const FileSystem& files,
                           const std::string& directory) {
  const auto matcher = ignore_file(module, image);
  image.context_files.clear();
  for (const std::string& source : image.context_sources) {
    collect_files(
        files, directory, source, [&](const std::string& path) { return !matcher || !matcher->ignores(path); },
        image.context_files);
  }
  std::sort(image.context_files.begin(), image.context_files.end());
}

/// The text of the files that say what image and launch are, without the line that says who wrote them.
std::string meaning(const ir::Module& module, const ir::Image& image) {
  std::string result;
  const auto add = [&](const std::vector<backends::OutputFile>& outputs, bool launches_only) {
    for (const backends::OutputFile& output : outputs) {
      if (launches_only && !file_name(output.path).starts_with("run")) continue;
      std::string_view rest = output.content;
      while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\n'), rest.size() - 1) + 1;
        if (rest.substr(0, end).find("Generated by boxwright") == std::string_view::npos) result += rest.substr(0, end);
        rest.remove_prefix(end);
      }
    }
  };
  add(backends::emit_dockerfile(module, image, {}), false);
  add(backends::emit_scripts(module, image, {}), true);
  return result;
}

/// What a file of the context says: its bytes, or where it leads.
std::string content(const FileSystem& files, const std::string& place) {
  if (const auto target = files.link(place)) return "-> " + *target;
  const std::uint64_t size = files.size(place).value_or(0);
  return size > hashed_whole ? std::to_string(size) : sha256(files.read(place).value_or(""));
}

/// What a running container is compared by: not the spec's text, so that a comment changes nothing.
std::string stamp(const ir::Module& module, const ir::Image& image, const FileSystem& files,
                  const std::string& directory) {
  std::string facts = meaning(module, image);
  for (const std::string& path : image.context_files) {
    const std::string place = paths::join(directory, path);
    facts += path;
    facts += '\0';
    facts += files.executable(place) ? 'x' : '-';
    facts += content(files, place);
    facts += '\n';
  }
  return sha256(facts);
}

}  // namespace

void place_outputs(ir::Module& module, const std::vector<std::string>& image_folders, const FileSystem& files,
                   const std::string& directory, const std::string& output) {
  module.image_folders = image_folders;
  for (ir::Image& image : module.images) {
    admit_link_targets(image, files, directory);
    for (const std::string& source : ir::named_sources(image))
      if (files.kind(paths::join(directory, source)) == FileSystem::Kind::directory)
        image.context_folders.push_back(source);
  }
  Names roots{"."};
  if (!output.empty()) {
    const std::string root = paths::relative(files.canonical(directory), files.canonical(output));
    if (root != "." && !paths::escapes(root)) roots.push_back(root);
  }
  for (const std::string& root : roots) {
    module.output_folders.push_back(root);
    for (const std::string& folder : image_folders) module.output_folders.push_back(paths::join(root, folder));
  }
}

void check_context(const ir::Module& module, const FileSystem& files, const std::string& directory,
                   Diagnostics& diagnostics) {
  for (const ir::Image& image : module.images) check_ignored(module, image, diagnostics);
  for (const ir::Image& image : module.images) check_folders(module, image, files, directory, diagnostics);
  for (const ir::Image& image : module.images) check_copied_outputs(module, image, files, directory, diagnostics);
  if (!diagnostics.has_errors()) check_left_out(module, files, directory, diagnostics);
}

void collect_context(ir::Module& module, const FileSystem& files, const std::string& directory) {
  for (ir::Image& image : module.images) collect_image_context(module, image, files, directory);
}

void complete(Compilation& compilation, const FileSystem& files, const std::string& directory) {
  if (compilation.diagnostics.has_errors()) return;
  for (Unit& unit : compilation.units) {
    collect_context(unit.module, files, directory);
    for (ir::Image& image : unit.module.images) {
      image.stamp.clear();
      image.stamp = stamp(unit.module, image, files, directory);
    }
  }
}

}  // namespace boxwright::driver
