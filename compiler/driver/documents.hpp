#pragma once

#include <string>

#include "compiler/driver/findings.hpp"

/// What a run has found as one document for other programs.
namespace boxwright::driver {

/// SARIF 2.1.0 (docs.oasis-open.org/sarif), one run: each code that occurs is a rule that holds the code's page.
/// Columns are in UTF-16 code units; paths are relative to the folder that the run was started in.
std::string sarif(const Findings& findings, int exit_status);

/// The report that GitLab calls Code Quality. What failed is told of `spec`.
std::string gitlab(const Findings& findings, const std::string& spec);

}  // namespace boxwright::driver
