#pragma once

#include <string>

#include "compiler/ir/ir.hpp"

/// The IR as text, for people: `--print-ir`, the tests of the passes, and keys that do not depend on a step's place.
namespace boxwright::ir {

/// A module: each stage with its base, its variables and its steps, a line each, and each image.
std::string print(const Module& module);

/// One operation in one line, for example `copy app.py -> /app/ (mode=0644, link)`. Two operations have the same text
/// only where they do the same.
std::string print(const Operation& operation);

/// What a step reads and writes in one line, for example `reads packages, network; writes /opt/tool and below`. Two
/// effects have the same text only where they are the same.
std::string print(const Effects& effects);

}  // namespace boxwright::ir
