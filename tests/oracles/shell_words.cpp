// The commands that our shell grammar sees: reads a JSON array of shell texts, writes one of the same length, each
// `{"complete": …, "commands": [[offset, [spelling of a word, …]], …]}`. For tests/oracles/shell_agreement.

#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "compiler/shell/shell.hpp"

using namespace boxwright;

int main() {
  nlohmann::json result = nlohmann::json::array();
  for (const std::string text : nlohmann::json::parse(std::cin)) {
    const shell::Script script = shell::parse(text);
    nlohmann::json commands = nlohmann::json::array();
    for (const shell::Command& command : script.commands) {
      if (command.words.empty()) continue;
      nlohmann::json words = nlohmann::json::array();
      for (const shell::Word& word : command.words) words.push_back(text.substr(word.begin, word.end - word.begin));
      commands.push_back({command.words.front().begin, std::move(words)});
    }
    result.push_back({{"complete", script.complete}, {"commands", std::move(commands)}});
  }
  std::cout << result << '\n';
}
