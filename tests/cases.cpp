#include "tests/cases.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <ranges>
#include <sstream>
#include <string_view>

#include "compiler/base/render.hpp"
#include "compiler/driver/cli.hpp"
#include "compiler/driver/run.hpp"
#include "tests/paths.hpp"

namespace boxwright::tests {

namespace fs = std::filesystem;

namespace {

constexpr auto executable_bits = fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec;

/// What lies beside a spec and is no part of its project.
bool is_of_the_test(const std::string& path) {
  return path.starts_with("expected") || path == "args" || path == "waivers" || path == "README.md";
}

std::vector<std::string> arguments_of(const Case& one) {
  std::vector<std::string> arguments{"compile", "model.box"};
  arguments.insert(arguments.end(), one.arguments.begin(), one.arguments.end());
  return arguments;
}

std::vector<std::string> words(const std::string& line) {
  std::istringstream in(line);
  return {std::istream_iterator<std::string>(in), {}};
}

/// Every folder of tests/golden that holds a spec; those that show one pass apart from the others.
std::vector<Case> golden_folders(bool of_passes) {
  std::vector<Case> found;
  for (const auto& entry : fs::recursive_directory_iterator(project() / "tests/golden")) {
    if (entry.path().filename() != "model.box") continue;
    const fs::path folder = entry.path().parent_path();
    const std::string name = fs::relative(folder, project()).generic_string();
    if (name.starts_with("tests/golden/passes/") != of_passes) continue;
    found.push_back({name, folder, folder / "expected", words(read_file(folder / "args"))});
  }
  std::sort(found.begin(), found.end(), [](const Case& a, const Case& b) { return a.name < b.name; });
  return found;
}

std::vector<Case> find_cases() {
  std::vector<Case> found = golden_folders(false);
  for (const auto& entry : fs::directory_iterator(project() / "examples")) {
    const fs::path& folder = entry.path();
    if (!fs::exists(folder / "model.box")) continue;
    const std::string name = fs::relative(folder, project()).generic_string();
    found.push_back({name, folder, folder / "expected", {}});
    found.push_back({name + " (portable)", folder, folder / "expected-portable", {"--dialect=portable"}});
  }
  std::sort(found.begin(), found.end(), [](const Case& a, const Case& b) { return a.name < b.name; });
  return found;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace

const std::vector<Case>& cases() {
  static const std::vector<Case> all = find_cases();
  return all;
}

const std::vector<Case>& pass_cases() {
  static const std::vector<Case> all = golden_folders(true);
  return all;
}

void add_project(const Case& one, driver::MemoryFiles& files) {
  // Nor is a part of it what somebody who tried an example wrote there: it would be found up to date, and not be
  // written.
  const FileMap expected = read_tree(one.expected);
  for (const auto& [path, file] : read_tree(one.folder))
    if (!is_of_the_test(path) && !expected.contains(path)) files.write(path, file.content, file.executable);
  if (!fs::is_directory(one.folder)) return;
  for (const auto& entry : fs::recursive_directory_iterator(one.folder))
    if (entry.is_symlink())
      files.link_to(entry.path().lexically_relative(one.folder).generic_string(), fs::read_symlink(entry.path()));
}

driver::CompileOptions options_of(const Case& one, const driver::MemoryFiles& files) {
  if (const auto request = driver::read_command_line(arguments_of(one), files).request) return request->compile;
  return {};
}

driver::Compilation compile_text(const Case& one, const std::string& text) {
  driver::MemoryFiles files;
  add_project(one, files);
  return driver::compile(files, "model.box", text, "", options_of(one, files));
}

Compiled compile(const Case& one) { return compile(one, spec_text(one)); }

Compiled compile(const Case& one, const std::string& text) {
  driver::MemoryFiles files;
  add_project(one, files);
  files.write("model.box", text, false);
  const FileMap before = files.all();

  Compiled result;
  result.compilation = compile_text(one, text);
  driver::complete(result.compilation, files, "");
  for (const Diagnostic& diagnostic : result.compilation.diagnostics.sorted())
    result.rendered += render::text(diagnostic, result.compilation.sources, false);

  driver::Streams streams;
  result.status = driver::run(arguments_of(one), files, streams, {});
  result.err = streams.err;
  for (const auto& [path, file] : files.all())
    if (const auto old = before.find(path); old == before.end() || !(old->second == file)) result.outputs[path] = file;
  return result;
}

const Compiled& compiled(const Case& one) {
  static std::map<std::string, Compiled> done;
  const auto found = done.find(one.name);
  return found != done.end() ? found->second : done.emplace(one.name, compile(one)).first->second;
}

FileMap read_tree(const fs::path& folder) {
  FileMap files;
  if (!fs::is_directory(folder)) return files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_symlink() && entry.is_regular_file())
      files[entry.path().lexically_relative(folder).generic_string()] = {
          read_file(entry.path()), (entry.status().permissions() & fs::perms::owner_exec) != fs::perms::none};
  }
  return files;
}

void write_tree(const fs::path& folder, const FileMap& files) {
  const FileMap old = read_tree(folder);
  for (const auto& [path, file] : old)
    if (!files.contains(path)) fs::remove(folder / path);
  for (const auto& [path, file] : files) {
    if (const auto same = old.find(path); same != old.end() && same->second == file) continue;
    fs::create_directories((folder / path).parent_path());
    std::ofstream(folder / path, std::ios::binary) << file.content;
    fs::permissions(folder / path, executable_bits, file.executable ? fs::perm_options::add : fs::perm_options::remove);
  }
  if (!fs::is_directory(folder)) return;
  std::vector<fs::path> folders{folder};
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (!entry.is_symlink() && entry.is_directory()) folders.push_back(entry.path());
  for (const fs::path& path : std::ranges::reverse_view(folders))
    if (fs::is_empty(path)) fs::remove(path);
}

FileMap with_diagnostics(const Compiled& result) {
  FileMap files = result.outputs;
  if (!result.rendered.empty()) files["diagnostics.txt"] = {result.rendered, false};
  return files;
}

bool is_update() {
  const char* const wish = std::getenv("UPDATE_GOLDEN");
  return wish != nullptr && std::string_view(wish) == "1";
}

std::string compare(const FileMap& expected, const FileMap& actual) {
  std::string report;
  for (const auto& [path, file] : expected)
    if (!actual.contains(path)) report += fmt::format("{}: expected, and not there\n", path);
  for (const auto& [path, file] : actual) {
    const auto wanted = expected.find(path);
    if (wanted == expected.end()) {
      report += fmt::format("{}: not expected\n{}", path, path == "diagnostics.txt" ? file.content : "");
    } else if (wanted->second.content != file.content) {
      report += fmt::format("{}:\n{}", path, difference(wanted->second.content, file.content));
    } else if (wanted->second.executable != file.executable) {
      report += fmt::format("{}: {}\n", path, file.executable ? "executable" : "not executable");
    }
  }
  return report;
}

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string spec_text(const Case& one) { return read_file(one.folder / "model.box"); }

std::string difference(const std::string& expected, const std::string& actual) {
  constexpr std::size_t context = 3;
  constexpr std::size_t most = 20;
  const std::vector<std::string_view> old = lines_of(expected);
  const std::vector<std::string_view> now = lines_of(actual);
  std::size_t first = 0;
  while (first < old.size() && first < now.size() && old[first] == now[first]) ++first;
  std::size_t same_behind = 0;
  while (same_behind + first < std::min(old.size(), now.size()) &&
         old[old.size() - 1 - same_behind] == now[now.size() - 1 - same_behind])
    ++same_behind;
  if (first == old.size() && first == now.size()) return "  (only the line feed at the end differs)\n";

  std::string result = fmt::format("  @@ line {} @@\n", first + 1);
  for (std::size_t i = first - std::min(first, context); i < first; ++i) result += fmt::format("    {}\n", old[i]);
  const auto show = [&](const std::vector<std::string_view>& lines, char sign) {
    const std::size_t end = lines.size() - same_behind;
    for (std::size_t i = first; i < std::min(end, first + most); ++i)
      result += fmt::format("  {} {}\n", sign, lines[i]);
    if (end > first + most) result += fmt::format("  {} … and {} lines more\n", sign, end - first - most);
  };
  show(old, '-');
  show(now, '+');
  return result;
}

}  // namespace boxwright::tests
