#include "compiler/lint/commands.hpp"

#include <algorithm>
#include <array>

#include "compiler/base/path_text.hpp"

namespace boxwright::lint {

namespace {

template <std::size_t N>
bool is_one_of(std::string_view text, const std::array<std::string_view, N>& names) {
  return std::find(names.begin(), names.end(), text) != names.end();
}

bool is_option(const shell::Word& word) { return word.text.size() > 1 && word.text.front() == '-'; }

/// How many words in front belong to what only starts another program.
std::size_t words_in_front(const std::vector<shell::Word>& words) {
  constexpr std::array<std::string_view, 8> starters{"sudo", "env",  "exec",  "command",
                                                     "time", "nice", "nohup", "eatmydata"};
  std::size_t at = 0;
  while (at < words.size() && words[at].literal && is_one_of(file_name(words[at].text), starters)) {
    ++at;
    while (at < words.size() && (is_option(words[at]) || words[at].text.find('=') != std::string::npos)) ++at;
  }
  return at < words.size() ? at : 0;
}

}  // namespace

bool Call::has(std::string_view word) const {
  return std::any_of(words.begin(), words.end(), [&](const shell::Word& one) { return one == word; });
}

bool Call::has_option(std::string_view name, char letter) const {
  return std::any_of(words.begin(), words.end(), [&](const shell::Word& one) {
    const std::string_view text = one.text;
    if (text == name || (text.starts_with(name) && text.substr(name.size()).starts_with('='))) return true;
    return letter != 0 && text.size() > 1 && text[0] == '-' && text[1] != '-' &&
           text.find(letter) != std::string_view::npos;
  });
}

std::string_view Call::verb() const {
  const auto found = std::find_if(words.begin(), words.end(), [](const shell::Word& one) { return !is_option(one); });
  return found == words.end() ? std::string_view() : std::string_view(found->text);
}

std::vector<std::string> Call::operands() const {
  std::vector<std::string> result;
  for (const shell::Word& word : words)
    if (!is_option(word)) result.push_back(word.text);
  if (!result.empty()) result.erase(result.begin());
  return result;
}

Call call_of(const shell::Command& command) {
  Call result;
  result.command = &command;
  std::size_t at = words_in_front(command.words);
  if (at >= command.words.size()) return result;
  if (command.words[at].literal) result.program = file_name(command.words[at].text);
  ++at;
  // `python3 -m pip` is pip, and so is `uv pip`.
  const bool module =
      result.program.starts_with("python") && command.words.size() > at + 1 && command.words[at] == "-m";
  if (module) {
    result.program = command.words[at + 1].text;
    at += 2;
  } else if (result.program == "uv" && command.words.size() > at && command.words[at] == "pip") {
    result.program = "pip";
    ++at;
  }
  if (result.program == "pip3" || result.program.starts_with("pip3.")) result.program = "pip";
  result.words.assign(command.words.begin() + static_cast<std::ptrdiff_t>(at), command.words.end());
  return result;
}

std::vector<Call> calls_in(const shell::Script& script) {
  std::vector<Call> result;
  for (const shell::Command& command : script.commands)
    if (!command.words.empty()) result.push_back(call_of(command));
  return result;
}

bool is_download(const Call& call) { return call.program == "curl" || call.program == "wget"; }

bool makes_something(const Call& call) {
  constexpr std::array<std::string_view, 29> makers{
      "curl",   "wget",     "pip",  "uv",    "apt-get", "apt",        "apk",
      "dnf",    "microdnf", "yum",  "conda", "mamba",   "micromamba", "npm",
      "yarn",   "git",      "make", "cmake", "ninja",   "cargo",      "go",
      "gcc",    "g++",      "tar",  "unzip", "dpkg",    "hf",         "huggingface-cli",
      "Rscript"};
  return is_one_of(call.program, makers) || call.program.starts_with("python");
}

bool is_shell(std::string_view program) {
  constexpr std::array<std::string_view, 6> shells{"sh", "bash", "dash", "ash", "zsh", "ksh"};
  return is_one_of(program, shells);
}

std::vector<Part> parts_of(const shell::Script& script, std::size_t group) {
  std::vector<Part> result;
  for (const shell::Command& command : script.commands)
    if (command.group == group) result.push_back({&command, &command});
  for (std::size_t i = 1; i < script.groups.size(); ++i)
    if (script.groups[i].group == group && !script.groups[i].command) result.push_back({&script.groups[i], nullptr});
  std::sort(result.begin(), result.end(),
            [](const Part& a, const Part& b) { return a.member->begin < b.member->begin; });
  return result;
}

}  // namespace boxwright::lint
