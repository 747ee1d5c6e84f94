#include "compiler/passes/model_commands.hpp"

#include <fmt/core.h>

#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "compiler/base/stdlib.hpp"
#include "compiler/ir/weights_commands.hpp"
#include "compiler/resolve/tools.hpp"

namespace boxwright::passes {

namespace {

using ir::Command;

constexpr std::string_view requirements = "/tmp/huggingface_hub.txt";

/// The next word of a line.
std::string_view take_word(std::string_view& line) {
  const std::size_t end = std::min(line.find(' '), line.size());
  const std::string_view word = line.substr(0, end);
  line.remove_prefix(std::min(end + 1, line.size()));
  return word;
}

/// Is a wheel of this kind for the base's Python and C library?
bool fits(std::string_view kind, const std::string& version, bool musl) {
  if (kind == "any") return true;
  if (kind.find(musl ? "-musllinux-" : "-manylinux-") == std::string_view::npos) return false;
  const std::string_view python = kind.substr(0, kind.find('-'));
  if (python == "abi3" || version.empty()) return true;
  return python == "cp" + version.substr(0, 1) + version.substr(2);
}

/// The client and all that it needs, as pip takes them: each with the checksums of the wheels that fit.
std::vector<std::string> pinned_client(const std::string& version, bool musl) {
  std::map<std::string, std::string> lines;
  std::string_view rest = stdlib::text("huggingface_hub.txt");
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.empty() || line.front() == '#') continue;
    const std::string name(take_word(line));
    const std::string_view number = take_word(line);
    std::string& pin = lines.try_emplace(name, fmt::format("{}=={}", name, number)).first->second;
    if (fits(take_word(line), version, musl)) pin += fmt::format(" --hash=sha256:{}", line);
  }
  std::vector<std::string> result;
  for (auto& [name, line] : lines) result.push_back(std::move(line));
  return result;
}

/// A string as Python reads it back.
std::string python_string(std::string_view text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') result += '\\';
    result += c;
  }
  return result + "'";
}

std::string python_list(const std::vector<std::string>& words) {
  if (words.empty()) return "None";
  std::string result;
  for (const std::string& word : words) result += (result.empty() ? "[" : ", ") + python_string(word);
  return result + "]";
}

/// The token is read by the client's own process; without one, it is told not to look for any.
std::string token(const ir::Download& model) {
  if (!model.secret) return "False";
  const std::string file = python_string("/run/secrets/" + model.secret->name);
  const std::string read = fmt::format("open({}).read().strip()", file);
  return model.secret->optional ? fmt::format("{} if os.path.exists({}) else False", read, file) : read;
}

}  // namespace

std::vector<Command> install_hub_client(const BaseFacts& facts) {
  const auto python = model_python(facts);
  Command write{{"printf", "%s\\n"}, Text(requirements)};
  const bool musl = facts.family == "alpine";
  for (const std::string& line : pinned_client(python ? python->version : "", musl)) write.words.emplace_back(line);
  return {std::move(write),
          {{python ? python->command : "python3", "-m", "pip", "install", "--no-cache-dir", "--no-deps",
            "--only-binary=:all:", "--require-hashes", "--target=/opt/huggingface_hub",
            fmt::format("--requirement={}", requirements)},
           {}}};
}

std::vector<std::variant<Command, ir::Script>> model_commands(const ir::Download& model, const BaseFacts& facts) {
  const auto python = model_python(facts);
  const std::string revision = model.hub.revision.empty() ? "None" : python_string(model.hub.revision);
  const std::string program = fmt::format(
      "import os; from huggingface_hub import snapshot_download; snapshot_download({}, revision={}, allow_patterns={}, "
      "ignore_patterns={}, local_dir='/weights', token={})",
      python_string(std::string_view(model.url).substr(5)), revision, python_list(model.hub.include),
      python_list(model.hub.exclude), token(model));
  std::vector<std::variant<Command, ir::Script>> commands;
  commands.emplace_back(Command{{python ? python->command : "python3", "-c", program},
                                {},
                                {{"HF_HUB_DISABLE_PROGRESS_BARS", "1"},
                                 {"HF_HUB_DISABLE_TELEMETRY", "1"},
                                 {"HF_HUB_OFFLINE", "0"},
                                 {"PYTHONPATH", "/opt/huggingface_hub"}}});
  commands.emplace_back(Command{{"rm", "-rf", "/weights/.cache"}, {}});
  auto tests = ir::weights_commands("/weights", model.hub.least_bytes);
  std::move(tests.begin(), tests.end(), std::back_inserter(commands));
  return commands;
}

}  // namespace boxwright::passes
