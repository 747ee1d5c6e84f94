#include "compiler/driver/git_files.hpp"

#include <charconv>
#include <string_view>

#include "compiler/base/path_text.hpp"
#include "compiler/base/paths.hpp"

namespace boxwright::driver {

namespace {

constexpr std::string_view link_mode = "120000";
constexpr std::string_view executable_mode = "100755";
constexpr int most_links = 40;  // as many as Linux follows
constexpr std::string_view read_only = "a revision cannot be changed";

/// The part before the separator, which is taken off with it.
std::string_view take(std::string_view& text, char separator) {
  const std::size_t end = std::min(text.find(separator), text.size());
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

}  // namespace

std::unique_ptr<GitFiles> GitFiles::open(const std::string& revision, const RunProgram& run) {
  if (!run || revision.empty() || revision.starts_with('-')) return nullptr;
  const auto tree = run({"git", "ls-tree", "-r", "-z", "-l", "--full-tree", revision});
  if (!tree) return nullptr;
  std::unique_ptr<GitFiles> result(new GitFiles(revision, run));
  // MODE TYPE ID SIZE<tab>PATH<nul>, the size aligned by blanks and `-` where there is none (git-ls-tree(1)).
  for (std::string_view rest = *tree; !rest.empty();) {
    std::string_view row = take(rest, '\0');
    std::string_view facts = take(row, '\t');
    Entry entry;
    entry.mode = take(facts, ' ');
    const bool is_module = take(facts, ' ') == "commit";
    entry.id = take(facts, ' ');
    facts.remove_prefix(std::min(facts.find_first_not_of(' '), facts.size()));
    std::from_chars(facts.data(), facts.data() + facts.size(), entry.bytes);
    std::string path(row);
    // A module of another repository is an empty folder here.
    if (is_module) {
      result->folders_[path];
    } else {
      result->entries_[path] = std::move(entry);
    }
    for (std::string folder = paths::parent(path);; path = folder, folder = paths::parent(folder)) {
      if (!result->folders_[folder].insert(file_name(path)).second || folder == ".") break;
    }
  }
  return result;
}

const GitFiles::Entry* GitFiles::find(const std::string& place) const {
  const auto found = entries_.find(place);
  return found == entries_.end() ? nullptr : &found->second;
}

std::string GitFiles::place(const std::string& path, bool follow_last) const {
  std::string result = ".";
  std::string left = paths::normal(path.starts_with('/') ? path.substr(1) : path);
  for (int links = 0; !left.empty() && left != ".";) {
    const std::size_t slash = std::min(left.find('/'), left.size());
    const std::string next = paths::join(result, left.substr(0, slash));
    left.erase(0, slash + 1);
    const Entry* entry = find(next);
    if (entry == nullptr || entry->mode != link_mode || (left.empty() && !follow_last) || ++links > most_links) {
      result = paths::normal(next);
      continue;
    }
    const std::string target = blob(next).value_or("");
    left = paths::normal(paths::join(paths::join(result, target), left));
    result = ".";
  }
  return result;
}

FileSystem::Kind GitFiles::kind(const std::string& path) const {
  const std::string at = place(path, true);
  if (folders_.contains(at)) return Kind::directory;
  const Entry* entry = find(at);
  return entry == nullptr || entry->mode == link_mode ? Kind::missing : Kind::file;
}

std::optional<std::string> GitFiles::link(const std::string& path) const {
  const std::string at = place(path, false);
  const Entry* entry = find(at);
  return entry != nullptr && entry->mode == link_mode ? blob(at) : std::nullopt;
}

std::optional<std::string> GitFiles::blob(const std::string& place) const {
  const Entry* entry = find(place);
  if (entry == nullptr) return std::nullopt;
  const auto known = known_blobs_.find(entry->id);
  if (known != known_blobs_.end()) return known->second;
  // With its filters, such as line ends: the files of the other side have gone through them.
  auto text = run_({"git", "cat-file", entry->mode == link_mode ? "blob" : "--filters", revision_ + ":" + place});
  // Weights are read once; what is small may be asked for again.
  if (text && text->size() <= 1U << 20U) known_blobs_[entry->id] = *text;
  return text;
}

std::optional<std::string> GitFiles::read(const std::string& path) const {
  const std::string at = place(path, true);
  const Entry* entry = find(at);
  return entry == nullptr || entry->mode == link_mode ? std::nullopt : blob(at);
}

std::optional<std::uint64_t> GitFiles::size(const std::string& path) const {
  const Entry* entry = find(place(path, true));
  return entry == nullptr ? std::nullopt : std::optional(entry->bytes);
}

std::string GitFiles::canonical(const std::string& path) const {
  const std::string at = place(path, true);
  return at == "." ? "/" : "/" + at;
}

bool GitFiles::executable(const std::string& path) const {
  const Entry* entry = find(place(path, true));
  return entry != nullptr && entry->mode == executable_mode;
}

std::vector<std::string> GitFiles::list(const std::string& path) const {
  const auto found = folders_.find(place(path, true));
  if (found == folders_.end()) return {};
  return {found->second.begin(), found->second.end()};
}

std::optional<std::string> GitFiles::write(const std::string&, const std::string&, bool) {
  return std::string(read_only);
}
std::optional<std::string> GitFiles::replace(const std::string&, const std::string&) { return std::string(read_only); }
std::optional<std::string> GitFiles::remove(const std::string&) { return std::string(read_only); }
std::optional<std::string> GitFiles::remove_folder(const std::string&) { return std::string(read_only); }

}  // namespace boxwright::driver
