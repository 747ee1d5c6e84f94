#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// grammar/keywords.def as a table.
namespace boxwright::keywords {

/// Where a statement may stand; scopes combine.
enum Scope : unsigned {
  FILE = 1,
  IMAGE = 2,
  STAGE = 4,
  LAUNCH = 8,
  POLICY = 16,
  GIT = 32,
  PATCH = 64,
  PYTHON = 128,
  ITEMS = 256,  ///< a block of items
  BUILD = IMAGE | STAGE,
  ANY = FILE | IMAGE | STAGE | LAUNCH | POLICY | GIT | PATCH | PYTHON | ITEMS,
};

/// What may follow a statement's arguments; bodies combine.
enum Body : unsigned { NONE = 0, RAW = 1, TEXT = 2, ROWS = 4, STATEMENTS = 8 };

enum class Target { none, optional, required };

struct Option {
  std::string_view name;
  std::string_view type;
  std::string_view doc;
};

struct Arguments {
  std::size_t least = 0;
  std::optional<std::size_t> most;  ///< absent: any number
  std::string_view type;
};

enum class Id {
#define KEYWORD(id, ...) id,
#include "grammar/keywords.def"
#undef KEYWORD
};

struct Keyword {
  Id id;
  std::string_view name;
  unsigned scopes;
  std::vector<Option> options;
  Arguments arguments;
  Target target;
  unsigned body;
  bool once;
  std::string_view doc;      ///< a sentence without its full stop
  std::string_view details;  ///< whole sentences that say more, one a line; mostly none
  std::string_view example;

  [[nodiscard]] const Option* option(std::string_view name) const;
  [[nodiscard]] bool takes_pairs() const { return arguments.type == "pair"; }
};

const std::vector<Keyword>& all();
/// The keyword of this name in this scope, if it has one.
const Keyword* find(std::string_view name, unsigned scope);
/// The first keyword of this name in any scope.
const Keyword* find_anywhere(std::string_view name);
/// Every scope that has a keyword of this name.
unsigned scopes_of(std::string_view name);
/// The scope of what stands in a statement's block; ITEMS where it holds items.
unsigned scope_inside(const Keyword& keyword, unsigned scope);
/// The names that may stand in a scope.
std::vector<std::string_view> names_in(unsigned scope);
/// `an image or a stage`, for messages.
std::string describe_scopes(unsigned scopes);

/// The page of a keyword, in each scope it has; empty if there is none of this name.
std::string help(std::string_view name);
/// A line for each keyword, once for all scopes it has.
std::string overview();

}  // namespace boxwright::keywords
