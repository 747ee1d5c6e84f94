// Rule `unused-arg`: a build argument that nothing reads. Giving it changes nothing, which the one who gives it does
// not learn.
#include <algorithm>
#include <array>

#include "compiler/lint/commands.hpp"
#include "compiler/lint/rules.hpp"
#include "compiler/lint/subject.hpp"

namespace boxwright::lint {

namespace {

bool names(const Text& text, const std::string& name) {
  const auto used = text.variables();
  return std::find(used.begin(), used.end(), name) != used.end();
}

/// Programs that the compiler itself calls read such variables.
bool is_read_by_tools(std::string_view name) {
  constexpr std::array<std::string_view, 26> starts{"PIP_",
                                                    "UV_",
                                                    "NPM_",
                                                    "CONDA_",
                                                    "MAMBA_",
                                                    "APT_",
                                                    "DEBIAN_",
                                                    "DEBCONF_",
                                                    "GIT_",
                                                    "CURL_",
                                                    "WGET",
                                                    "SSL_",
                                                    "REQUESTS_",
                                                    "HF_",
                                                    "TORCH",
                                                    "CUDA",
                                                    "MAKE",
                                                    "CMAKE",
                                                    "PYTHON",
                                                    "LC_",
                                                    "LANG",
                                                    "LD_",
                                                    "SOURCE_DATE_EPOCH",
                                                    "CC",
                                                    "CXX",
                                                    "CFLAGS"};
  const bool proxy = name.ends_with("_proxy") || name.ends_with("_PROXY");
  return proxy || name == "TZ" ||
         std::any_of(starts.begin(), starts.end(), [&](std::string_view start) { return name.starts_with(start); });
}

/// A program of the project's own may read it from its environment.
bool runs_a_script(const ShellText& text) {
  const auto calls = text.calls;
  return !text.script.complete || std::any_of(calls.begin(), calls.end(), [](const Call& call) {
    if (call.program.empty() || call.program == "make" || call.program == "." || call.program == "source") return true;
    const bool by_path =
        !call.command->words.empty() && call.command->words.front().text.find('/') != std::string::npos;
    return by_path || is_shell(call.program) || call.program.starts_with("python") || call.program == "pip" ||
           call.program == "node" || call.program == "npm";
  });
}

bool is_used(const Subject& subject, const spec::Stage& stage, const std::string& name) {
  if (stage.from.argument == name) return true;
  const auto in_all = [&](const auto& texts) {
    return std::any_of(texts.begin(), texts.end(), [&](const Text& text) { return names(text, name); });
  };
  for (const spec::Variable& variable : stage.variables)
    if (variable.value && names(*variable.value, name)) return true;
  for (const auto& [label, value] : stage.labels)
    if (names(value, name)) return true;
  if ((stage.entrypoint && in_all(*stage.entrypoint)) || (stage.command && in_all(*stage.command))) return true;
  for (const spec::Statement& statement : stage.statements) {
    if (const auto* file = std::get_if<spec::WriteFile>(&statement.fact); file != nullptr && names(file->content, name))
      return true;
    // What pip, conda and npm are told, and what instructions say, may name it in many ways.
    if (std::holds_alternative<spec::Verbatim>(statement.fact)) return true;
    if (subject.text(statement.span).find("${" + name) != std::string_view::npos) return true;
  }
  return std::any_of(subject.texts().begin(), subject.texts().end(), [&](const ShellText& text) {
    return text.stage == &stage && (text.run->text.find(name) != std::string::npos || runs_a_script(text) ||
                                    std::any_of(text.run->variables.begin(), text.run->variables.end(),
                                                [&](const auto& one) { return names(one.second, name); }));
  });
}

}  // namespace

void unused_arg(Subject& subject) {
  for (const spec::Stage& stage : subject.spec().stages) {
    for (const spec::Variable& variable : stage.variables) {
      if (variable.kind != spec::Variable::Kind::argument || is_read_by_tools(variable.name) ||
          is_used(subject, stage, variable.name))
        continue;
      if (subject.waived("unused-arg", variable.name, variable.span)) continue;
      subject.report(diag::UnusedArg, variable.span, variable.name)
          .note("remove it, or write `${" + variable.name + "}` where its value belongs");
    }
  }
}

}  // namespace boxwright::lint
