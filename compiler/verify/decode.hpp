#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/base/text.hpp"

/// What the operands of a Dockerfile's instructions mean: quotes, escapes and references taken as BuildKit's lexer and
/// its reader of JSON take them. Each answer is nothing where a builder would refuse the text, or where it uses what
/// the compiler never writes.
namespace boxwright::verify {

/// A word, blanks of any number in it with it: `"/opt:${PATH}"`.
std::optional<Text> docker_word(std::string_view word);

/// The operands between blanks, not decoded.
std::vector<std::string> bare_words(std::string_view text);

/// `NAME=value NAME="value"` of ENV, ARG and LABEL: both sides as they stand, the value absent where there is no `=`.
std::vector<std::pair<std::string, std::optional<std::string>>> assignments(std::string_view text);

/// `["a", "b"]`.
std::optional<std::vector<std::string>> json_strings(std::string_view text);

/// The one path that a source of COPY matches; nothing where it is a pattern that may match several.
std::optional<std::string> exact_path(std::string_view pattern);

}  // namespace boxwright::verify
