#pragma once

#include <string_view>

namespace boxwright::backends {

/// Has this file or folder of the context the name of a secret? Then it is left out of a folder that is copied.
bool is_secret_name(std::string_view path);

}  // namespace boxwright::backends
