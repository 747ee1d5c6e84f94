// Reads the pages of messages. Of Markdown they use headings, paragraphs and fences; CONTRIBUTING.md says what the
// words behind a fence mean.

#include "compiler/driver/message_page.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace boxwright::driver::pages {

namespace {

constexpr std::string_view fence = "```";

/// Takes the first line from a text, with its line feed.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end);
  return line;
}

std::string indented(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    if (line != "\n") result += "    ";
    result += line;
  }
  return result;
}

/// Prose without the signs of its headings.
std::string plain(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    std::string_view line = take_line(text);
    if (line.starts_with('#')) line.remove_prefix(std::min(line.find_first_not_of("# "), line.size()));
    result += line;
  }
  return result;
}

}  // namespace

std::string_view find(std::string_view code) {
  const std::string name = fmt::format("{}.md", code);
  const auto all = files();
  const auto found = std::find_if(all.begin(), all.end(), [&](const stdlib::File& file) { return file.name == name; });
  return found == all.end() ? std::string_view() : found->text;
}

std::vector<Part> parts(std::string_view page) {
  std::vector<Part> result;
  bool inside = false;
  while (!page.empty()) {
    const std::string_view line = take_line(page);
    if (line.starts_with(fence)) {
      inside = !inside;
      const std::string_view info = line.substr(fence.size(), line.size() - fence.size() - 1);
      if (inside) result.push_back({true, std::string(info), {}});
    } else {
      if (result.empty() || (result.back().fenced && !inside)) result.push_back({});
      result.back().text += line;
    }
  }
  return result;
}

std::string title(std::string_view page) {
  if (page.empty()) return "";
  const std::string_view line = take_line(page);
  const std::size_t begin = line.find(": ");
  if (begin == std::string_view::npos) return "";
  return std::string(line.substr(begin + 2, line.size() - begin - 3));
}

std::string for_terminal(std::string_view page) {
  std::string result;
  for (const Part& part : parts(page)) result += part.fenced ? indented(part.text) : plain(part.text);
  return result;
}

}  // namespace boxwright::driver::pages
