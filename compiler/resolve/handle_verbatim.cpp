// Instructions of a Dockerfile as they stand. What the compiler has to know of them is read here: which they are, what
// they copy from the build context, and that they are no business of other statements.
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "compiler/resolve/scope.hpp"
#include "compiler/resolve/values.hpp"
#include "compiler/verify/read_dockerfile.hpp"

namespace boxwright::resolve {

namespace {

constexpr std::array<std::string_view, 7> allowed{"ADD", "ARG", "COPY", "ENV", "RUN", "USER", "WORKDIR"};

struct Refusal {
  std::string_view keyword, why;
};
constexpr std::array<Refusal, 12> refused{{
    {"FROM", "a stage begins with it: write `stage NAME { from … }`"},
    {"SHELL", "all steps of the stage must know of it: write `shell …`"},
    {"CMD", "an image has one: write `cmd …`"},
    {"ENTRYPOINT", "an image has one: write `entrypoint …`"},
    {"HEALTHCHECK", "an image has one: write `healthcheck …`"},
    {"STOPSIGNAL", "an image has one: write `stopsignal …`"},
    {"LABEL", "write `label …`"},
    {"EXPOSE", "write `expose …`"},
    {"VOLUME", "write `volume …`"},
    {"MAINTAINER", "write `authors …`"},
    {"ONBUILD", "it would act in other people's builds, unseen"},
    {"INCLUDE", "it is no instruction of current engines"},
}};

/// What engines of the portable dialect do not know.
constexpr std::array<std::string_view, 7> modern{
    "<<", "--link", "--network=", "--checksum=", "type=bind", "type=cache", "type=tmpfs"};

std::vector<std::string> split_lines(const std::string& text) {
  std::vector<std::string> result;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    result.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return result;
}

std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  return begin == std::string::npos ? "" : text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> result;
  std::size_t begin = text.find_first_not_of(" \t\n\\");
  while (begin != std::string::npos) {
    const std::size_t end = std::min(text.find_first_of(" \t\n", begin), text.size());
    if (const std::string word = text.substr(begin, end - begin); word != "\\") result.push_back(word);
    begin = text.find_first_not_of(" \t\n", end);
  }
  return result;
}

/// The word that ends a here-document which this line opens; empty where it opens none.
std::string here_document_end(const std::string& line) {
  const std::size_t place = line.find("<<");
  if (place == std::string::npos) return "";
  std::size_t begin = place + 2;
  if (begin < line.size() && line[begin] == '-') ++begin;
  const bool quoted = begin < line.size() && (line[begin] == '"' || line[begin] == '\'');
  if (quoted) ++begin;
  std::size_t end = begin;
  while (end < line.size() && (std::isalnum(static_cast<unsigned char>(line[end])) != 0 || line[end] == '_')) ++end;
  return line.substr(begin, end - begin);
}

/// Takes one instruction off: its line, those that continue it, and the here-document it opens.
std::string take_instruction(const std::vector<std::string>& lines, std::size_t& place) {
  std::string text = trimmed(lines[place]);
  std::string last = lines[place++];
  // A backslash behind another one continues nothing.
  const auto goes_on = [](const std::string& line) { return line.ends_with('\\') && !line.ends_with("\\\\"); };
  while (place < lines.size() && goes_on(trimmed(last))) {
    last = lines[place++];
    text += "\n" + last;
  }
  const std::string keyword = text.substr(0, text.find_first_of(" \t\n"));
  const bool may_hold = keyword == "RUN" || keyword == "COPY" || keyword == "ADD";
  const std::string end = may_hold ? here_document_end(text) : "";
  while (!end.empty() && place < lines.size()) {
    text += "\n" + lines[place++];
    if (trimmed(lines[place - 1]) == end) break;
  }
  return text;
}

/// Why a builder would not see the end of an instruction where its text ends; empty where it does.
std::string without_end(const std::string& text) {
  const std::string next = "USER next";
  const verify::DockerfileText read = verify::read_dockerfile(text + "\n" + next + "\n");
  if (!read.problem.empty()) return read.problem;
  if (!read.instructions.empty() && read.instructions.back().source == next) return "";
  return "its last line ends in `\\`, so that what follows would be part of it";
}

/// Reads the instructions of one statement.
class Reader {
 public:
  Reader(Span span, const Scope& scope) : span_(span), scope_(scope) {}

  std::vector<VerbatimInstruction> read(const std::string& text) {
    const std::vector<std::string> lines = split_lines(text);
    std::vector<VerbatimInstruction> result;
    for (std::size_t place = 0; place < lines.size();) {
      const std::string line = trimmed(lines[place]);
      if (line.empty() || line.starts_with('#')) {
        ++place;
        continue;
      }
      VerbatimInstruction instruction;
      instruction.text = take_instruction(lines, place);
      instruction.keyword = instruction.text.substr(0, instruction.text.find_first_of(" \t\n"));
      if (check(instruction)) result.push_back(std::move(instruction));
    }
    return result;
  }

