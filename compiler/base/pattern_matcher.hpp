#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

/// The language of ignore files, as the engines read it: every line is anchored at the root of the context, `*` and `?`
/// stop at a slash, `**` does not, a pattern that matches a folder takes everything in it, `!` takes back, and the last
/// line that matches wins.
namespace boxwright {

/// One token of a pattern.
struct PatternToken {
  enum class Kind { character, one, star, folders, rest, set };
  Kind kind = Kind::character;
  char32_t character = 0;                             ///< character
  bool negated = false;                               ///< set
  std::vector<std::pair<char32_t, char32_t>> ranges;  ///< set
};

/// An ignore file that answers which paths are left out of the build context.
class PatternMatcher {
 public:
  /// Reads the lines of an ignore file; nothing where one is no pattern (`!` alone, an unclosed `[`, a trailing `\`),
  /// which an engine refuses.
  static std::optional<PatternMatcher> read(std::string_view file);

  /// Is this file (a path in the context, with slashes) left out?
  [[nodiscard]] bool ignores(std::string_view path) const;

 private:
  struct Wild {
    std::size_t line = 0;
    std::vector<PatternToken> tokens;
  };
  void add(bool taken_back, std::vector<PatternToken> tokens);

  std::vector<bool> taken_back_;                           // for each line: it began with `!`
  std::unordered_map<std::u32string, std::size_t> exact_;  // for each path that is a line: the last that is
  std::vector<Wild> wild_;                                 // the others, in order
};

/// Would an engine take this as a line of an ignore file?
bool is_pattern(std::string_view line);

/// The line that matches exactly this path.
std::string escape_pattern(std::string_view path);

}  // namespace boxwright
