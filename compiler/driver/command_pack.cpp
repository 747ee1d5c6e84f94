// pack: a folder, or an archive of it, that builds elsewhere: the Dockerfile, its ignore file, the scripts, and of the
// project just what the build may see. Nothing else is needed but an engine.

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "compiler/base/display.hpp"
#include "compiler/base/path_text.hpp"
#include "compiler/base/paths.hpp"
#include "compiler/driver/commands.hpp"
#include "compiler/driver/tar.hpp"
#include "compiler/driver/verified.hpp"
#include "compiler/ir/paths.hpp"

namespace boxwright::driver {

namespace {

using Kind = TarEntry::Kind;

/// What is packed, or why it cannot be.
struct Packed {
  std::vector<TarEntry> entries;
  std::string error;
};

/// The folders around all entries, and those that are copied without a file in them.
void add_folders(Packed& packed, const ir::Image& image) {
  std::set<std::string> folders;
  const auto add = [&](std::string path) {
    for (; path != "." && !path.empty(); path = paths::parent(path)) folders.insert(path);
  };
  std::set<std::string> links;
  for (const TarEntry& entry : packed.entries) {
    add(paths::parent(entry.path));
    if (entry.kind == Kind::link) links.insert(entry.path);
  }
  // What lies behind a link is packed where it is.
  for (const std::string& folder : image.context_folders)
    if (!links.contains(folder) && !ir::lies_in_one_of(folder, links)) add(folder);
  for (const std::string& folder : folders) packed.entries.push_back({folder, Kind::folder, {}, false});
}

/// Where a link leads out of the folder it lies in, it leads nowhere once it is elsewhere; the engine says so there
/// too.
Packed pack(const ImageTarget& target, const FileSystem& files) {
  Packed packed;
  backends::Layout layout = target.layout;
  layout.context = ".";
  layout.folder = ".";
  std::set<std::string> written;
  const auto outputs = backends::emit(target.module(), *target.image, layout);
  packed.error = misunderstanding(target, outputs);
  for (const backends::OutputFile& file : outputs) {
    written.insert(file.path);
    packed.entries.push_back({file.path, Kind::file, file.content, file.executable});
  }
  if (!packed.error.empty()) return packed;
  for (const std::string& path : target.image->context_files) {
    const std::string place = paths::join(target.compiled->spec.directory, path);
    if (written.contains(path)) {
      packed.error =
          fmt::format("`{}` of the project has the name of a file that is written; name it differently", path);
    } else if (const auto leads = files.link(place)) {
      packed.entries.push_back({path, Kind::link, *leads, false});
    } else if (const auto content = files.read(place)) {
      packed.entries.push_back({path, Kind::file, *content, files.executable(place)});
    } else {
      packed.error = fmt::format("`{}` cannot be read", path);
    }
    if (!packed.error.empty()) return packed;
  }
  add_folders(packed, *target.image);
  return packed;
}

/// The time of every entry: what SOURCE_DATE_EPOCH says, as other tools take it, or the beginning of time.
std::optional<std::uint64_t> packed_time(const std::string& epoch) {
  std::uint64_t time = 0;
  if (epoch.empty()) return time;
  const char* end = epoch.data() + epoch.size();
  const auto read = std::from_chars(epoch.data(), end, time);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return time;
}

int write_archive(const std::string& path, const Packed& packed, bool force, Session& session) {
  const std::optional<std::uint64_t> time = packed_time(session.terminal.source_date_epoch);
  if (!time) return refuse(session, "SOURCE_DATE_EPOCH is no number of seconds");
  if (session.files.kind(path) != FileSystem::Kind::missing && !force)
    return refuse(session, fmt::format("`{}` is there already; replace it with --force", path));
  if (const auto error = session.files.write(path, tar_archive(packed.entries, *time), false))
    return refuse(session, fmt::format("cannot write `{}`: {}", path, *error));
  return status::done;
}

int write_folder(const std::string& path, const Packed& packed, Session& session) {
  const FileSystem::Kind kind = session.files.kind(path);
  const bool free =
      kind == FileSystem::Kind::missing || (kind == FileSystem::Kind::directory && session.files.list(path).empty());
  if (!free) return refuse(session, fmt::format("`{}` is there already; name a new or an empty folder", path));
  for (const TarEntry& entry : packed.entries) {
    if (entry.kind == Kind::link)
      return refuse(session, fmt::format("`{}` is a link; an archive can hold it: -o {}.tar", entry.path, path));
    const bool has_file = std::any_of(packed.entries.begin(), packed.entries.end(), [&](const TarEntry& other) {
      return other.kind == Kind::file && other.path.starts_with(entry.path + "/");
    });
    if (entry.kind == Kind::folder && !has_file)
      return refuse(session,
                    fmt::format("`{}` is an empty folder; an archive can hold it: -o {}.tar", entry.path, path));
  }
  for (const TarEntry& entry : packed.entries) {
    if (entry.kind != Kind::file) continue;
    if (const auto error = session.files.write(paths::join(path, entry.path), entry.content, entry.executable))
      return refuse(session, fmt::format("cannot write `{}`: {}", paths::join(path, entry.path), *error));
  }
  return status::done;
}

/// What a launch takes from beside the spec stays where it is.
std::string left_behind(const ir::Image& image) {
  std::set<std::string> sources;
  for (const ir::Launch& launch : image.launches) {
    for (const ir::LaunchMount& mount : launch.mounts)
      if (!mount.writable && !mount.source.starts_with('/') && !mount.source.starts_with('~'))
        sources.insert(mount.source);
    for (const std::string& file : launch.environment_files)
      if (!file.starts_with('/') && !file.starts_with('~')) sources.insert(file);
  }
  std::string text;
  for (const std::string& source : sources)
    text += fmt::format("note: a launch uses `{}`, which is not packed\n", display::escaped(source));
  return text;
}

}  // namespace

Outcome pack_command(const Request& request, Session& session) {
  if (!request.output) return {refuse(session, "pack needs -o: a new folder, or a file that ends in .tar"), {}};
  const std::string& path = *request.output;
  if (path.ends_with(".gz") || path.ends_with(".tgz") || path.ends_with(".zip") || path.ends_with(".xz"))
    return {refuse(session, fmt::format("pack writes a folder or a .tar, and no `{}`", file_name(path))), {}};

  Request beside = request;  // what is compiled is what lies beside the spec: only its place is another
  beside.output.reset();
  Build compiled = build(beside, session);
  if (compiled.failed) return {*compiled.failed, {}};
  if (compiled.targets.size() != 1) {
    const std::string why = compiled.targets.empty()
                                ? "there is no image to pack"
                                : "pack takes one image; choose it with --image=: " + choices(compiled.targets);
    return {refuse(session, why), {}};
  }
  complete(compiled, session);
  const ImageTarget& target = compiled.targets[0];
  const Packed packed = pack(target, session.files);
  if (!packed.error.empty()) return {refuse(session, packed.error), {}};
  const int result = path.ends_with(".tar") ? write_archive(path, packed, request.force, session)
                                            : write_folder(path, packed, session);
  if (result != status::done) return {result, {}};
  const auto count = std::count_if(packed.entries.begin(), packed.entries.end(),
                                   [](const TarEntry& entry) { return entry.kind != Kind::folder; });
  session.streams.err += fmt::format("packed {}: {} files in {}\n", display::escaped(target.image->reference()), count,
                                     display::escaped(path));
  session.streams.err += left_behind(*target.image);
  return {status::done, {}};
}

}  // namespace boxwright::driver
