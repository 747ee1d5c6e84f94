#pragma once

#include <string>

namespace boxwright::driver {

/// What the code of a message means, `E0201` or a rule's name, with an example of each message that has it; empty where
/// there is no such code.
std::string code_page(const std::string& code);

}  // namespace boxwright::driver
