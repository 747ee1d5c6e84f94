#pragma once

#include <string>
#include <string_view>

namespace boxwright {

/// A path without the `/` at its end that says folder; `/` stays.
std::string without_last_slash(std::string path);

/// The last part of a path.
std::string file_name(std::string_view path);

/// The name that an URL gives to the file it leads to: the last part of its path. Empty where it gives none: it ends
/// in `/`, `.` or `..`, or has a `,` or `$` there, which engines take for more than a name.
std::string url_file_name(std::string_view url);

/// The host of an URL, without a port and without credentials; empty where it has none.
std::string url_host(std::string_view url);

}  // namespace boxwright
