#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/ast/ast.hpp"
#include "compiler/parse/keywords.hpp"
#include "compiler/resolve/names.hpp"

/// What messages offer to write instead: the user's own words in the shape that is asked for.
namespace boxwright::resolve {

/// A text as a word of a spec: bare where it can be, else quoted.
std::string as_word(std::string_view text);
/// A text in quotes, with what is special in them escaped.
std::string quoted(std::string_view text);
/// An argument that is one bare word; empty where it is anything else.
std::string_view bare_word(const ast::Argument& argument);
/// An argument without the quotes that it does not need as a word: an item of a list mostly has them.
ast::Argument unquoted(const ast::Argument& argument);
/// Words as the command that a shell reads behind a colon; quotes around all of it would make it one word.
std::string as_command(const std::vector<ast::Argument>& arguments);
/// An argument as it is written in a spec.
std::string spelled(const ast::Argument& argument);
/// Arguments one behind the other.
std::string spelled(const std::vector<ast::Argument>& arguments);
/// A row's name with its options: `copy(from=wheels)`.
std::string spelled_head(const ast::Row& row);

/// A row in which options of the statement stand among the words, `user node uid=33`, with them behind its name:
/// `user(uid=33) node`; nothing where no word is an option.
std::optional<std::string> with_options_in_front(const ast::Row& row, const keywords::Keyword& keyword);

/// `a => b`, `a->/b` and `a /b` with an arrow: `a -> b`; nothing where it is not clear what goes where. A row that
/// keeps paths may do without an arrow.
std::optional<std::string> with_arrow(const std::vector<ast::Argument>& arguments, bool keeps_paths);

/// `A = b`, from the argument at `index` on: how many arguments that is, and `A=b`; none where blanks are right.
struct JoinedPair {
  std::size_t arguments = 0;
  std::string name, text;
};
JoinedPair joined_pair(const std::vector<ast::Argument>& arguments, std::size_t index, bool names_stand_alone);

/// A row of a Dockerfile as a row of a spec, or as two with "` and `" between them; nothing where it is not clear. Its
/// name may be in lower case already.
std::optional<std::string> from_dockerfile(const ast::Row& row);

/// The arguments of `pip` or `apt` as they are written in a shell, `install -r requirements.txt`, as a row; nothing
/// where a flag of theirs is not known.
std::optional<std::string> from_pip_command(const std::vector<Word>& words);
std::optional<std::string> from_apt_command(const std::vector<Word>& words);

}  // namespace boxwright::resolve
