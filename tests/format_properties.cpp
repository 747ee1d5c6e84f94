// What must hold for a text in the style, whatever the text was: the specs of the checkout and generated ones, with
// their white space disarranged and with faults put in. A failure says its seed and its text; BOXWRIGHT_SEED=… runs
// that one alone.

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "compiler/format/format.hpp"
#include "tests/cases.hpp"
#include "tests/catch.hpp"
#include "tests/format.hpp"
#include "tests/paths.hpp"
#include "tests/spec_generator.hpp"

using namespace boxwright;
using namespace boxwright::tests;
namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t texts_in_a_run = 2000;

/// The specs of the checkout that are not too long to be disarranged often, and some that have every shape.
const std::vector<std::string>& written_specs() {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> result{
        "a { b; c { d }; e } else { f }; g\nh(i, j=[k l, m], n=,) o -> p q {\n# r\n\n s; t # u\n}\n",
        "x(\n a,  # b\n\n c=[d\n  # e\n f ],\n) g\n  run:  a \\\n  b \\\n\n\tfile z \"\"\"\n\t\tq\n\t  "
        "\n\n\t\t\"\"\"\n",
        "title    a\nauthors  b  # c\nlicenses d   # e\n\nl { m  -> n }   # f\nlong { m -> n } # g\n",
        "a { b\\}; c { d:} ; e\\; f\n'a b' \"c ${d} # e\" [f g]h\n\"q\" $${x} i'j [] {}\n",
    };
    for (const char* const folder : {"examples", "stdlib", "tests/golden"})
      for (const auto& entry : fs::recursive_directory_iterator(project() / folder)) {
        if (entry.path().extension() != ".box" || entry.file_size() > 4000) continue;
        std::ifstream stream(entry.path(), std::ios::binary);
        result.emplace_back(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
      }
    return result;
  }();
  return all;
}

/// Puts blanks and line ends in, takes some out, or breaks the text with signs that mean something.
void disarrange(std::string& text, Random& random) {
  constexpr std::array<std::string_view, 6> spaces{" ", "   ", "\t", "\n", "\n\n\n", " \n  "};
  constexpr std::array<std::string_view, 28> signs{
      "{", "}",  " { ",  " }", "(", ")",    "[",  "]",    "\"",     "'",          ";", " ; ",  ":",        " : ",
      ",", "\\", "\\\n", "$",  "#", " # x", "->", " -> ", "\"\"\"", "\n\"\"\"\n", "=", "${a}", "\xC3\xBC", " else "};
  const bool faults = random.chance(1, 2);
  for (std::size_t count = 1 + random.below(12); count > 0; --count) {
    const std::size_t at = random.below(text.size() + 1);
    if (random.chance(2, 3)) {
      const std::size_t blank = text.find_first_of(" \n", at);  // where one more changes less
      text.insert(blank == std::string::npos ? at : blank, random.one_of(spaces));
    } else if (random.chance(1, 2)) {
      const std::size_t blank = text.find_first_of(" \n", at);
      if (blank != std::string::npos) text.erase(blank, 1 + random.below(3));
    } else if (faults && random.chance(3, 4)) {
      text.insert(at, random.one_of(signs));
    } else if (faults) {
      text.erase(at, random.below(6));
    }
  }
}

/// Writes rows of every shape with any space between their parts.
class Writer {
 public:
  explicit Writer(Random& random) : random_(random) {}

  std::string rows(std::size_t depth) {
    std::string result;
    for (std::size_t count = random_.below(7); count > 0; --count) {
      result += row(depth);
      result += random_.one_of(std::array<std::string_view, 10>{"\n", "\n", "\n", "\n", "\n\n\n", " # a\n", "   # b\n",
                                                                ";\n", " ; ", "\n # alone\n"});
      if (random_.chance(1, 2)) result += blanks();
    }
    return result;
  }

