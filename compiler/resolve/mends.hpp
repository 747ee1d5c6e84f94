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
/// An argument as it is written in a spec.
std::string spelled(const ast::Argument& argument);
/// Arguments one behind the other.
std::string spelled(const std::vector<ast::Argument>& arguments);
/// A row's name with its options: `copy(from=wheels)`.
std::string spelled_head(const ast::Row& row);

/// A row in which options of the statement stand among the words, `user node uid=33`, with them behind its name:
/// `user(uid=33) node`; nothing where no word is an option.
std::optional<std::string> with_options_in_front(const ast::Row& row, const keywords::Keyword& keyword);

/// `a => b` and `a /b` with an arrow: `a -> b`; nothing where it is not clear what goes where.
std::optional<std::string> with_arrow(const std::vector<ast::Argument>& arguments);

/// `A = b`, from the argument at `index` on: how many arguments that is, and `A=b`; none where blanks are right.
struct JoinedPair {
  std::size_t arguments = 0;
  std::string name, text;
};
JoinedPair joined_pair(const std::vector<ast::Argument>& arguments, std::size_t index, bool names_stand_alone);

/// A row of a Dockerfile as a row of a spec, or as two with "` and `" between them; nothing where it is not clear.
std::optional<std::string> from_dockerfile(const ast::Row& row);

/// The arguments of `pip` or `apt` as they are written in a shell, `install -r requirements.txt`, as a row; nothing
/// where a flag of theirs is not known.
std::optional<std::string> from_pip_command(const std::vector<Word>& words);
std::optional<std::string> from_apt_command(const std::vector<Word>& words);

}  // namespace boxwright::resolve
