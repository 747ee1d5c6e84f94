#include "compiler/ir/variables.hpp"

#include <algorithm>
#include <array>

namespace boxwright::ir {

bool is_proxy_variable(std::string_view name) {
  constexpr std::array<std::string_view, 10> proxy{"http_proxy", "https_proxy", "no_proxy", "ftp_proxy", "all_proxy",
                                                   "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "FTP_PROXY", "ALL_PROXY"};
  return std::find(proxy.begin(), proxy.end(), name) != proxy.end();
}

bool is_git_variable(std::string_view name) { return name.starts_with("GIT_"); }

bool is_build_variable(std::string_view name) {
  constexpr std::array<std::string_view, 8> build{
      "CC", "CXX", "CFLAGS", "LDFLAGS", "CUDA_HOME", "FORCE_CUDA", "TORCH_CUDA_ARCH_LIST", "MAX_JOBS"};
  return name.starts_with("PIP_") || name.starts_with("UV_") ||
         std::find(build.begin(), build.end(), name) != build.end();
}

}  // namespace boxwright::ir
