// Rule `raw-shell`: shell text that does what a statement does. What a statement says is pinned, cached, checked,
// put together with others of its kind and cleaned up; shell text is run as it is.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "compiler/lint/commands.hpp"
#include "compiler/lint/rules.hpp"
#include "compiler/lint/subject.hpp"

namespace boxwright::lint {

namespace {

bool is_system_manager(std::string_view program) {
  return program == "apt-get" || program == "apt" || program == "apk" || program == "dnf" || program == "microdnf" ||
         program == "yum";
}

std::string statement_of(std::string_view program) {
  if (program == "apt-get" || program == "apt") return "apt";
  return program == "apk" ? "apk" : "dnf";
}

/// Words that a statement takes as they are: names, versions, requirements.
std::optional<std::string> plain_operands(const Call& call) {
  std::string result;
  for (std::size_t i = 0; i < call.words.size(); ++i) {
    const shell::Word& word = call.words[i];
    if (!word.literal || word.pattern) return std::nullopt;
    if (word.text.starts_with('-') || word.text == call.verb()) continue;
    if (word.text.find_first_of(" '\"(){}#;<>") != std::string::npos) return std::nullopt;
    result += (result.empty() ? "" : " ") + word.text;
  }
  return result.empty() ? std::nullopt : std::optional(result);
}

bool only_options(const Call& call, std::initializer_list<std::string_view> known) {
  return std::all_of(call.words.begin(), call.words.end(), [&](const shell::Word& word) {
    return !word.text.starts_with('-') || std::find(known.begin(), known.end(), word.text) != known.end();
  });
}

std::string url_in(const Call& call) {
  for (const shell::Word& word : call.words)
    if (word.text.starts_with("https://") || word.text.starts_with("http://")) return word.text;
  return {};
}

/// A download that goes to a file: into a pipe or to the terminal it is something else.
bool stores(const Call& call) {
  if (url_in(call).empty() || call.command->after == shell::Joint::pipe) return false;
  const bool redirected = std::any_of(call.command->redirections.begin(), call.command->redirections.end(),
                                      [](const shell::Redirection& one) { return one.sign.starts_with('>'); });
  if (call.program == "wget") return !call.has("-O-") && !call.has("-qO-") && !call.has("--spider");
  return redirected || call.has_option("--output", 'o') || call.has_option("--remote-name", 'O');
}

/// The row that says what a call does; `exact` where it says all of it.
struct Row {
  std::string text;
  bool exact = false;
};

std::optional<Row> package_row(const Call& call) {
  const std::string_view verb = call.verb();
  if (is_system_manager(call.program) && (verb == "install" || verb == "add")) {
    const auto words = plain_operands(call);
    const bool exact = words && only_options(call, {"-y", "-qq", "-q", "-yq", "-qy", "--yes", "--no-install-recommends",
                                                    "--no-cache", "-yqq", "--assume-yes"});
    return Row{statement_of(call.program) + " " + words.value_or("PACKAGE=VERSION"), exact};
  }
  if (call.program == "pip" && verb == "install") {
    const auto words = plain_operands(call);
    const bool exact =
        words && only_options(call, {"--no-cache-dir", "-q", "--quiet", "--no-input", "--upgrade", "-U"});
    if (call.has_option("--requirement", 'r')) return Row{"pip(requirements=requirements.txt)"};
    return Row{exact ? "pip " + *words : "pip REQUIREMENT==VERSION", exact && !call.has_option("--upgrade", 'U')};
  }
  const bool conda = call.program == "conda" || call.program == "mamba" || call.program == "micromamba";
  if (conda && (verb == "install" || verb == "create" || call.has("env"))) return Row{"conda PACKAGE=VERSION"};
  if (call.program == "npm" && (verb == "install" || verb == "ci" || verb == "i")) return Row{"npm PACKAGE@VERSION"};
  return std::nullopt;
}

std::optional<Row> row_for(const Call& call) {
  if (auto row = package_row(call)) return row;
  const std::string_view verb = call.verb();
  if (call.program == "git" && verb == "clone") {
    for (const shell::Word& word : call.words)
      if (word.text.find("://") != std::string::npos) return Row{fmt::format("git(rev=COMMIT) {} -> /PATH", word.text)};
    return Row{"git(rev=COMMIT) URL -> /PATH"};
  }
  if (is_download(call) && stores(call)) return Row{fmt::format("fetch(sha256=…) {} -> /PATH", url_in(call))};
  if ((call.program == "hf" || call.program == "huggingface-cli") && verb == "download") {
    const auto words = call.operands();
    return Row{fmt::format("weights(rev=COMMIT) hf://{} -> /models", words.empty() ? "ORG/NAME" : words.front())};
  }
  if (call.program == "useradd" || call.program == "adduser") return Row{"user NAME"};
  if (call.program == "locale-gen") return Row{"locale en_US.UTF-8"};
  if (call.program == "ln" && call.has_option("--symbolic", 's') && call.words.size() == 3 && call.words[1].literal &&
      call.words[2].literal && call.words[1].text.starts_with('/') && call.words[2].text.starts_with('/')) {
    constexpr std::string_view zones = "/usr/share/zoneinfo/";
    if (call.words[2].text == "/etc/localtime" && call.words[1].text.starts_with(zones))
      return Row{"timezone " + call.words[1].text.substr(zones.size())};
    return Row{fmt::format("link {} -> {}", call.words[1].text, call.words[2].text)};
  }
  if (call.program == "sed" && call.has_option("--in-place", 'i')) return Row{"patch FILE { replace OLD => NEW }"};
  return std::nullopt;
}

/// What stands around an installation and a statement does by itself.
bool goes_without_saying(const Call& call) {
  const std::string_view verb = call.verb();
  if (is_system_manager(call.program))
    return verb == "update" || verb == "clean" || verb == "autoremove" || verb == "autoclean" || verb == "makecache";
  if (call.program == "rm") {
    return std::all_of(call.words.begin(), call.words.end(), [](const shell::Word& word) {
      return word.text.starts_with('-') || word.text.starts_with("/var/lib/apt/lists") ||
             word.text.starts_with("/var/cache/");
    });
  }
  return false;
}

/// All of a step is this call and what goes without saying: the row takes its place.
bool is_alone(const ShellText& text, const Call& self) {
  const spec::Run& run = *text.run;
  const bool plain = run.directory.empty() && run.variables.empty() && !run.no_network && run.secrets.empty() &&
                     run.secret_variables.empty() && !run.ssh && run.caches.empty() && run.user.empty() &&
                     run.place == spec::Run::Place::written && run.weights.empty();
  if (!plain || text.script.groups.size() != 1 || !text.script.complete) return false;
  const auto& calls = text.calls;
  return calls.size() == text.script.commands.size() && std::all_of(calls.begin(), calls.end(), [&](const Call& call) {
           const bool joined = call.command->before == shell::Joint::none ||
                               call.command->before == shell::Joint::both ||
                               call.command->before == shell::Joint::sequence;
           const bool bare = call.command->assignments.empty() && call.command->redirections.empty();
           return joined && bare && (call.command == self.command || goes_without_saying(call));
         });
}

}  // namespace

void raw_shell(Subject& subject) {
  for (const ShellText& text : subject.texts()) {
    if (text.is_check || text.is_weights) continue;
    for (const Call& call : text.calls) {
      const auto row = row_for(call);
      if (!row) continue;
      const std::string name = call.program + (call.verb().empty() || is_download(call) || call.program == "ln" ||
                                                       call.program == "sed" || call.program.ends_with("add")
                                                   ? ""
                                                   : " " + std::string(call.verb()));
      const Span place = subject.place(text, *call.command);
      if (subject.waived("raw-shell", name, place)) continue;
      auto entry = subject.report(diag::RawShell, place, name, row->text.substr(0, row->text.find_first_of("( ")));
      entry.note("write `" + row->text + "`");
      if (row->exact && is_alone(text, call)) entry.fix(text.row, row->text, "write the statement");
    }
  }
}

}  // namespace boxwright::lint
