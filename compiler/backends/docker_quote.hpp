#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/text.hpp"

/// How values are written so that every builder reads back the same bytes. Two layers are at work in a Dockerfile: the
/// word lexer, which takes quotes, backslashes and `$` away, and JSON. A line feed and NUL cannot be said at all; they
/// are refused long before.
namespace boxwright::backends {

/// The value of an ENV, ARG or LABEL in double quotes; its variables stay references.
std::string docker_value(const Text& text);

/// A word that the lexer reads, such as a WORKDIR: bare where that is the same, else as `docker_value`.
std::string docker_word(const Text& text);

/// One JSON string.
std::string json_string(std::string_view text);

/// The exec form of ENTRYPOINT, CMD and HEALTHCHECK. Nothing expands there, so that no word may have a variable.
std::string json_words(const std::vector<Text>& words);

/// JSON words of an instruction whose words the lexer reads too (VOLUME).
std::string json_lexed_words(const std::vector<std::string>& words);

/// The operands of COPY or ADD, one string each, brackets and commas with them where the JSON form is needed.
std::vector<std::string> path_operands(const std::vector<std::string>& sources, std::string_view destination);

/// As `path_operands` for an ADD of an URL, which no pattern is sought in.
std::vector<std::string> url_operands(std::string_view url, std::string_view destination);

}  // namespace boxwright::backends
