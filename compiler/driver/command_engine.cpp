// build, run, shell, stop, status, logs, push, save, load: compile, then become the image's own script of that name, so
// that this program and the scripts cannot differ. `shell --base` is the exception: it needs nothing that was built.

#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/display.hpp"
#include "compiler/base/edit_distance.hpp"
#include "compiler/base/paths.hpp"
#include "compiler/driver/commands.hpp"

namespace boxwright::driver {

namespace {

std::string_view name_of(Command command) {
  const auto& all = commands();
  return std::find_if(all.begin(), all.end(), [&](const CommandInfo& info) { return info.command == command; })->name;
}

std::vector<std::string_view> launch_names(const ir::Image& image) {
  std::vector<std::string_view> names;
  for (const auto& launch : image.launches)
    if (!launch.name.empty()) names.push_back(launch.name);
  return names;
}

bool has_launch(const ir::Image& image, std::string_view name) {
  const auto names = launch_names(image);
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// `run NAME` is short for `run --launch=NAME` where the image has a launch of that name.
void take_launch(Request& request, const ir::Image& image) {
  if (request.command != Command::run || request.launch || request.passed_on.empty()) return;
  if (!has_launch(image, request.passed_on[0])) return;
  request.launch = request.passed_on[0];
  request.passed_on.erase(request.passed_on.begin());
}

int unknown_launch(const std::string& name, const ir::Image& image, Session& session) {
  const auto names = launch_names(image);
  const std::string known = names.empty() ? "it has no named launch" : fmt::format("it has {}", fmt::join(names, ", "));
  const auto guess = closest(name, names);
  return refuse(session, fmt::format("{} has no launch `{}`{}; {}", image.reference(), display::escaped(name),
                                     guess ? fmt::format("; did you mean `{}`?", *guess) : "", known));
}

/// A path that is looked up as a file and, handed to an interpreter, is no option.
std::string as_program(const std::string& path) { return path.starts_with('/') ? path : "./" + path; }

Outcome start_script(Request request, const Build& compiled, Session& session) {
  const ImageTarget& target = compiled.targets[0];
  take_launch(request, *target.image);
  if (request.launch && !has_launch(*target.image, *request.launch))
    return {unknown_launch(*request.launch, *target.image, session), {}};
  if (const int result = write_images(compiled, request, session); result != status::done) return {result, {}};

  std::string script = fmt::format("launch/{}", name_of(request.command));
  if (request.launch) script += "-" + *request.launch;
  const std::string path = paths::join(target.folder, script + ".sh");
  if (session.files.kind(path) != FileSystem::Kind::file)
    return {refuse(session, fmt::format("{} has no {}.sh", target.image->reference(), script)), {}};

  Outcome outcome{status::done, {as_program(path)}};
  outcome.program.insert(outcome.program.end(), request.passed_on.begin(), request.passed_on.end());
  return outcome;
}

/// The image from outside that a stage starts from, through the stages between; nothing for scratch.
const ir::Base* external_base(const ir::Module& module, const ir::Image& image) {
  const ir::Base& base = ir::lowest_stage(module, *ir::find_stage(module, image.stage)).base;
  return base.kind == ir::Base::Kind::image ? &base : nullptr;
}

/// A value in the comma-separated list of `--mount`.
std::string mount_value(const std::string& key, const std::string& value) {
  std::string field = key + "=" + value;
  if (field.find_first_of(",\"") == std::string::npos) return field;
  std::string quoted = "\"";
  for (const char c : field) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

/// A shell, or a command, in the bare base image, with the project to look at.
Outcome start_base(const Request& request, const Build& compiled, Session& session) {
  const ImageTarget& target = compiled.targets[0];
  const ir::Base* base = external_base(target.module(), *target.image);
  if (base == nullptr)
    return {refuse(session, fmt::format("{} starts from scratch, where there is no shell", target.image->reference())),
            {}};

  const std::string project = session.files.canonical(target.compiled->spec.directory);
  Outcome outcome;
  std::vector<std::string>& words = outcome.program;
  words = {session.terminal.engine, "run", "--rm", "--interactive"};
  if (session.terminal.interactive) words.emplace_back("--tty");
  if (!base->platform.empty()) words.push_back("--platform=" + base->platform);
  words.push_back("--mount=type=bind," + mount_value("source", project) + ",target=/project,readonly");
  words.insert(words.end(), {"--workdir=/project", "--entrypoint=/bin/sh", base->name, "-c"});
  if (request.passed_on.empty()) {
    words.emplace_back("if command -v bash >/dev/null; then exec bash; fi; exec sh");
  } else {
    words.insert(words.end(), {"exec \"$@\"", "sh"});
    words.insert(words.end(), request.passed_on.begin(), request.passed_on.end());
  }
  return outcome;
}

}  // namespace

Outcome engine_command(const Request& request, Session& session) {
  Build compiled = build(request, session);
  if (compiled.failed) return {*compiled.failed, {}};
  if (compiled.targets.empty()) return {refuse(session, "there is no image in this spec"), {}};
  if (compiled.targets.size() > 1) {
    const std::string names = choices(compiled.targets);
    return {refuse(session,
                   fmt::format("{} works on one image; choose it with --image=: {}", name_of(request.command), names)),
            {}};
  }
  if (request.base) return start_base(request, compiled, session);
  complete(compiled, session);
  return start_script(request, compiled, session);
}

}  // namespace boxwright::driver
