// The shell text of a RUN beside the commands it was made from. The same commands can be laid out in several ways,
// which are all accepted where they mean the same: `a && b` on any number of lines, a script that stands as it is
// behind `set -eu; `, in a here-document, or as the word that `sh -euc` is given.
#include "compiler/verify/same_commands.hpp"

#include <algorithm>

#include "compiler/shell/shell.hpp"

namespace boxwright::verify {

namespace {

constexpr std::string_view stop_at_failures = "set -eu";
constexpr std::size_t most_shown = 200;

std::string beginning(std::string_view text) {
  return text.size() <= most_shown ? std::string(text) : std::string(text.substr(0, most_shown)) + "…";
}

std::string described(const Call& call) {
  std::string result;
  const auto add = [&](const std::string& word) { result += (result.empty() ? "" : " ") + word; };
  for (const auto& [name, value] : call.variables) add(name + "=" + value.display());
  for (const Text& word : call.words) add(word.display());
  if (call.into) add("> " + call.into->display());
  return beginning(result);
}

class Matcher {
 public:
  Matcher(const Commands& meant, std::string_view text) : meant_(meant), text_(text), reader_(text) {}

  std::optional<Unlike> here_document() {
    const ShellText* script = only_script();
    if (script == nullptr || !script->fits_shell)
      return unlike("what runs is no text for the shell of the instruction", "commands", text_);
    if (text_.starts_with("#!")) return unlike("a program of its own would run the text", script->text, text_);
    const bool stops = reader_.take("set -eu\n");
    if (!stops && !meant_.strict) return unlike("it does not stop at failures", "set -eu", text_);
    if (auto found = prepare("\n")) return found;
    if (reader_.rest() != script->text + "\n") return unlike("its text", script->text, reader_.rest());
    return std::nullopt;
  }

  std::optional<Unlike> line() {
    if (is_lone()) return std::nullopt;
    reader_ = ShellReader(text_);
    return rows();
  }

 private:
  static std::optional<Unlike> unlike(std::string what, std::string_view meant, std::string_view written) {
    return Unlike{std::move(what), beginning(meant), beginning(written)};
  }

  [[nodiscard]] const ShellText* only_script() const {
    return meant_.all.size() == 1 ? std::get_if<ShellText>(meant_.all.data()) : nullptr;
  }

  /// `set -eu; export A=1; text`, the text as it is.
  bool is_lone() {
    const ShellText* script = only_script();
    if (script == nullptr || !script->fits_shell) return false;
    const bool stops = reader_.take("set -eu; ") || meant_.strict;
    const bool alone = script->simple && meant_.secrets.empty() && meant_.variables.empty();
    if (!stops && !alone) return false;
    if (prepare("; ")) return false;
    // Blanks before a command are nothing to a shell.
    const auto from = [](std::string_view text) {
      return text.substr(std::min(text.find_first_not_of(" \t"), text.size()));
    };
    return from(reader_.rest()) == from(script->text);
  }

  /// `set -eu; a && b`: what it adds is nothing that a chain of commands does not do.
  std::optional<Unlike> rows() {
    reader_.take("set -eu; ");
    const bool in_front = variables_in_front();
    if (auto found = prepare(" && ", in_front)) return found;
    for (std::size_t i = 0; i < meant_.all.size(); ++i) {
      if (i > 0 && !joint()) return unlike("what joins two commands", "&&", reader_.rest());
      const auto& one = meant_.all[i];
      auto found = std::holds_alternative<Call>(one) ? call(std::get<Call>(one), in_front)
                                                     : script(std::get<ShellText>(one), in_front);
      if (found) return found;
    }
    reader_.skip_blanks();
    if (!reader_.rest().empty()) return unlike("something more is run", "", reader_.rest());
    return std::nullopt;
  }

  bool joint() {
    reader_.skip_blanks();
    const bool found = reader_.take("&&");
    reader_.skip_blanks();
    return found;
  }

  /// Secrets become variables, and variables are set, each by a command that ends so.
  std::optional<Unlike> prepare(std::string_view end, bool in_front = false) {
    const auto ends = [&] { return end == " && " ? joint() : reader_.take(end); };
    for (const Commands::Secret& secret : meant_.secrets) {
      for (const std::string& command : commands_for(secret))
        if (!reader_.take(command) || !ends()) return unlike("a secret", command, reader_.rest());
    }
    if (meant_.variables.empty() || in_front) return std::nullopt;
    Call all{{}, {Text("export")}, {}};
    for (const auto& [name, value] : meant_.variables) {
      Text word(name + "=");
      word.append(value);
      all.words.push_back(std::move(word));
    }
    if (auto found = call(all)) return found;
    if (!ends()) return unlike("what stands behind variables", end, reader_.rest());
    return std::nullopt;
  }

