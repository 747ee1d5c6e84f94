#include "compiler/lsp/open_files.hpp"

namespace boxwright::lsp {

namespace {

std::optional<std::string> refusal() { return "an editor's files are written by the editor"; }

}  // namespace

const std::string* OpenFiles::text_of(const std::string& path) const {
  if (open_.empty()) return nullptr;
  const auto found = open_.find(disk_.canonical(path));
  return found == open_.end() ? nullptr : &found->second;
}

FileSystem::Kind OpenFiles::kind(const std::string& path) const {
  return text_of(path) == nullptr ? disk_.kind(path) : Kind::file;
}

std::optional<std::string> OpenFiles::read(const std::string& path) const {
  const std::string* text = text_of(path);
  return text == nullptr ? disk_.read(path) : *text;
}

std::optional<std::uint64_t> OpenFiles::size(const std::string& path) const {
  const std::string* text = text_of(path);
  return text == nullptr ? disk_.size(path) : text->size();
}

std::optional<std::string> OpenFiles::write(const std::string&, const std::string&, bool) { return refusal(); }
std::optional<std::string> OpenFiles::replace(const std::string&, const std::string&) { return refusal(); }
std::optional<std::string> OpenFiles::remove(const std::string&) { return refusal(); }
std::optional<std::string> OpenFiles::remove_folder(const std::string&) { return refusal(); }

}  // namespace boxwright::lsp
