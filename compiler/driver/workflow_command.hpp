#pragma once

#include <string>

#include "compiler/base/diagnostic.hpp"
#include "compiler/base/source.hpp"

/// What a step of a GitHub workflow prints to have a message shown beside the line it is about.
namespace boxwright::driver {

/// `::error file=model.box,line=3,endLine=3,col=3,endColumn=14,title=E0201::unknown statement …`, a line.
std::string workflow_command(const Diagnostic& diagnostic, const Sources& sources);

/// The same for what is about no file: why a run failed.
std::string workflow_command(const std::string& failure);

}  // namespace boxwright::driver
