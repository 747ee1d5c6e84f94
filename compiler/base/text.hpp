#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace boxwright {

/// A string that may name run-time variables: what `/opt:${PATH}` is once everything known at compile time is replaced.
/// A variable is an ARG or ENV of the stage it stands in; it stays a reference in the output, and nothing else does.
class Text {
 public:
  struct Part {
    bool variable = false;  ///< `text` is the name of a variable
    std::string text;
    /// Written around the variable's value where it is set and not empty, and left out with it where it is not.
    std::string before{}, behind{};

    /// A variable as a shell and a Dockerfile read it: `${X}`, or `${X:+before${X}behind}`.
    [[nodiscard]] std::string reference() const;

    friend bool operator==(const Part&, const Part&) = default;
  };

  Text() = default;
  // NOLINTBEGIN(google-explicit-constructor): a string is a text
  Text(const std::string& literal) { append(std::string_view(literal)); }
  Text(std::string_view literal) { append(literal); }
  Text(const char* literal) { append(std::string_view(literal)); }
  // NOLINTEND(google-explicit-constructor)

  void append(std::string_view literal);
  void append(const std::string& literal) { append(std::string_view(literal)); }
  void append(const char* literal) { append(std::string_view(literal)); }
  void append(const Text& other);
  void append_variable(std::string name);
  /// A variable that may be unset, with what separates it from its neighbours: `${X:+${X}:}`.
  void append_optional_variable(std::string name, std::string before, std::string behind);

  [[nodiscard]] const std::vector<Part>& parts() const { return parts_; }
  [[nodiscard]] bool empty() const { return parts_.empty(); }
  /// No variable in it.
  [[nodiscard]] bool is_literal() const;
  /// The text with variables as references: for keys, messages and names of things, never for output.
  [[nodiscard]] std::string display() const;
  [[nodiscard]] std::vector<std::string> variables() const;

  friend bool operator==(const Text&, const Text&) = default;

 private:
  std::vector<Part> parts_;  // no two literal parts touch, none is empty
};

}  // namespace boxwright
