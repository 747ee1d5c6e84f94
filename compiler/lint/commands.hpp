#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/shell/shell.hpp"

/// What the commands of a shell text are, for the rules that look at them.
namespace boxwright::lint {

/// A command without what stands in front of the program that it runs: `sudo -E env A=b apt-get install x` is
/// `apt-get install x`.
struct Call {
  std::string program;             ///< without its folder; empty where it is not known
  std::vector<shell::Word> words;  ///< behind it
  const shell::Command* command = nullptr;

  /// Is a word behind it this one?
  [[nodiscard]] bool has(std::string_view word) const;
  /// Is this option given: `--fail` alone or with a value, `-f` alone or among other letters?
  [[nodiscard]] bool has_option(std::string_view name, char letter = 0) const;
  /// The first word that is no option; empty: there is none. `install` of `apt-get -y install x`.
  [[nodiscard]] std::string_view verb() const;
  /// The words behind `verb` that are no options.
  [[nodiscard]] std::vector<std::string> operands() const;
};

Call call_of(const shell::Command& command);
/// All calls of a text, in its order.
std::vector<Call> calls_in(const shell::Script& script);

/// curl and wget.
bool is_download(const Call& call);
/// Does it fetch, install or build something, so that its failure leaves an image without it?
bool makes_something(const Call& call);
/// Is it one of the shells?
bool is_shell(std::string_view program);

/// A command or a group, where it stands among others.
struct Part {
  const shell::Member* member = nullptr;
  const shell::Command* command = nullptr;  ///< null: it is a group
};
/// Those that stand side by side in a group, in the order of the text.
std::vector<Part> parts_of(const shell::Script& script, std::size_t group);

}  // namespace boxwright::lint
