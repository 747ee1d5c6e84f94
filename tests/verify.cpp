// Every file that is written means what the compiler says it means, and a file in which something small was changed is
// found out.

#include "compiler/verify/verify.hpp"

#include <fmt/format.h>

#include <cctype>
#include <functional>

#include "compiler/verify/read_dockerfile.hpp"
#include "tests/cases.hpp"
#include "tests/catch.hpp"
#include "tests/random.hpp"

using namespace boxwright;
using namespace boxwright::tests;

namespace {

/// A Dockerfile of the golden cases, and what it has to mean.
struct Subject {
  std::string name;
  std::string text;
  verify::Meaning meaning;
  verify::DockerfileText read;
};

const std::vector<Subject>& subjects() {
  static const std::vector<Subject> all = [] {
    std::vector<Subject> result;
    for (const Case& one : cases()) {
      const Compiled& compilation = compiled(one);
      for (const driver::Unit& unit : compilation.compilation.units) {
        for (const ir::Image& image : unit.module.images) {
          const std::string path = image.folder.empty() ? "Dockerfile" : image.folder + "/Dockerfile";
          const auto file = compilation.outputs.find(path);
          if (file == compilation.outputs.end()) continue;
          const std::string& text = file->second.content;
          result.push_back(
              {one.name + " " + path, text, verify::meaning_of(unit.module, image), verify::read_dockerfile(text)});
        }
      }
    }
    return result;
  }();
  return all;
}

/// A change of a text at a place, or none where there is nothing to change.
using Change = std::function<std::optional<std::string>(const Subject&, Random&)>;

/// Makes one kind of change a few times in each Dockerfile; says which were not found. `found`: whether they should be.
std::string misjudged(const Change& change, bool found, std::size_t times = 4) {
  std::string report;
  std::size_t made = 0;
  for (const Subject& subject : subjects()) {
    Random random(std::hash<std::string>{}(subject.name));
    for (std::size_t i = 0; i < times; ++i) {
      const auto changed = change(subject, random);
      if (!changed || *changed == subject.text) continue;
      ++made;
      const auto difference = verify::difference(subject.meaning, *changed);
      if (difference.has_value() == found) continue;
      report += fmt::format("{}:\n{}{}", subject.name, tests::difference(subject.text, *changed),
                            difference ? verify::report(*difference) : "");
      if (report.size() > 4'000) return report;
    }
  }
  CAPTURE(made);
  CHECK(made > 100);
  return report;
}

struct Place {
  std::size_t begin = 0, size = 0;
};

/// Where an instruction stands in the text.
Place place_of(const Subject& subject, const verify::Instruction& instruction) {
  std::size_t begin = 0;
  for (std::size_t line = 1; line < instruction.first_line; ++line) begin = subject.text.find('\n', begin) + 1;
  return {begin, instruction.source.size()};
}

Place some_instruction(const Subject& subject, Random& random) {
  return place_of(subject, random.one_of(subject.read.instructions));
}

std::string replaced(const Subject& subject, Place place, const std::string& text) {
  return std::string(subject.text).replace(place.begin, place.size, text);
}

std::string source_at(const Subject& subject, Place place) { return subject.text.substr(place.begin, place.size); }

/// Some byte of an instruction that is no blank, and that is like what is asked for.
std::optional<std::size_t> some_byte(const Subject& subject, Random& random,
                                     const std::function<bool(std::size_t)>& wanted) {
  const Place place = some_instruction(subject, random);
  std::vector<std::size_t> bytes;
  for (std::size_t i = place.begin; i < place.begin + place.size; ++i)
    if (std::isspace(static_cast<unsigned char>(subject.text[i])) == 0 && wanted(i)) bytes.push_back(i);
  if (bytes.empty()) return std::nullopt;
  return random.one_of(bytes);
}

/// A backslash that may go or come without changing anything: before another one, or before what needs none.
bool is_idle_backslash(const std::string& text, std::size_t place) {
  if (text[place] != '\\') return false;
  if (text[place + 1] == '\\' || text[place - 1] == '\\') return true;
  const bool name = std::isalnum(static_cast<unsigned char>(text[place + 2])) != 0 || text[place + 2] == '_' ||
                    text[place + 2] == '{' || text[place + 2] == '(';
  return text[place + 1] == '$' && !name;
}

}  // namespace

TEST_CASE("every expected Dockerfile means what its spec says", "[golden]") {
  std::string report;
  for (const Subject& subject : subjects())
    if (const auto found = verify::difference(subject.meaning, subject.text))
      report += subject.name + ":\n" + verify::report(*found);
  CHECK(report == "");
  CHECK(subjects().size() > 300);
}

TEST_CASE("an instruction more or less is found", "[golden]") {
  const Change drop = [](const Subject& subject, Random& random) {
    return replaced(subject, some_instruction(subject, random), "");
  };
  const Change twice = [](const Subject& subject, Random& random) {
    const Place place = some_instruction(subject, random);
    const std::string source = source_at(subject, place);
    return replaced(subject, place, source + "\n" + source);
  };
  const Change foreign = [](const Subject& subject, Random& random) {
    static const std::vector<std::string> lines{"ENV Q=\"1\"",     "RUN true",    "USER 5:5",     "LABEL q=\"1\"",
                                                "COPY q /q",       "ARG Q",       "WORKDIR /q",   "EXPOSE 9",
                                                "VOLUME [\"/q\"]", "CMD [\"q\"]", "STOPSIGNAL 9", "FROM q AS q"};
    const Place place = some_instruction(subject, random);
    return replaced(subject, place, source_at(subject, place) + "\n" + random.one_of(lines));
  };
  CHECK(misjudged(drop, true) == "");
  CHECK(misjudged(twice, true) == "");
  CHECK(misjudged(foreign, true) == "");
}

TEST_CASE("instructions in another order are found", "[golden]") {
  const auto has_place = [](const verify::Instruction& one) {
    static const std::set<std::string> steps{"FROM", "RUN", "COPY", "ADD", "ENV", "ARG", "SHELL"};
    return steps.contains(one.keyword);
  };
  const Change swap = [&](const Subject& subject, Random& random) -> std::optional<std::string> {
    const auto& all = subject.read.instructions;
    const std::size_t first = random.below(all.size());
    if (first + 1 == all.size() || !has_place(all[first]) || !has_place(all[first + 1])) return std::nullopt;
    if (all[first].source == all[first + 1].source) return std::nullopt;
    const Place behind = place_of(subject, all[first + 1]);
    const Place before = place_of(subject, all[first]);
    std::string text = replaced(subject, behind, all[first].source);
    return text.replace(before.begin, before.size, all[first + 1].source);
  };
  // A folder that WORKDIR makes is that of the user who is set above it.
  const Change user_first = [](const Subject& subject, Random& random) -> std::optional<std::string> {
    const auto& all = subject.read.instructions;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i + 1 < all.size(); ++i)
      if (all[i].keyword == "WORKDIR" && all[i + 1].keyword == "USER") places.push_back(i);
    if (places.empty()) return std::nullopt;
    const std::size_t first = random.one_of(places);
    const std::string user = all[first + 1].source;
    std::string text = replaced(subject, place_of(subject, all[first + 1]), all[first].source);
    const Place before = place_of(subject, all[first]);
    return text.replace(before.begin, before.size, user);
  };
  CHECK(misjudged(swap, true) == "");
  CHECK(misjudged(user_first, true) == "");
}