 private:
  bool refuse(const std::string& what, const std::string& why) const {
    scope_.report(diag::BadInstruction, span_, what, why);
    return false;
  }

  bool check(VerbatimInstruction& instruction) const {
    const std::string& keyword = instruction.keyword;
    const std::string upper = upper_case(keyword);
    const auto known =
        std::find_if(refused.begin(), refused.end(), [&](const Refusal& r) { return r.keyword == upper; });
    if (known != refused.end()) return refuse(keyword, std::string(known->why));
    if (std::find(allowed.begin(), allowed.end(), upper) == allowed.end())
      return refuse(keyword, "it is no instruction of a Dockerfile");
    if (upper != keyword) return refuse(keyword, fmt::format("instructions are written in capitals: `{}`", upper));
    if (instruction.text.size() == keyword.size()) return refuse(keyword, "nothing stands behind it");
    if (const std::string problem = without_end(instruction.text); !problem.empty()) return refuse(keyword, problem);
    if (scope_.spec->dialect == Dialect::portable) {
      for (const std::string_view feature : modern)
        if (instruction.text.find(feature) != std::string::npos)
          return refuse(fmt::format("{} … {}", keyword, feature), "engines of the dialect `portable` do not know it");
    }
    return check_sources(instruction);
  }

  /// Names of stages are the compiler's to give, and files of the context must be admitted to it.
  bool check_sources(VerbatimInstruction& instruction) const {
    const bool copies = instruction.keyword == "COPY" || instruction.keyword == "ADD";
    if (!copies && instruction.keyword != "RUN") return true;
    std::vector<std::string> words = words_of(instruction.text.substr(instruction.keyword.size()));
    bool from_elsewhere = false;
    std::size_t flags = 0;
    for (; flags < words.size() && words[flags].starts_with("--"); ++flags) {
      const std::string& flag = words[flags];
      const std::size_t from = flag.starts_with("--from=") ? 2 : flag.find(",from=") + 1;
      if (from == 0 || (from != 2 && !flag.starts_with("--mount="))) {
        if (!mounts_context(flag, instruction)) return false;
        continue;
      }
      const std::string name = flag.substr(from + 5, flag.find(',', from) - from - 5);
      if (scope_.find_stage(name, span_).stage != nullptr)
        return refuse(flag, fmt::format("a stage gets its name from the compiler; write `copy(from={})`", name));
      from_elsewhere = true;
    }
    if (!copies || from_elsewhere) return true;
    words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(flags));
    return admit(words, instruction);
  }

  bool mounts_context(const std::string& flag, VerbatimInstruction& instruction) const {
    if (!flag.starts_with("--mount=type=bind")) return true;
    const std::size_t source = flag.find(",source=");
    if (source == std::string::npos) return refuse(flag, "`source=` says what of the build context it shows");
    return admit_one(flag.substr(source + 8, flag.find(',', source + 1) - source - 8), instruction);
  }

  /// All words but the last, which is where they go.
  bool admit(std::vector<std::string> words, VerbatimInstruction& instruction) const {
    for (std::string& word : words)
      std::erase_if(word, [](char c) { return c == '[' || c == ']' || c == '"' || c == ','; });
    std::erase(words, "");
    if (words.size() < 2) return refuse(instruction.keyword, "it needs what is copied, and where it goes");
    words.pop_back();
    for (const std::string& word : words) {
      if (word.starts_with("<<")) break;
      if (word.find("://") != std::string::npos || word.starts_with("git@")) continue;
      if (!admit_one(word, instruction)) return false;
    }
    return true;
  }

  bool admit_one(std::string path, VerbatimInstruction& instruction) const {
    if (path.find('$') != std::string::npos)
      return refuse(path, "which files of the build context are needed must be known without building");
    while (path.starts_with('/')) path.erase(0, 1);
    Word word;
    word.text.append(path.empty() ? "." : path);
    word.span = span_;
    const auto entries = context_entries(word, scope_);
    for (const spec::ContextEntry& entry : entries) instruction.sources.push_back(entry.path);
    return !entries.empty();
  }

  Span span_;
  const Scope& scope_;
};

}  // namespace

void handle_dockerfile(const Statement& statement, Scope& scope) {
  const ast::Fence* fence = statement.row->fence();
  spec::Verbatim verbatim;
  if (fence != nullptr) {
    const std::string text = evaluate_shell(fence->text, fence->span, scope.names, *scope.diagnostics);
    const std::size_t said = scope.diagnostics->all().size();
    verbatim.instructions = Reader(fence->span, scope).read(text);
    if (verbatim.instructions.empty() && scope.diagnostics->all().size() > said) return;
  }
  if (verbatim.instructions.empty()) {
    scope.report(diag::BodyMissing, statement.name_span, "dockerfile", "its instructions, on lines between fences");
    return;
  }
  scope.stage->statements.push_back({std::move(verbatim), statement.span});
}

}  // namespace boxwright::resolve
