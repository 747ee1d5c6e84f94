#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/facts.hpp"

namespace boxwright {

/// An archive that zip tools unpack; all others are tars.
bool is_zip(std::string_view name);
/// Does the base's own Python unpack it, rather than unzip or tar?
bool unpacks_with_python(std::string_view archive, const BaseFacts& facts);

/// What the compiler itself needs in a stage of its own, beyond what the base has: names of packages of its manager.
std::vector<std::string> download_packages(const BaseFacts& facts, bool with_secret);
std::vector<std::string> unpack_packages(std::string_view archive, const BaseFacts& facts);
std::vector<std::string> pip_packages(const BaseFacts& facts);
std::vector<std::string> clone_packages(const BaseFacts& facts, bool lfs);

/// What a base has to change a text file with.
enum class EditingTool { none, awk, perl, python };
EditingTool editing_tool(const BaseFacts& facts);
/// The Python that downloads models of the Hugging Face hub: the base's own, or that of its distribution; nothing where
/// the pinned client is for neither.
std::optional<BaseFacts::Python> model_python(const BaseFacts& facts);
std::vector<std::string> model_packages(const BaseFacts& facts);

}  // namespace boxwright
