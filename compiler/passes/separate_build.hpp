#pragma once

#include <string>

/// Programs that find out what pip added to a Python, for a stage that builds: they run in an image and are written in
/// Python, in one line each (docs.python.org/3/library/importlib.metadata.html, since 3.8).
namespace boxwright::passes {

/// Where names and versions of the packages that the base has are noted.
inline constexpr const char* noted_packages = "/tmp/base-packages";
/// Below it lies what pip added, by its path in the image.
inline const std::string collected_packages = "/installed";

/// Prints the packages that are there.
std::string noting_program();
/// Fails where one of those that were noted is gone: what stays in the image of its files could not be told.
std::string checking_program();
/// Copies the files of the packages that were not noted. `prefix` is there even where none was added.
std::string collecting_program(const std::string& prefix);

}  // namespace boxwright::passes
