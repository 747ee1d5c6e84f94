#include "compiler/lint/subject.hpp"

#include <algorithm>

#include "compiler/resolve/shell_text.hpp"

namespace boxwright::lint {

Subject::Subject(const spec::Spec& spec, const resolve::Environment& environment, std::string_view today,
                 resolve::Waivers& waivers, Diagnostics& diagnostics)
    : spec_(spec), environment_(environment), today_(today), waivers_(waivers), diagnostics_(diagnostics) {
  for (const spec::Stage& stage : spec.stages) add_texts(stage);
}

void Subject::add_text(const spec::Stage& stage, const spec::Run& run, Span row, bool bash, bool is_check) {
  ShellText& text = texts_.emplace_back(
      ShellText{&stage, &run, row, shell::parse(run.text), {}, bash, is_check, !run.weights.empty()});
  text.calls = calls_in(text.script);
}

void Subject::add_texts(const spec::Stage& stage) {
  const bool bash = resolve::runs_in_bash(stage);
  for (const spec::Statement& statement : stage.statements)
    if (const auto* run = std::get_if<spec::Run>(&statement.fact)) add_text(stage, *run, statement.span, bash, false);
  for (const Located<spec::Run>& check : stage.checks) add_text(stage, check.value, check.span, bash, true);
}

const spec::Stage* Subject::stage(std::string_view name) const {
  const auto found =
      std::find_if(spec_.stages.begin(), spec_.stages.end(), [&](const spec::Stage& one) { return one.name == name; });
  return found == spec_.stages.end() ? nullptr : &*found;
}

std::vector<const spec::Stage*> Subject::with_bases(const spec::Stage* one) const {
  std::vector<const spec::Stage*> result;
  for (; one != nullptr; one = one->from.kind == spec::From::Kind::stage ? stage(one->from.name) : nullptr)
    result.push_back(one);
  return result;
}

Span Subject::place(const ShellText& text, std::size_t begin, std::size_t end) const {
  const std::string_view all = text.run->text;
  const std::string_view part = all.substr(begin, end - begin);
  const std::string_view row = environment_.sources->text(text.row);
  // The command stands behind the row's name and options, as it is, but for names that were replaced and for the
  // indentation of a text between fences. The n-th of equal parts is the n-th there too.
  std::size_t before = 0;
  for (std::size_t at = all.find(part); at < begin; at = all.find(part, at + 1)) ++before;
  const std::size_t head = std::min(row.find_first_of(":\""), row.size());
  std::size_t found = row.find(part, head);
  for (; before > 0 && found != std::string_view::npos; --before) found = row.find(part, found + 1);
  if (part.empty() || found == std::string_view::npos) return text.row;
  const auto start = text.row.begin + static_cast<std::uint32_t>(found);
  return {text.row.file, start, start + static_cast<std::uint32_t>(part.size())};
}

Span row_of(const spec::Stage& stage, std::string_view keyword) {
  const auto rows = stage.rows.find(keyword);
  return rows == stage.rows.end() || rows->second.empty() ? stage.span : rows->second.front();
}

}  // namespace boxwright::lint
