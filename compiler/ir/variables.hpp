#pragma once

#include <span>
#include <string_view>

/// Which tools read which environment variables of a build, by their own documentation.
namespace boxwright::ir {

/// `http_proxy` and its like, in both spellings: what whoever uses the network reads.
std::span<const std::string_view> proxy_variables();
/// What compilers and their callers read beside `PIP_…` and `UV_…`: `CC`, `CUDA_HOME`, ….
std::span<const std::string_view> build_variables();

bool is_proxy_variable(std::string_view name);
/// `GIT_…` (git's manual, "Environment Variables").
bool is_git_variable(std::string_view name);

}  // namespace boxwright::ir
