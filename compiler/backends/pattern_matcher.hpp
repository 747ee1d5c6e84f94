#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The language of ignore files, as the engines read it: every line is anchored at the root of the context, `*` and `?`
/// stop at a slash, `**` does not, a pattern that matches a folder takes everything in it, `!` takes back, and the last
/// line that matches wins.
namespace boxwright::backends {

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
  struct Pattern {
    bool taken_back = false;  ///< the line began with `!`
    std::vector<PatternToken> tokens;
  };
  std::vector<Pattern> patterns_;
};

/// Would an engine take this as a line of an ignore file?
bool is_pattern(std::string_view line);

/// The line that matches exactly this path.
std::string escape_pattern(std::string_view path);

}  // namespace boxwright::backends
