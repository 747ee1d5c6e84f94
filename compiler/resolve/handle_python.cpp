// The Python that statements use: the base's, the distribution's, one that uv brings, a stage's or a conda
// environment's.
#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>

#include "compiler/base/enumeration.hpp"
#include "compiler/resolve/pythons.hpp"
#include "compiler/resolve/scope.hpp"
#include "compiler/resolve/values.hpp"

namespace boxwright::resolve {

namespace {

bool is_version(std::string_view text) {
  const bool dotted = text.find('.') != std::string_view::npos && !text.starts_with('.') && !text.ends_with('.');
  return dotted && text.find("..") == std::string_view::npos &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0 || c == '.'; });
}

/// `3.11` of `3.11.9`.
std::string short_of(const std::string& version) { return version.substr(0, version.find('.', version.find('.') + 1)); }

/// Finds who brings the Python of one statement.
class PythonReader {
 public:
  PythonReader(const Statement& statement, Scope& scope)
      : statement_(statement),
        scope_(scope),
        base_(scope.stage->base),
        written_(statement.first().display()),
        version_(short_of(written_)),
        is_scope_(statement.row->block() != nullptr) {}

  /// What it is once it is made; nothing where that is reported.
  std::optional<spec::Python> run() {
    if (!is_version(written_)) {
      scope_.report(diag::BadWord, statement_.first().span, written_, "a version of Python such as 3.11");
      return std::nullopt;
    }
    spec::Python result;
    result.system_packages = options().has("system-packages");
    result.python.version = version_;
    if (options().has("conda")) return of_conda(std::move(result));
    if (options().has("from")) return of_stage(std::move(result));
    if (!choose_folder(result.python)) return std::nullopt;
    return choose_interpreter(std::move(result));
  }

 private:
  [[nodiscard]] const Options& options() const { return statement_.options; }

  [[nodiscard]] bool is_in_base() const { return base_.python && base_.python->version == version_; }
  [[nodiscard]] bool is_in_archive() const {
    return !base_.python && base_.distribution_python && base_.distribution_python->version == version_ &&
           base_.packages == "apt";
  }

  void name_folder(BaseFacts::Python& python, const std::string& folder) const {
    python.command = folder + "/bin/python3";
    python.pip = python.command + " -m pip";
    python.site_packages = fmt::format("{}/lib/python{}/site-packages", folder, version_);
  }

  /// The virtual environment; the base's own Python needs none where nothing asks for one.
  bool choose_folder(BaseFacts::Python& python) const {
    std::string folder = is_scope_ ? "/opt/python" + version_ : "/opt/python";
    if (options().has("venv")) {
      const auto path = absolute_path(options().at("venv"), scope_);
      if (!path) return false;
      folder = *path;
    } else if (is_in_base() && !is_scope_ && !options().has("system-packages")) {
      python = *base_.python;
      return true;
    }
    python.venv = folder;
    name_folder(python, folder);
    return true;
  }

  std::optional<spec::Python> choose_interpreter(spec::Python result) const {
    if (is_in_base()) return result;
    if (is_in_archive()) {
      result.python.from_archive = true;
      return result;
    }
    const auto brought = brought_python(version_);
    if (!brought || !runs_on(*brought, base_)) {
      report_unknown("nobody has an archive of it for this base");
      return std::nullopt;
    }
    if (written_ != version_ && written_ != brought->version) {
      report_unknown(fmt::format("of {} uv brings {}, the newest that it knows", version_, brought->version));
      return std::nullopt;
    }
    if (result.system_packages) {
      scope_.report(diag::OptionNotTaken, options().at("system-packages").span, "system-packages",
                    fmt::format("a Python of its own: the system's packages are for {}",
                                base_.python && !base_.python->version.empty() ? "Python " + base_.python->version
                                                                               : "another one"));
      return std::nullopt;
    }
    result.release = brought->version;
    result.python.interpreter = "/opt/pythons/" + version_;
    return result;
  }

  void report_unknown(const std::string& why) const {
    scope_.report(diag::OtherPython, statement_.first().span, written_, why)
        .note(fmt::format("uv brings {}", enumeration(brought_versions(base_), 20)))
        .note(fmt::format("or take a base that has it, such as `from python:{}-slim-bookworm`", written_));
  }

  std::optional<spec::Python> of_conda(spec::Python result) const {
    refuse_options(options(), {"venv", "from", "system-packages"}, "the Python of a conda environment", scope_);
    const std::string name = options().text("conda");
    if (!is_plain_name(name)) {
      scope_.report(diag::BadName, options().at("conda").span, name);
      return std::nullopt;
    }
    name_folder(result.python, name == "base" ? "/opt/conda" : "/opt/conda/envs/" + name);
    return result;
  }

