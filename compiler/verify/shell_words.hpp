#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/base/text.hpp"

namespace boxwright::verify {

/// A simple command: what a shell gives to a program, and where its output goes.
struct Call {
  std::vector<std::pair<std::string, Text>> variables{};  ///< set for this program alone
  std::vector<Text> words{};
  std::optional<Text> into{};  ///< the file of its standard output

  friend bool operator==(const Call&, const Call&) = default;
};

/// Reads the commands of a RUN as a POSIX shell does, as far as the compiler writes them: words in quotes of both
/// kinds, references between double ones, `"$(printf '%s\n' …)"` for a word of several lines. What it does not know it
/// does not read, so that nothing is taken for what it is not.
class ShellReader {
 public:
  explicit ShellReader(std::string_view text) : text_(text) {}

  /// The next simple command; nothing where what stands here is none that we write.
  std::optional<Call> call();
  /// `A=1 B='x y'` before a command, as far as it goes.
  std::vector<std::pair<std::string, Text>> variables();
  /// Takes exactly this, where it stands here.
  bool take(std::string_view expected);
  void skip_blanks();

  [[nodiscard]] std::string_view rest() const { return text_.substr(place_); }
  [[nodiscard]] std::size_t place() const { return place_; }

 private:
  std::optional<Text> word();
  bool double_quoted(Text& result);
  bool printed_lines(Text& result);

  std::string_view text_;
  std::size_t place_ = 0;
};

}  // namespace boxwright::verify
