#include "compiler/backends/shell_layout.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include "compiler/backends/shell_quote.hpp"

namespace boxwright::backends {

namespace {

constexpr std::size_t one_line = 96;          // of a command; indentation and `&&` come before it
constexpr std::size_t longest_line = 60'000;  // builders read lines of at most 64 KiB

/// Options whose value stays on their line.
constexpr std::array takes_value{"-c",           "-C",
                                 "-e",           "-f",
                                 "-g",           "-i",
                                 "-m",           "-n",
                                 "-o",           "-r",
                                 "-s",           "-t",
                                 "-u",           "-v",
                                 "--branch",     "--constraint",
                                 "--directory",  "--extra-index-url",
                                 "--find-links", "--gid",
                                 "--groups",     "--home-dir",
                                 "--index-url",  "--output",
                                 "--prefix",     "--requirement",
                                 "--shell",      "--target",
                                 "--uid"};

bool has_value(const std::string& option) {
  return std::find(takes_value.begin(), takes_value.end(), option) != takes_value.end();
}

bool is_subcommand(const std::string& word) {
  return !word.empty() &&
         std::all_of(word.begin(), word.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; });
}

/// Words that stand within a word in double quotes. A builder's lexer knows no such nesting, and takes an inner quote
/// for the end: what it then finds outside of quotes must not look like a here-document.
std::vector<std::string> nested_words(const std::vector<Text>& texts) {
  std::vector<std::string> words;
  for (const Text& text : texts) words.push_back(shell_word(text));
  const bool ends_outer = std::any_of(words.begin(), words.end(),
                                      [](const std::string& word) { return word.find('"') != std::string::npos; });
  for (std::string& word : words) {
    if (!ends_outer) break;
    const std::string apart = word.starts_with('"') ? "<\"\"<" : "<''<";
    for (std::size_t at = word.find("<<"); at != std::string::npos; at = word.find("<<", at + 3))
      word.replace(at, 2, apart);
  }
  return words;
}

/// One word in a RUN. A line feed cannot stand in an instruction; printf makes it. A program of some length is told
/// line by line: a line feed in the result is where one ends.
std::string run_word(const Text& text) {
  const std::string display = text.display();
  if (display.find('\n') == std::string::npos) return shell_word(text);
  std::vector<Text> lines(1);
  for (const Text::Part& part : text.parts()) {
    if (part.variable) {
      lines.back().append_variable(part.text);
      continue;
    }
    std::string_view rest = part.text;
    for (std::size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
      lines.back().append(rest.substr(0, end));
      lines.emplace_back();
      rest.remove_prefix(end + 1);
    }
    lines.back().append(rest);
  }
  std::string result = "\"$(printf '%s\\n'";
  const char* const between = display.size() > one_line ? "\n" : " ";
  for (const std::string& word : nested_words(lines)) result += between + word;
  return result + ")\"";
}

/// The rows of a command, where a word of it is told line by line.
CommandLines split_rows(const CommandLines& rows) {
  CommandLines result;
  for (const std::string& row : rows)
    for (const std::string_view line : lines_of(row)) result.emplace_back(line);
  return result;
}

std::string joined(const std::vector<std::string>& words) {
  return std::accumulate(words.begin(), words.end(), std::string(), [](std::string line, const std::string& word) {
    return std::move(line) + (line.empty() ? "" : " ") + word;
  });
}

/// Takes one word, or an option with its value, off the front.
std::string take(const std::vector<std::string>& words, std::size_t& place) {
  std::string result = words[place++];
  if (has_value(result) && place < words.size()) result += " " + words[place++];
  return result;
}

/// The program with its subcommand and plain options on the first line, then one operand a line.
CommandLines broken_up(const std::vector<std::string>& words) {
  std::size_t place = 1;
  std::string head = words.front();
  while (place < words.size() && words[place].size() == 2 && has_value(words[place])) head += " " + take(words, place);
  if (place < words.size() && is_subcommand(words[place]) && words[place].front() != '-') head += " " + words[place++];
  while (place < words.size() && words[place].starts_with('-') && !has_value(words[place]))
    head += " " + words[place++];
  CommandLines result{head};
  while (place < words.size()) result.push_back(take(words, place));
  return result;
}

bool prints_lines(const ir::Command& command) {
  return command.words.size() > 3 && command.words[0] == Text("printf") && command.words[1] == Text("%s\\n");
}

}  // namespace

CommandLines command_lines(const ir::Command& command) {
  std::vector<std::string> words;
  words.reserve(command.words.size());
  for (const Text& word : command.words) words.push_back(words.empty() ? shell_program(word) : run_word(word));
  CommandLines result{joined(words)};
  if (prints_lines(command)) {
    result = {words[0] + " " + words[1]};
    result.insert(result.end(), words.begin() + 2, words.end());
  } else if (result.front().size() > one_line) {
    result = split_rows(broken_up(words));
  }
  std::string assignments;
  for (const auto& [name, value] : command.variables) assignments += name + "=" + shell_word(value) + " ";
  result.front().insert(0, assignments);
  if (command.into) {
    const std::string redirection = "> " + run_word(*command.into);
    if (result.size() > 1) {
      result.push_back(redirection);
    } else {
      result.back() += " " + redirection;
    }
  }
  return result;
}

CommandLines script_call_lines(const ir::Script& script) {
  std::string shell = script.bash ? "bash -euo pipefail -c " : "sh -euc ";
  if (!script.shell.empty()) {
    shell.clear();
    for (const std::string& word : script.shell) shell += shell_word(word) + " ";
    // Its own words need not say that it is to stop at failures.
    if (!script.text.starts_with("set -eu\n"))
      return script_call_lines({"set -eu\n" + script.text, false, false, script.shell});
  }
  const std::vector<std::string_view> lines = lines_of(script.text);
  if (lines.size() < 2) return {shell + shell_word(script.text)};
  CommandLines result{shell + "\"$(printf '%s\\n'"};
  const std::vector<Text> texts(lines.begin(), lines.end());
  for (std::string& word : nested_words(texts)) result.push_back(std::move(word));
  result.back() += ")\"";
  return result;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> result;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    result.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return result;
}

std::string wrap_long_lines(std::string_view instruction) {
  // Where a line may end and the next begin: not in an escape or a character, not such that blanks would be at the
  // break or the next line be a comment.
  const auto may_break = [](char before, char after) {
    const bool inside_character = (static_cast<unsigned char>(after) & 0xC0U) == 0x80U;
    return before != '\\' && before != ' ' && before != '\t' && after != ' ' && after != '\t' && after != '#' &&
           after != '\\' && !inside_character;
  };
  std::string result;
  for (std::string_view line : lines_of(instruction)) {
    while (line.size() > longest_line) {
      std::size_t place = longest_line;
      while (place > 1 && !may_break(line[place - 1], line[place])) --place;
      result += std::string(line.substr(0, place)) + "\\\n";
      line.remove_prefix(place);
    }
    result += std::string(line) + "\n";
  }
  if (!result.empty() && !instruction.ends_with('\n')) result.pop_back();
  return result;
}

}  // namespace boxwright::backends