  /// What a stage of the spec made comes as it is; the interpreter below it must be there too.
  std::optional<spec::Python> of_stage(spec::Python result) const {
    refuse_options(options(), {"venv", "system-packages"}, "a Python that another stage made", scope_);
    const Word& word = options().at("from");
    const FoundStage found = scope_.find_stage(word.display(), word.span);
    if (found.stage == nullptr) {
      if (!found.reported) report_no_stage(word.display(), found, word.span, scope_);
      return std::nullopt;
    }
    const auto& made = found.stage->python;
    const auto refuse = [&](const std::string& why) {
      scope_.report(diag::OtherPython, statement_.first().span, written_, why);
      return std::nullopt;
    };
    if (!made || made->venv.empty())
      return refuse(
          fmt::format("the stage `{0}` has no environment of its own; write `python(venv=/opt/python) {1}` in it",
                      word.display(), version_));
    if (made->version != version_)
      return refuse(fmt::format("the stage `{}` has Python {}", word.display(), made->version));
    if (made->from_archive ? !is_in_archive() : made->interpreter.empty() && !is_in_base())
      return refuse(fmt::format("the environment of the stage `{}` is of its base's Python, which this base has not",
                                word.display()));
    result.python = *made;
    result.stage = found.stage->name;
    return result;
  }

  const Statement& statement_;
  Scope& scope_;
  const BaseFacts& base_;
  std::string written_, version_;
  bool is_scope_;
};

void report_archive(const Statement& statement, const Scope& scope, const std::string& version) {
  std::vector<std::string> unpinned;
  for (const char* package : {"apt/python3", "apt/python3-venv"})
    if (scope.is_unpinned(package, statement.span)) unpinned.emplace_back(package);
  if (unpinned.empty()) return;
  std::string waived;
  for (const std::string& subject : unpinned) waived += (waived.empty() ? "" : " ") + subject;
  scope.report(diag::UnpinnedPackages, statement.span, enumeration(unpinned, 6))
      .note(fmt::format("take a base that has Python {}, or waive it: `allow unpinned {} \"why\"`", version, waived));
}

/// Two statements that make one environment: the same Python twice is one, another one is a mistake.
bool is_made_already(const spec::Python& python, const Statement& statement, const Scope& scope) {
  if (python.python.venv.empty()) return false;
  for (const spec::Statement& other : scope.stage->statements) {
    const auto* made = std::get_if<spec::Python>(&other.fact);
    if (made == nullptr || made->python.venv != python.python.venv) continue;
    if (made->python.version != python.python.version)
      scope
          .report(diag::OtherPython, statement.first().span, python.python.version,
                  fmt::format("`{}` is the environment of Python {}", made->python.venv, made->python.version))
          .label(other.span, "made here")
          .note("give it a folder of its own: `python(venv=/opt/other)`");
    return true;
  }
  return false;
}

std::string folder_of(const BaseFacts::Python& python) {
  return python.command.substr(0, python.command.rfind("/bin/") + 4);
}

bool is_absolute(const BaseFacts::Python& python) { return python.command.starts_with('/'); }

void read_block(const Statement& statement, const BaseFacts::Python& python, Scope& scope) {
  const auto outer = scope.stage->python;
  const Names names = scope.names;
  scope.stage->python = python;
  scope.names.known["site-packages"] = python.site_packages;
  scope.names.unknown.erase("site-packages");
  for (const ast::Row& row : statement.row->block()->rows) {
    if (row.head && row.head->value == "allow") continue;
    const auto inner = read_statement(row, keywords::PYTHON, scope.names, *scope.diagnostics);
    if (!inner) continue;
    const std::size_t before = scope.stage->statements.size();
    handle(*inner, scope);
    // A command of the block finds its Python first.
    for (std::size_t i = before; i < scope.stage->statements.size(); ++i) {
      auto* run = std::get_if<spec::Run>(&scope.stage->statements[i].fact);
      if (run == nullptr) continue;
      const bool is_set = std::any_of(run->variables.begin(), run->variables.end(),
                                      [](const auto& variable) { return variable.first == "PATH"; });
      if (is_set) continue;
      Text path(folder_of(python) + ":");
      path.append_variable("PATH");
      run->variables.emplace_back("PATH", path);
    }
  }
  scope.stage->python = outer;
  scope.names = names;
}

}  // namespace

void handle_python(const Statement& statement, Scope& scope) {
  const bool is_scope = statement.row->block() != nullptr;
  if (!is_scope) {
    if (scope.default_python) {
      scope.report(diag::WrittenTwice, statement.name_span, "python", scope.image != nullptr ? "an image" : "a stage")
          .label(*scope.default_python, "first here")
          .note("another one beside it has a block: `python(venv=/opt/legacy) 3.8 { pip old-tool==1.2 }`");
      return;
    }
    scope.default_python = statement.name_span;
  }
  auto python = PythonReader(statement, scope).run();
  if (!python) return;
  const BaseFacts::Python made = python->python;
  const bool is_base = !is_absolute(made) || (scope.stage->base.python && made.venv.empty() &&
                                              made.command == scope.stage->base.python->command);
  if (!is_base && !is_made_already(*python, statement, scope)) {
    if (made.from_archive) report_archive(statement, scope, made.version);
    if (!statement.options.has("conda")) scope.stage->statements.push_back({std::move(*python), statement.span});
  }
  if (is_scope) {
    read_block(statement, made, scope);
    return;
  }
  scope.stage->python = made;
  if (is_base) return;
  Text path(folder_of(made) + ":");
  path.append_variable("PATH");
  scope.stage->variables.push_back({spec::Variable::Kind::environment, "PATH", path, statement.span});
}

}  // namespace boxwright::resolve
