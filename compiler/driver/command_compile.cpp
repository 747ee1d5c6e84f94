// compile: writes what the images of the named specs compile to, prints it with --stdout, or compares with --check.

#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/display.hpp"
#include "compiler/base/edit_distance.hpp"
#include "compiler/driver/commands.hpp"
#include "compiler/driver/summary.hpp"
#include "compiler/driver/verified.hpp"

namespace boxwright::driver {

namespace {

constexpr std::string_view everything = "all";

/// Why `--stdout=NAME` cannot be done; empty if it can.
std::string unknown_backend(const std::string& name) {
  if (name == everything || backends::find_backend(name) != nullptr) return {};
  std::vector<std::string_view> names{everything};
  for (const backends::Backend& backend : backends::backends()) names.push_back(backend.name);
  const auto guess = closest(name, names);
  return fmt::format("--stdout prints {}, and no `{}`{}", fmt::join(names, ", "), display::escaped(name),
                     guess ? fmt::format("; did you mean `{}`?", *guess) : "");
}

/// Why files for MHub that were asked for cannot be written; empty where they can, or nobody asked.
std::string nothing_for_mhub(const Build& build, const Request& request) {
  constexpr std::string_view mhub = "mhub";
  if (!request.emitted.contains(mhub) && request.shown != mhub) return {};
  const backends::Backend& backend = *backends::find_backend(mhub);
  const bool any = std::any_of(build.targets.begin(), build.targets.end(), [&](const ImageTarget& target) {
    return !backend.emit(target.module(), *target.image, target.whole).empty();
  });
  if (any || build.targets.empty()) return {};
  return "there is nothing to write for MHub: no image says `conform mhub`, which `use mhub` does unless it has "
         "import=no";
}

/// The files, each below a line that names it, as `head` does with several.
std::string with_names(const std::vector<backends::OutputFile>& files) {
  std::string text;
  for (const backends::OutputFile& file : files) {
    if (!text.empty()) text += "\n";
    text += fmt::format("==> {} <==\n{}", file.path, file.content);
  }
  return text;
}

int show(const Build& build, const std::string& name, const Request& request, Session& session) {
  if (build.targets.empty()) return refuse(session, "there is no image to show");
  if (build.targets.size() > 1)
    return refuse(session, "--stdout shows one image; choose it with --image=: " + choices(build.targets));
  const ImageTarget& target = build.targets[0];
  if (name == everything) {
    auto files = backends::emit(target.module(), *target.image, target.layout, request.emitted);
    if (const std::string fault = misunderstanding(target, files); !fault.empty()) return refuse(session, fault);
    for (auto& file : backends::emit_whole(target.module(), target.whole, request.emitted))
      files.push_back(std::move(file));
    session.streams.out += with_names(files);
    return status::done;
  }
  const backends::Backend& backend = *backends::find_backend(name);
  const auto files = backend.emit(target.module(), *target.image, backend.whole ? target.whole : target.layout);
  if (!backend.whole)
    if (const std::string fault = misunderstanding(target, files); !fault.empty()) return refuse(session, fault);
  session.streams.out += files.size() == 1 ? files[0].content : with_names(files);
  return status::done;
}

void summarise(const Build& build, Session& session) {
  for (const ImageTarget& target : build.targets)
    session.streams.err += summary(target.module(), *target.image, target.compiled->spec.directory, session.files);
}

void say_statistics(const Build& build, Session& session) {
  for (const ImageTarget& target : build.targets)
    session.streams.err += shell_statistics(*target.image, target.compiled->result.sources);
}

}  // namespace

Outcome compile_command(const Request& request, Session& session) {
  if (request.shown)
    if (const std::string error = unknown_backend(*request.shown); !error.empty()) return {refuse(session, error), {}};

  Build compiled = build(request, session);
  if (compiled.failed) return {*compiled.failed, {}};
  if (const std::string error = nothing_for_mhub(compiled, request); !error.empty())
    return {refuse(session, error), {}};
  complete(compiled, session);
  if (request.stats) say_statistics(compiled, session);
  if (request.shown) return {show(compiled, *request.shown, request, session), {}};

  const std::string said = session.streams.err;
  const int result = write_images(compiled, request, session);
  if (result != status::done || request.check || !is_for_people(request.form)) return {result, {}};
  if (compiled.targets.empty()) {
    session.streams.err += "no image, so nothing to write\n";
  } else if (session.streams.err == said) {
    session.streams.err += "nothing to write: all files are up to date\n";
  }
  summarise(compiled, session);
  return {status::done, {}};
}

}  // namespace boxwright::driver
