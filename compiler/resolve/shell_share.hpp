#pragma once

#include <string_view>

#include "compiler/base/source.hpp"
#include "compiler/resolve/spec.hpp"

namespace boxwright::resolve {

/// How many simple commands a shell text holds: `a | b && c` are three. Substitutions and here-documents belong to the
/// command they stand in, words such as `then` and `done` to the commands behind them.
unsigned commands_in(std::string_view shell);

/// How much of a stage's rows is shell text. A row counts once, a shell text as many times as it has commands. A
/// check is no shell text in this sense, since the image has nothing of it; the standard library's rows are counted as
/// the `use` that brought them, whatever they hold.
ShellShare shell_share(const spec::Stage& stage, const Sources& sources);

}  // namespace boxwright::resolve
