// Rule `missing-program`: what starts is not in the image, as far as the spec shows. The image builds, and its first
// container says `not found`.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>

#include "compiler/base/paths.hpp"
#include "compiler/lint/rules.hpp"
#include "compiler/lint/subject.hpp"

namespace boxwright::lint {

namespace {

/// Programs that packages of Python bring, and the packages; modules that `python -m` starts are among them.
struct Program {
  std::string_view name;
  std::array<std::string_view, 4> packages;
};
constexpr std::array<Program, 13> programs{{{"uvicorn", {"uvicorn", "fastapi", "mlem", ""}},
                                            {"gunicorn", {"gunicorn", "mlflow", "", ""}},
                                            {"streamlit", {"streamlit", "", "", ""}},
                                            {"jupyter", {"jupyter", "jupyterlab", "notebook", "jupyter-core"}},
                                            {"jupyter-lab", {"jupyterlab", "jupyter", "", ""}},
                                            {"mlflow", {"mlflow", "mlflow-skinny", "", ""}},
                                            {"bentoml", {"bentoml", "", "", ""}},
                                            {"gradio", {"gradio", "", "", ""}},
                                            {"vllm", {"vllm", "", "", ""}},
                                            {"tensorboard", {"tensorboard", "tensorflow", "", ""}},
                                            {"torchrun", {"torch", "", "", ""}},
                                            {"flask", {"flask", "", "", ""}},
                                            {"celery", {"celery", "", "", ""}}}};

/// The words that a container starts with, where all are known.
std::vector<std::string> start_of(const spec::Stage& stage) {
  std::vector<std::string> result;
  for (const auto* part : {&stage.entrypoint, &stage.command})
    if (*part)
      for (const Text& word : **part) result.push_back(word.is_literal() ? word.display() : "");
  return result;
}

/// Could something that the compiler does not look into have brought it? Steps, instructions, other images.
bool is_open(const Subject& subject, const spec::Image& image) {
  const auto layers = subject.layers_of(image);
  return std::any_of(layers.begin(), layers.end(), [](const spec::Stage* stage) {
    return std::any_of(stage->statements.begin(), stage->statements.end(), [](const spec::Statement& statement) {
      return std::holds_alternative<spec::Run>(statement.fact) ||
             std::holds_alternative<spec::Verbatim>(statement.fact) ||
             std::holds_alternative<spec::Deb>(statement.fact);
    });
  });
}

/// Does pip know all that is asked for, and is this package among it?
enum class Has { yes, no, unknown };
Has has_package(const Subject& subject, const spec::Image& image, const Program& program) {
  bool asked = false;
  for (const spec::Stage* stage : subject.layers_of(image)) {
    for (const spec::Statement& statement : stage->statements) {
      if (std::holds_alternative<spec::Conda>(statement.fact)) return Has::unknown;
      if (const auto* project = std::get_if<spec::Project>(&statement.fact)) {
        for (const std::string_view name : program.packages)
          if (!name.empty() && project->names.contains(std::string(name))) return Has::yes;
        return Has::unknown;
      }
      if (const auto* apt = std::get_if<spec::Apt>(&statement.fact))
        for (const spec::Package& package : apt->packages)
          if (package.name.find(program.name) != std::string::npos) return Has::yes;
      if (const auto* copy = std::get_if<spec::Copy>(&statement.fact);
          copy != nullptr && copy->from != spec::Copy::From::context)
        return Has::unknown;
      const auto* pip = std::get_if<spec::Pip>(&statement.fact);
      if (pip == nullptr || pip->remove) continue;
      asked = true;
      if (!pip->paths.empty() || !pip->find_links.empty()) return Has::unknown;
      for (const std::string& file : pip->requirement_files)
        if (file.starts_with('/')) return Has::unknown;
      for (const std::string_view name : program.packages)
        if (!name.empty() && pip->names.contains(std::string(name))) return Has::yes;
    }
  }
  return asked ? Has::no : Has::unknown;
}

/// Where a file of the context that a copy brings lies in the image, told from the other side: the file of the context
/// that would lie at `path`; nothing where no copy brings its folder.
std::optional<bool> is_copied(const Subject& subject, const spec::Image& image, const std::string& path) {
  std::optional<bool> result;
  for (const spec::Stage* stage : subject.layers_of(image)) {
    for (const spec::Statement& statement : stage->statements) {
      std::string brought;
      if (const auto* git = std::get_if<spec::Git>(&statement.fact)) brought = git->destination;
      if (const auto* fetch = std::get_if<spec::Fetch>(&statement.fact)) brought = fetch->destination;
      if (const auto* file = std::get_if<spec::WriteFile>(&statement.fact)) brought = file->path;
      if (const auto* link = std::get_if<spec::Link>(&statement.fact)) brought = link->path;
      if (!brought.empty() && (path.starts_with(brought) || brought.starts_with(path))) return true;
      const auto* copy = std::get_if<spec::Copy>(&statement.fact);
      if (copy == nullptr) continue;
      std::string folder = copy->destination;
      if (copy->from != spec::Copy::From::context || copy->unpack) {
        if (path.starts_with(folder)) return true;
        continue;
      }
      if (path == folder) return true;
      if (!folder.ends_with('/')) folder += '/';
      if (!path.starts_with(folder)) continue;
      const std::string inner = path.substr(folder.size());
      result = result.value_or(false);
      for (const spec::ContextEntry& entry : copy->entries) {
        const std::string place = entry.directory ? paths::join(entry.path, inner) : entry.path;
        const bool fits = entry.directory || entry.path.substr(entry.path.rfind('/') + 1) == inner;
        if (fits && subject.files().kind(paths::join(subject.directory(), place)) != FileSystem::Kind::missing)
          return true;
      }
    }
  }
  return result;
}

/// The file of the project that starts: an absolute path, or one below the working folder, which Python or a shell
/// reads or which is a program itself.
std::optional<std::string> file_of(const spec::Stage& stage, const std::vector<std::string>& words) {
  const std::string workdir = stage.workdir.empty() ? stage.base.workdir : stage.workdir;
  const auto absolute = [&](const std::string& word) {
    return paths::normal(word.starts_with('/') ? word : paths::join(workdir, word));
  };
  const std::string& first = words.front();
  const bool interpreter =
      first.starts_with("python") || first == "sh" || first == "bash" || first == "node" || first == "Rscript";
  if (!interpreter) return first.find('/') == std::string::npos ? std::nullopt : std::optional(absolute(first));
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (words[i].starts_with('-') && words[i] != "-u" && words[i] != "-O" && words[i] != "-B") return std::nullopt;
    if (words[i].ends_with(".py") || words[i].ends_with(".sh") || words[i].ends_with(".js") || words[i].ends_with(".R"))
      return absolute(words[i]);
    if (!words[i].starts_with('-')) return std::nullopt;
  }
  return std::nullopt;
}

/// `cmd "python app.py"`: no program has a blank in its name, but for one that is called by its path.
bool is_several_words(const std::string& program) {
  return program.find(' ') != std::string::npos && !program.starts_with('/') &&
         program.find_first_of("\"'\\") == std::string::npos;
}

/// What another stage says of the entrypoint is not known here, and then `cmd` may be its argument.
bool is_alone(const spec::Stage& stage) { return stage.from.kind == spec::From::Kind::image; }

Span place_of(const spec::Stage& stage) {
  for (const char* name : {"entrypoint", "cmd"})
    if (const auto row = stage.rows.find(name); row != stage.rows.end() && !row->second.empty())
      return row->second.front();
  return stage.span;
}

}  // namespace

