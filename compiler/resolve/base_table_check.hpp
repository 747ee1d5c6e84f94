#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace boxwright {

/// What is wrong with a table of bases (the format of stdlib/bases.json), as the end of a sentence that begins with its
/// name; empty if it can be read. Fields that are not known are not looked at.
std::string base_table_problem(const nlohmann::json& table);

}  // namespace boxwright
