#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "compiler/ir/ir.hpp"
#include "compiler/verify/shell_words.hpp"

/// What the Dockerfile of an image has to mean, taken from the IR and from nothing that writes text.
namespace boxwright::verify {

/// One thing that an instruction says: `destination` and where that is. Absent values are no fact at all.
struct Fact {
  std::string name;
  std::vector<Text> value;

  friend bool operator==(const Fact&, const Fact&) = default;
};
using Facts = std::vector<Fact>;

/// Shell text of the spec's own.
struct ShellText {
  std::string text;                ///< without blanks at its end
  bool simple = false;             ///< one simple command, whose failure is its own
  bool fits_shell = true;          ///< the shell of the instruction may run it
  std::vector<std::string> shell;  ///< what else runs it, `-c` with it
  std::string called;              ///< what that is given
};

/// What a RUN does: commands one after the other, up to the first failure.
struct Commands {
  /// A secret that is a variable, and how it becomes one.
  struct Secret {
    std::string name, file;
    bool mounted = false;  ///< as a variable: nothing is to be read
    bool required = true;
  };
  std::vector<Secret> secrets;
  std::vector<std::pair<std::string, Text>> variables;  ///< set for all commands
  std::vector<std::variant<Call, ShellText>> all;
  bool strict = false;  ///< the instruction's shell stops at failures by itself
};

/// What one instruction has to say.
struct Statement {
  std::string keyword;
  Facts facts{};
  std::string verbatim{};                  ///< the spec's own instruction; nothing else is known of it
  std::optional<std::string> user{};       ///< who it runs as
  std::optional<std::string> directory{};  ///< where it runs
  std::optional<Commands> commands{};      ///< of a RUN
};

struct Stage {
  std::string name;
  Statement from;
  std::optional<std::size_t> below;  ///< the stage that it starts from
  std::vector<std::string> shell;    ///< what its RUNs are run by; empty: the base's own
  bool own_shell = false;            ///< said in this stage
  std::string first_user;            ///< empty: not known
  std::vector<Statement> steps;
  std::vector<Statement> configuration;
  std::string user, directory;  ///< that its configuration says; empty: those of the base
  bool is_image = false;
};

struct Meaning {
  bool checks_are_errors = false;
  std::vector<Statement> arguments;  ///< ARGs before the first FROM
  std::vector<Stage> stages;
  std::string image;                 ///< `acme/app:1.0`
  std::vector<std::string> context;  ///< the files of the build context that the build may see, sorted
};

/// What the image's Dockerfile has to mean.
Meaning meaning_of(const ir::Module& module, const ir::Image& image);

}  // namespace boxwright::verify