void missing_program(Subject& subject) {
  for (const spec::Image& image : subject.spec().images) {
    const spec::Stage* stage = subject.stage(image.stage);
    if (stage == nullptr || !stage->base.known) continue;
    const std::vector<std::string> words = start_of(*stage);
    if (words.empty() || words.front().empty()) continue;
    const Span place = place_of(*stage);
    if (const std::string& first = words.front(); is_several_words(first) && (stage->entrypoint || is_alone(*stage))) {
      if (!subject.waived("missing-program", first, place)) {
        subject.report(diag::MissingProgram, place, first)
            .note("in quotes it is one name; the words of a command stand apart: `" +
                  std::string(stage->entrypoint ? "entrypoint " : "cmd ") + first + "`");
      }
      continue;
    }
    if (is_open(subject, image)) continue;
    const bool module = words.front().starts_with("python") && words.size() > 2 && words[1] == "-m";
    const std::string& name = module ? words[2] : words.front();
    const auto report = [&](const std::string& what, const std::string& note) {
      if (subject.waived("missing-program", what, place)) return;
      subject.report(diag::MissingProgram, place, what).note(note);
    };
    if ((name == "python" || name == "python3") && !stage->python) {
      report(name, "write `python 3.12`, or take a base that has it");
      continue;
    }
    const auto program =
        std::find_if(programs.begin(), programs.end(), [&](const Program& one) { return one.name == name; });
    if (program != programs.end() && stage->python && has_package(subject, image, *program) == Has::no)
      report(name, fmt::format("write `pip {}==VERSION`", program->packages.front()));
    if (module) continue;
    const auto file = file_of(*stage, words);
    if (file && is_copied(subject, image, *file) == false)
      report(*file, "the copies of the spec bring the folder and not this file; is it called otherwise?");
  }
}

}  // namespace boxwright::lint
