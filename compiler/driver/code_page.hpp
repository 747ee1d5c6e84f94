#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace boxwright::driver {

/// What a message means, by its code (`E0201`, a rule's name) or by its own name (`UnknownStatement`,
/// `unknown-statement`); empty where there is no such message.
std::string code_page(const std::string& name);

/// The names that `code_page` knows, for a guess.
std::vector<std::string> message_names();

/// A message's format as a sentence: `…` where a report puts its words.
std::string readable(std::string_view format);

}  // namespace boxwright::driver
