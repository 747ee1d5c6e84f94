#pragma once

#include <string>
#include <string_view>
#include <vector>

/// What editors' grammars say of the language's words, from grammar/keywords.def. Each grammar is written by hand but
/// for these parts, which it holds between a line that ends in `names: NAME` and one that ends in `end of names`.
namespace boxwright::driver::grammar_parts {

/// A part of a grammar's file.
struct Part {
  std::string name;  ///< `statements`, `options`, `running shell`
  std::string text;  ///< lines
};

/// `emacs`, `markdown`, `tree-sitter`, `vim`.
std::vector<std::string_view> editors();
/// The parts for an editor that `editors` names.
std::vector<Part> parts_for(std::string_view editor);
/// All parts, each between its two lines.
std::string text_for(std::string_view editor);

}  // namespace boxwright::driver::grammar_parts