TEST_CASE("a byte less, more or another one is found", "[golden]") {
  const Change less = [](const Subject& subject, Random& random) -> std::optional<std::string> {
    const auto place = some_byte(subject, random, [&](std::size_t i) { return !is_idle_backslash(subject.text, i); });
    return place ? std::optional(replaced(subject, {*place, 1}, "")) : std::nullopt;
  };
  const Change other = [](const Subject& subject, Random& random) -> std::optional<std::string> {
    const auto place = some_byte(subject, random, [&](std::size_t i) { return subject.text[i] != 'Q'; });
    return place ? std::optional(replaced(subject, {*place, 1}, "Q")) : std::nullopt;
  };
  const Change more = [](const Subject& subject, Random& random) -> std::optional<std::string> {
    static const std::vector<std::string> bytes{"Q", "$", "'", "\"", "0", "`", "/"};
    const auto place = some_byte(subject, random, [&](std::size_t i) { return subject.text[i] != '\\'; });
    return place ? std::optional(replaced(subject, {*place, 0}, random.one_of(bytes))) : std::nullopt;
  };
  CHECK(misjudged(less, true, 6) == "");
  CHECK(misjudged(other, true, 6) == "");
  CHECK(misjudged(more, true, 6) == "");
}

TEST_CASE("another digit, a backslash less and a dollar that expands are found", "[golden]") {
  const Change digit = [](const Subject& subject, Random& random) -> std::optional<std::string> {
    const auto place = some_byte(
        subject, random, [&](std::size_t i) { return std::isdigit(static_cast<unsigned char>(subject.text[i])) != 0; });
    if (!place) return std::nullopt;
    const char next = static_cast<char>('0' + (subject.text[*place] - '0' + 1) % 10);
    return replaced(subject, {*place, 1}, std::string(1, next));
  };
  const Change backslash = [](const Subject& subject, Random& random) -> std::optional<std::string> {
    const auto place = some_byte(
        subject, random, [&](std::size_t i) { return subject.text[i] == '\\' && !is_idle_backslash(subject.text, i); });
    return place ? std::optional(replaced(subject, {*place, 1}, "")) : std::nullopt;
  };
  CHECK(misjudged(digit, true, 6) == "");
  CHECK(misjudged(backslash, true, 6) == "");
}

