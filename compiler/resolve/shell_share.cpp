#include "compiler/resolve/shell_share.hpp"

#include <algorithm>
#include <set>
#include <utility>
#include <variant>

#include "compiler/base/stdlib.hpp"
#include "compiler/shell/shell.hpp"

namespace boxwright::resolve {

namespace {

/// The place itself, or the `use` that brought it where it stands in the standard library.
Span outside_library(Span span, const Sources& sources) {
  while (stdlib::is_source_name(sources[span.file].name())) {
    const auto place = sources.used_at(span.file);
    if (!place) break;
    span = *place;
  }
  return span;
}

bool is_shell(std::string_view keyword) { return keyword == "run" || keyword == "dockerfile"; }

}  // namespace

unsigned commands_in(std::string_view shell) {
  const shell::Script script = shell::parse(shell);
  const auto counts = [&](const shell::Command& command) {
    const bool runs = !command.words.empty() || !command.assignments.empty();
    return runs && !script.is_within(command, shell::Group::Kind::substitution);
  };
  return static_cast<unsigned>(std::count_if(script.commands.begin(), script.commands.end(), counts));
}

ShellShare shell_share(const spec::Stage& stage, const Sources& sources) {
  ShellShare share;
  std::set<std::pair<FileId, std::uint32_t>> uses;  // of the library's templates
  const auto is_library = [&](Span span) {
    const Span place = outside_library(span, sources);
    if (place == span) return false;
    uses.emplace(place.file, place.begin);
    return true;
  };
  const auto add_shell = [&](Span span, unsigned commands) {
    if (is_library(span)) return;
    share.raw += commands;
    share.all += commands;
    share.places.push_back(span);
  };
  for (const auto& [keyword, spans] : stage.rows)
    for (const Span& span : spans)
      if (!is_library(span) && !is_shell(keyword)) ++share.all;
  for (const spec::Statement& statement : stage.statements) {
    if (const auto* run = std::get_if<spec::Run>(&statement.fact)) {
      add_shell(statement.span, commands_in(run->text));
    } else if (const auto* verbatim = std::get_if<spec::Verbatim>(&statement.fact)) {
      add_shell(statement.span, static_cast<unsigned>(verbatim->instructions.size()));
    }
  }
  share.all += static_cast<unsigned>(uses.size());
  return share;
}

}  // namespace boxwright::resolve
