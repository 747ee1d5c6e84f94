#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "compiler/parse/keywords.hpp"

/// What stands around the cursor, read from the text alone: the rows there are being written, and few of them parse.
namespace boxwright::lsp {

struct Cursor {
  enum class Part {
    head,          ///< the first word of a row
    option_name,   ///< between a head's parentheses
    option_value,  ///< behind `=` there
    argument,
    target,  ///< behind the arrow
    raw,     ///< a command, or a text between fences
    comment,
  };
  Part part = Part::head;
  unsigned scope = keywords::FILE;                 ///< of the block
  const keywords::Keyword* statement = nullptr;    ///< of the row; null where it has none yet, or none is known
  const keywords::Keyword* block = nullptr;        ///< whose block it is; null for the file's
  std::string head{};                              ///< the row's first word, as far as it is written
  std::string first{};                             ///< its first argument, such as a template's name
  std::string option{};                            ///< whose value is being written
  std::size_t arguments = 0;                       ///< that are whole
  std::size_t word = 0;                            ///< where the word begins that the cursor is in or behind
  std::size_t reference = std::string_view::npos;  ///< where the name of a `${` begins that is open here
};

Cursor cursor_at(std::string_view text, std::size_t offset);

}  // namespace boxwright::lsp
