#pragma once

#include <filesystem>

namespace boxwright::tests {

/// The root of the checkout that the tests were built from.
std::filesystem::path project();

/// The program `boxwright` that was built with them.
std::filesystem::path program();

}  // namespace boxwright::tests
