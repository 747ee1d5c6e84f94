#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What a shell text says, as plain values: each simple command with its words, and what stands around it.
namespace boxwright::shell {

/// A word of a command. Offsets are bytes of the text that was read.
struct Word {
  std::string text;      ///< without its quotes; `$x`, `$(…)` and the like stay as they are written
  bool literal = true;   ///< no expansion: `text` is what the command gets, patterns apart
  bool pattern = false;  ///< has `*`, `?` or `[` outside of quotes
  std::size_t begin = 0;
  std::size_t end = 0;

  friend bool operator==(const Word& word, std::string_view text) { return word.literal && word.text == text; }
};

/// `NAME=value` before a command or alone.
struct Assignment {
  std::string name;
  bool appends = false;  ///< `+=`
  Word value;            ///< empty where nothing stands behind the `=`
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// `2>&1`, `>file`, `<<END`.
struct Redirection {
  std::string sign;  ///< `>`, `>>`, `>&`, `&>`, `<`, `<<`, `<<-`, `<<<` …
  std::optional<unsigned> descriptor;
  Word target;  ///< of a here-document the word that ends it
  std::optional<std::string> document;
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// What stands between two commands. A line's end is a `sequence`.
enum class Joint { none, sequence, background, both, either, pipe, pipe_all };

/// What simple commands and groups have in common: their place among the others of the group they stand in.
struct Member {
  std::size_t group = 0;       ///< the index of the innermost group around it
  Joint before = Joint::none;  ///< what joins it to the member before it; none for the first
  Joint after = Joint::none;   ///< what joins it to the next; `;` and `&` stand here behind the last one too
  bool negated = false;        ///< by `!`
  std::vector<Redirection> redirections;
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// A simple command: assignments, words or redirections, at least one of them. The first word is what runs.
struct Command : Member {
  std::vector<Assignment> assignments;
  std::vector<Word> words;

  /// The name of the program: the first word without its folder, when it is literal; else empty.
  [[nodiscard]] std::string_view name() const;
};

/// Commands that stand together in the text.
struct Group : Member {
  enum class Kind {
    text,          ///< the whole; the first group, and the only one around which there is none
    braces,        ///< `{ … }`
    subshell,      ///< `( … )`
    compound,      ///< `if`, `while`, `for`, `case`: around its conditions and bodies
    condition,     ///< behind `if`, `elif`, `while`, `until`
    body,          ///< behind `then`, `else`, `do`, a pattern of `case`
    function,      ///< the definition; what is in it runs when it is called
    substitution,  ///< `$( … )`, backquotes, `<( … )`
  };
  Kind kind = Kind::text;
  std::vector<Word> words;             ///< of `for` and `case`; of a function its name
  std::optional<std::size_t> command;  ///< of a substitution in a simple command: which
};

/// A text that was read.
struct Script {
  std::vector<Command> commands;  ///< in the order of the text
  std::vector<Group> groups;      ///< each behind the one it stands in
  bool complete = true;           ///< a shell would read it too; else what could be read is here
  std::size_t error_at = 0;       ///< what is not closed or stands where it cannot, when not complete
  bool too_deep = false;          ///< not complete only because more stands in each other than is read

  /// Does the command or group stand in a group of this kind, however deep?
  [[nodiscard]] bool is_within(const Member& member, Group::Kind kind) const;
};

/// Reads any bytes, in time that grows with their number. `effort`, when given, becomes the number of rules tried: the
/// test that reading is linear counts it.
Script parse(std::string_view text, std::size_t* effort = nullptr);

}  // namespace boxwright::shell
