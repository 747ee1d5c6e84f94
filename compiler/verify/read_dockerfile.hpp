#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// A Dockerfile's text taken apart as BuildKit's parser does it: directives, lines and their continuations, comments,
/// flags, here-documents. It shares nothing with what writes the text.
namespace boxwright::verify {

/// What stands between `<<END` and the line that ends it.
struct HereDocument {
  std::string end;
  bool expands = false;  ///< no part of the word behind `<<` is quoted
  std::string text;
};

/// One instruction.
struct Instruction {
  std::string keyword;                                     ///< in capitals
  std::vector<std::pair<std::string, std::string>> flags;  ///< `chmod` and its value, in their order
  std::string rest;                                        ///< behind the flags, continuation lines joined
  std::vector<HereDocument> documents;
  std::string source;          ///< its lines as they stand, without the last line feed
  std::size_t first_line = 0;  ///< from 1
};

/// All there is in a Dockerfile.
struct DockerfileText {
  std::vector<std::pair<std::string, std::string>> directives;  ///< `check` and its value
  std::vector<Instruction> instructions;
  std::string problem;           ///< why a builder would refuse the text; empty where it would not
  std::size_t problem_line = 0;  ///< where, from 1
};

DockerfileText read_dockerfile(std::string_view text);

}  // namespace boxwright::verify
