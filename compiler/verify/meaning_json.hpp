#pragma once

#include <string>

#include "compiler/verify/meaning.hpp"

namespace boxwright::verify {

/// A meaning for programs, one line: the Dockerfile it is of, the files of its build context, the ARGs before the first
/// FROM, then stage by stage what it starts from, its steps and its configuration. A text is a string, or where it has
/// variables an array of strings and of objects that name one (`variable`, and what stands around it where it is set:
/// `before`, `behind`). A fact is its name and its values.
std::string json(const Meaning& meaning, const std::string& dockerfile);

}  // namespace boxwright::verify