TEST_CASE("a flag less, and a copy the other way round, are found", "[golden]") {
  const Change flag = [](const Subject& subject, Random& random) -> std::optional<std::string> {
    const Place place = some_instruction(subject, random);
    const std::string source = source_at(subject, place);
    const std::size_t begin = source.find(" --");
    const std::string keyword = source.substr(0, source.find(' '));
    const std::set<std::string> with_flags{"COPY", "ADD", "FROM", "HEALTHCHECK"};
    const bool of_run = keyword == "RUN" && begin == 3;
    if (begin == std::string::npos || !(with_flags.contains(keyword) || of_run)) return std::nullopt;
    const std::size_t end = source.find_first_of(" \n", begin + 1);
    return replaced(subject, {place.begin + begin, end - begin}, "");
  };
  const Change around = [](const Subject& subject, Random& random) -> std::optional<std::string> {
    const Place place = some_instruction(subject, random);
    const std::string source = source_at(subject, place);
    const std::size_t last = source.rfind(' ');
    if (!source.starts_with("COPY ") || source.ends_with(']')) return std::nullopt;
    const std::size_t before = source.rfind(' ', last - 1);
    const std::string from = source.substr(before + 1, last - before - 1), to = source.substr(last + 1);
    if (from == to || from.find('\\') != std::string::npos) return std::nullopt;
    return replaced(subject, place, source.substr(0, before + 1) + to + " " + from);
  };
  CHECK(misjudged(flag, true, 6) == "");
  CHECK(misjudged(around, true, 6) == "");
}

TEST_CASE("what changes nothing is not found", "[golden]") {
  const Change comment = [](const Subject& subject, Random& random) {
    const Place place = some_instruction(subject, random);
    return replaced(subject, {place.begin, 0}, "\n# a comment $X\n");
  };
  const Change blanks = [](const Subject& subject, Random& random) -> std::optional<std::string> {
    const Place place = some_instruction(subject, random);
    const std::size_t line = source_at(subject, place).find(" \\\n    ");
    // An instruction of the spec's own stands as it is.
    if (line == std::string::npos || subject.name.find("keywords/dockerfile") != std::string::npos) return std::nullopt;
    return replaced(subject, {place.begin + line, 0}, "  ");
  };
  CHECK(misjudged(comment, false) == "");
  CHECK(misjudged(blanks, false) == "");
}
