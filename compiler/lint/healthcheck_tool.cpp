// Rule `healthcheck-tool`: a health check by a program that the image lacks. Every container of it is unhealthy, and
// whoever restarts unhealthy ones restarts it for ever.
#include <algorithm>
#include <array>

#include "compiler/lint/commands.hpp"
#include "compiler/lint/image_packages.hpp"
#include "compiler/lint/rules.hpp"
#include "compiler/lint/subject.hpp"

namespace boxwright::lint {

namespace {

/// The programs that a check calls: those of a shell's text, or the first word.
std::vector<std::string> programs_of(const std::vector<Text>& command) {
  std::vector<std::string> result;
  if (command.empty()) return result;
  const std::string first = command.front().display();
  if (command.size() == 3 && is_shell(std::string_view(first).substr(first.rfind('/') + 1))) {
    const shell::Script script = shell::parse(command[2].display());
    for (const Call& call : calls_in(script)) result.push_back(call.program);
  } else {
    result.push_back(first);
  }
  return result;
}

bool may_be_there(const Subject& subject, const spec::Stage& stage, std::string_view program) {
  if (stage.base.has_tool(program) || installs(subject, stage, program)) return true;
  if (program == "wget" && stage.base.has_tool("busybox")) return true;
  if (program == "nc" && (installs(subject, stage, "netcat-openbsd") ||
                          installs(subject, stage, "netcat-traditional") || stage.base.has_tool("busybox")))
    return true;
  if (program.starts_with("python")) return stage.python.has_value();
  // A step, a copy or a download could have brought it.
  for (const spec::Stage* one : subject.with_bases(&stage)) {
    for (const spec::Statement& statement : one->statements) {
      if (const auto* run = std::get_if<spec::Run>(&statement.fact);
          run != nullptr && run->text.find(program) != std::string::npos)
        return true;
      if (const auto* conda = std::get_if<spec::Conda>(&statement.fact); conda != nullptr) return true;
      if (std::holds_alternative<spec::Verbatim>(statement.fact)) return true;
      const auto* copy = std::get_if<spec::Copy>(&statement.fact);
      if (copy != nullptr && copy->destination.find("/bin/") != std::string::npos) return true;
    }
  }
  return false;
}

}  // namespace

void healthcheck_tool(Subject& subject) {
  constexpr std::array<std::string_view, 6> known{"curl", "wget", "nc", "python", "python3", "node"};
  for (const spec::Stage& stage : subject.spec().stages) {
    if (!stage.is_image || !stage.healthcheck || stage.healthcheck->none || !stage.base.known) continue;
    for (const std::string& program : programs_of(stage.healthcheck->command)) {
      if (std::find(known.begin(), known.end(), program) == known.end() || may_be_there(subject, stage, program))
        continue;
      const Span place = row_of(stage, "healthcheck");
      if (subject.waived("healthcheck-tool", program, place)) continue;
      subject.report(diag::HealthcheckTool, place, program)
          .note("write `healthcheck http://localhost:PORT/…`: what the image has asks it, whatever that is");
    }
  }
}

}  // namespace boxwright::lint
