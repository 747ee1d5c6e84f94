#pragma once

#include "compiler/driver/changed_files.hpp"
#include "compiler/driver/compile.hpp"
#include "compiler/driver/select_specs.hpp"

namespace boxwright::driver {

/// Applies the fixes that are certain to a spec and to the files of its project that it imports; how many findings that
/// mended. What is changed is changed in `files` only.
///
/// Of two fixes that overlap, the first is applied, and the other one where it is still there then, until none is left.
/// A fix after which its finding is still there, or an error that was not there before, is left out. So applying them
/// again changes nothing.
std::size_t mend(const Spec& spec, const CompileOptions& options, ChangedFiles& files);

}  // namespace boxwright::driver
