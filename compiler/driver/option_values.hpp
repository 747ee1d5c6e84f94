#pragma once

#include <string>
#include <vector>

/// Values of options that only the compiler's own tables can judge. Each says why a value cannot be meant, and nothing
/// where it can.
namespace boxwright::driver {

/// `--disable-pass=NAME…` and `--print-ir-after=NAME`, which is empty where it was not given.
std::string wrong_pass(const std::vector<std::string>& disabled, const std::string& print_after);

/// `--set NAME=VALUE…`
std::string wrong_setting(const std::vector<std::string>& settings);

/// `--deny=RULE…` and `--allow=RULE…`
std::string wrong_rule(const std::vector<std::string>& denied, const std::vector<std::string>& allowed);

/// `--emit=NAME…`
std::string wrong_backend(const std::vector<std::string>& emitted);

}  // namespace boxwright::driver