 private:
  std::string_view blanks() {
    return random_.one_of(std::array<std::string_view, 7>{" ", " ", " ", "  ", "   ", "      ", "\t"});
  }
  /// Within brackets.
  std::string_view gap() {
    if (random_.chance(2, 3)) return random_.chance(1, 2) ? "" : blanks();
    return random_.one_of(std::array<std::string_view, 4>{"\n", "\n\n \n", "  # c\n", " # d\n  # e\n"});
  }
  std::string_view word() {
    return random_.one_of(std::array<std::string_view, 14>{"a", "bc", "def", "a", "b=c", "\"d  e\"", "'f # g'", "x:y",
                                                           "h\\", "${i}", "$$", "\xC3\xA4", "k='l'", "p=${q}r"});
  }
  std::string list() {
    std::string result = fmt::format("[{}", gap());
    for (std::size_t count = random_.below(4); count > 0; --count)
      result +=
          fmt::format("{}{}{}{}", random_.chance(1, 3) ? "m" : "no", gap(), random_.chance(1, 2) ? "," : " ", gap());
    return result + "]";
  }
  std::string options() {
    std::string result = fmt::format("({}", gap());
    const std::size_t count = random_.below(4);
    for (std::size_t i = 0; i < count; ++i)
      result += fmt::format("o{}{}{}{}{}", i,
                            random_.chance(1, 3)   ? "=" + list()
                            : random_.chance(1, 2) ? "=1"
                                                   : "",
                            gap(), i + 1 < count || random_.chance(1, 3) ? "," : "", gap());
    return result + ")";
  }

  std::string row(std::size_t depth) {
    std::string result = random_.one_of(std::array<std::string, 4>{"row", "r", "head", "else"});
    if (random_.chance(1, 3)) result += options();
    for (std::size_t count = random_.below(4); count > 0; --count)
      result += fmt::format("{}{}", blanks(), random_.chance(1, 6) ? list() : word());
    if (random_.chance(1, 3)) result += fmt::format("{}->{}{}", blanks(), blanks(), word());
    return result + body(depth);
  }

  std::string body(std::size_t depth) {
    switch (random_.below(depth < 4 ? 9 : 6)) {
      case 0:
        return fmt::format(
            ":{}go   {}\n", blanks(),
            random_.one_of(std::array<std::string_view, 4>{"on # 1  ", "\\  \n\ton", "\\\\", "\\\n \n"}));
      case 1:
        return fmt::format("{}\"\"\"{}\n    text\n      in\n  \n    \"\"\"\n", blanks(), blanks());
      case 6:
        return fmt::format("{}{{{}\n{}}}", blanks(), blanks(), rows(depth + 1));
      case 7:
        return fmt::format("{}{{{}a; b{}c ;{}}}", blanks(), blanks(), blanks(), blanks());
      case 8:
        return fmt::format("{}{{{}{}\n}}", blanks(), blanks(), row(depth + 1));
      default:
        return "";
    }
  }

  Random& random_;
};

std::string text_of(std::uint64_t seed) {
  Random random(seed);
  switch (random.below(4)) {
    case 0: {
      std::string text = Writer(random).rows(0);
      if (random.chance(1, 3)) disarrange(text, random);
      return text;
    }
    case 1: {
      std::string text = generate_spec(random).text();
      disarrange(text, random);
      return text;
    }
    default: {
      std::string text = random.one_of(written_specs());
      disarrange(text, random);
      return text;
    }
  }
}

/// What is wrong with how a text is formatted.
std::string fault(const std::string& text, Random& random) {
  const Read before(text);
  const std::string after = with_edits(text, before.edits);
  const Read again(after);
  if (const std::string found = difference_in_meaning(before, again); !found.empty()) return "formatted\n" + found;
  if (!again.edits.empty()) return "formatted twice\n" + difference(after, with_edits(after, again.edits));
  std::vector<TextEdit> some;
  for (const TextEdit& edit : before.edits)
    if (random.chance(1, 2)) some.push_back(edit);
  if (const std::string found = difference_in_meaning(before, Read(with_edits(text, some))); !found.empty())
    return "some edits left out\n" + found;
  return {};
}

}  // namespace

TEST_CASE("a text in the style says what it said, and is in the style", "[property]") {
  const char* const only = std::getenv("BOXWRIGHT_SEED");
  const char* const many = std::getenv("BOXWRIGHT_TEXTS");
  const std::uint64_t first = only != nullptr ? std::strtoull(only, nullptr, 10) : 1;
  const std::uint64_t count = only != nullptr ? 1 : many != nullptr ? std::strtoull(many, nullptr, 10) : texts_in_a_run;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    const std::string text = text_of(seed);
    Random random(seed);
    if (const std::string found = fault(text, random); !found.empty())
      FAIL(fmt::format("BOXWRIGHT_SEED={}: {}\nof\n{}", seed, found, text));
  }
  SUCCEED();
}
