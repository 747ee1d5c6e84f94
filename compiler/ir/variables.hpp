#pragma once

#include <string_view>

/// Which tools read which environment variables of a build, by their own documentation.
namespace boxwright::ir {

/// `http_proxy` and its like, in both spellings: what whoever uses the network reads.
bool is_proxy_variable(std::string_view name);
/// `GIT_…` (git's manual, "Environment Variables").
bool is_git_variable(std::string_view name);
/// What pip, uv and the compilers they call read: `PIP_…`, `UV_…`, `CC`, `CUDA_HOME`, ….
bool is_build_variable(std::string_view name);

}  // namespace boxwright::ir
