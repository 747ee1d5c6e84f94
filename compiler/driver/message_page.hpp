#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/stdlib.hpp"

/// The pages of docs/messages/, one for each code, as the program carries them and as `help` prints them.
namespace boxwright::driver::pages {

/// Every page, by the name of its file: `E0123.md`, `unpinned.md`.
std::span<const stdlib::File> files();

/// The Markdown of a code's page; empty where there is none.
std::string_view find(std::string_view code);

/// A piece of a page: prose, or a text between fences.
struct Part {
  bool fenced = false;
  std::string info;  ///< what stands behind the opening fence, such as `box bad`
  std::string text;  ///< the lines, without the fences
};

std::vector<Part> parts(std::string_view page);

/// What the first line of a page says behind its `# CODE: `.
std::string title(std::string_view page);

/// A page for a terminal: what stands between fences is set in, and no mark of Markdown is left of headings.
std::string for_terminal(std::string_view page);

}  // namespace boxwright::driver::pages