  static std::vector<std::string> commands_for(const Commands::Secret& secret) {
    if (secret.mounted && secret.required) return {};
    if (secret.mounted) return {"export " + secret.name + "=\"${" + secret.name + "-}\""};
    const std::string value =
        secret.required ? "$(cat " + secret.file + ")" : "$(cat " + secret.file + " 2>/dev/null || true)";
    return {secret.name + "=" + value, "export " + secret.name};
  }

  /// May and do the variables stand in front of the only command? That must not itself name one, as it would be given
  /// what it was before.
  bool variables_in_front() {
    if (meant_.variables.empty() || meant_.all.size() != 1 || !meant_.secrets.empty()) return false;
    ShellReader ahead = reader_;
    const auto found = ahead.variables();
    if (found.size() < meant_.variables.size()) return false;
    if (const ShellText* script = only_script()) return script->simple && script->text.find('$') == std::string::npos;
    const Call& call = std::get<Call>(meant_.all.front());
    return std::all_of(call.words.begin(), call.words.end(), [](const Text& word) { return word.is_literal(); });
  }

  std::optional<Unlike> call(const Call& meant, bool with_variables = false) {
    const std::string_view written = reader_.rest();
    const std::optional<Call> found = reader_.call();
    Call wanted = meant;
    if (with_variables)
      wanted.variables.insert(wanted.variables.begin(), meant_.variables.begin(), meant_.variables.end());
    if (found && *found == wanted) return std::nullopt;
    if (!found) return unlike("a command", described(wanted), written);
    return unlike("a command", described(wanted), described(*found));
  }

  std::optional<Unlike> script(const ShellText& meant, bool with_variables) {
    const std::string_view written = reader_.rest();
    ShellReader start = reader_;
    const bool variables_there = !with_variables || reader_.variables() == meant_.variables;
    reader_.skip_blanks();
    if (variables_there && meant.simple && is_one_command(reader_.place(), meant.text) && reader_.take(meant.text))
      return std::nullopt;
    reader_ = start;
    Call wanted{{}, {meant.shell.begin(), meant.shell.end()}, {}};
    wanted.words.emplace_back(meant.called);
    if (!call(wanted, with_variables)) return std::nullopt;
    return unlike("a text for the shell", meant.text, written);
  }

  /// Does the shell see just one command or pipeline in this part of the text, which takes nothing of what follows with
  /// it?
  bool is_one_command(std::size_t begin, std::string_view text) {
    if (text_.substr(begin, text.size()) != text) return false;
    if (meant_.all.size() == 1) return true;
    if (!parsed_) parsed_ = shell::parse(text_);
    const std::vector<const shell::Member*> members = members_in(begin, begin + text.size());
    if (members.empty() || members.front()->begin != begin || members.back()->end != begin + text.size()) return false;
    const auto joins = [](shell::Joint joint) { return joint == shell::Joint::none || joint == shell::Joint::both; };
    const bool pipes = std::all_of(members.begin() + 1, members.end(), [](const shell::Member* member) {
      return member->before == shell::Joint::pipe || member->before == shell::Joint::pipe_all;
    });
    return pipes && joins(members.front()->before) && joins(members.back()->after);
  }

  /// The commands and groups of the text itself that have a part between these places, in their order.
  [[nodiscard]] std::vector<const shell::Member*> members_in(std::size_t begin, std::size_t end) const {
    std::vector<const shell::Member*> result;
    const auto add = [&](const shell::Member& member) {
      if (member.group == 0 && member.begin < end && member.end > begin) result.push_back(&member);
    };
    for (const shell::Command& command : parsed_->commands) add(command);
    for (std::size_t i = 1; i < parsed_->groups.size(); ++i)
      if (parsed_->groups[i].kind != shell::Group::Kind::substitution) add(parsed_->groups[i]);
    std::sort(result.begin(), result.end(), [](const auto* a, const auto* b) { return a->begin < b->begin; });
    return result;
  }

  const Commands& meant_;
  std::string_view text_;
  ShellReader reader_;
  std::optional<shell::Script> parsed_;
};

}  // namespace

std::optional<Unlike> unlike_commands(const Commands& meant, std::string_view text, bool is_here_document) {
  Matcher matcher(meant, text);
  return is_here_document ? matcher.here_document() : matcher.line();
}

}  // namespace boxwright::verify
