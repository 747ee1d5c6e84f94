// One line for people on what a step brings: packages by name, files by where they go.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/ir/cost.hpp"

namespace boxwright::ir {

namespace {

constexpr std::size_t most_named = 6;        // packages, files
constexpr std::size_t longest_command = 60;  // bytes of a command's first line

template <class List>
std::string some(const List& names) {
  std::string result;
  for (std::size_t i = 0; i < names.size() && i < most_named; ++i) result += (i > 0 ? " " : "") + names[i];
  if (names.size() > most_named) result += fmt::format(" and {} more", names.size() - most_named);
  return result;
}

std::string first_line(const std::string& text) {
  const std::size_t begin = std::min(text.find_first_not_of(" \t\n"), text.size());
  std::string line = text.substr(begin, std::min(text.find('\n', begin), text.size()) - begin);
  const bool is_all = begin + line.size() >= text.find_last_not_of(" \t\n") + 1;
  if (line.size() <= longest_command) return is_all ? line : line + " …";
  std::size_t end = longest_command;
  while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0U) == 0x80U) --end;  // no half of a character
  return line.substr(0, end) + "…";
}

std::string last_part(const std::string& path) {
  const std::size_t end = path.find_last_not_of('/');
  return end == std::string::npos ? path : path.substr(path.rfind('/', end) + 1);
}

struct Describer {
  std::string operator()(const Run& run) const {
    const auto& first = run.commands.front();
    if (const auto* script = std::get_if<Script>(&first)) return first_line(script->text);
    std::string text;
    for (const Text& word : std::get<Command>(first).words) text += (text.empty() ? "" : " ") + word.display();
    return first_line(text);
  }
  std::string operator()(const Copy& copy) const {
    return fmt::format("{} -> {}", some(copy.sources), copy.destination);
  }
  std::string operator()(const Add& add) const { return fmt::format("{} -> {}", add.url, add.destination); }
  std::string operator()(const SetVariable& variable) const { return variable.name; }
  std::string operator()(const InstallPackages& install) const {
    std::vector<std::string> names;
    for (const Package& package : install.packages)
      names.push_back(package.version.empty() ? package.name : package.name + "=" + package.version);
    for (const PackageFile& file : install.files) names.push_back(last_part(file.url));
    for (const std::string& name : install.remove) names.push_back("-" + name);
    return install.manager + " " + some(names);
  }
  std::string operator()(const PipInstall& pip) const {
    std::vector<std::string> names;
    for (const std::string& file : pip.requirement_files) names.push_back("-r " + file);
    names.insert(names.end(), pip.requirements.begin(), pip.requirements.end());
    names.insert(names.end(), pip.paths.begin(), pip.paths.end());
    for (const std::string& name : pip.remove) names.push_back("-" + name);
    return "pip " + some(names);
  }
  std::string operator()(const MakeVenv& venv) const { return "venv " + venv.path; }
  std::string operator()(const BringPython& python) const { return "python " + python.version; }
  std::string operator()(const SyncProject& sync) const {
    return "uv sync " + (sync.source.empty() ? sync.lock : sync.source);
  }
  std::string operator()(const CondaInstall& install) const {
    std::vector<std::string> names = install.packages;
    if (!install.file.empty()) names.push_back(install.file);
    return install.tool + " " + some(names);
  }
  std::string operator()(const NpmInstall& install) const {
    return install.directory.empty() ? "npm " + some(install.packages) : "npm ci " + install.manifests.back();
  }
  std::string operator()(const Download& download) const {
    return fmt::format("{} -> {}", download.url, download.destination);
  }
  std::string operator()(const Clone& clone) const {
    return fmt::format("{} -> {}", last_part(clone.url), clone.destination);
  }
  std::string operator()(const WriteFile& file) const { return "file " + file.path; }
  std::string operator()(const MakeDirectory& directory) const { return "folder " + directory.path; }
  std::string operator()(const MakeLink& link) const { return fmt::format("{} -> {}", link.existing, link.path); }
  std::string operator()(const EditFile& file) const { return "patch " + file.path; }
  std::string operator()(const Verbatim& verbatim) const { return first_line(verbatim.instructions.front().text); }
  std::string operator()(const MakeUser& user) const { return "user " + user.name; }
};

}  // namespace

std::string describe(const Operation& operation) { return std::visit(Describer{}, operation); }

Account account_of(const Step& step) {
  if (step.account) return *step.account;
  const auto* copy = std::get_if<Copy>(&step.operation);
  const bool sized = copy != nullptr && copy->bytes;
  return {describe(step.operation), volatility(step), cost(step), sized};
}

}  // namespace boxwright::ir
