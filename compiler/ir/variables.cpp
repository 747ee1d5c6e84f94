#include "compiler/ir/variables.hpp"

#include <algorithm>
#include <array>

namespace boxwright::ir {

std::span<const std::string_view> proxy_variables() {
  static constexpr std::array<std::string_view, 17> names{
      "http_proxy",    "https_proxy",  "no_proxy",           "ftp_proxy",      "all_proxy",
      "HTTP_PROXY",    "HTTPS_PROXY",  "NO_PROXY",           "FTP_PROXY",      "ALL_PROXY",
      "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS",
      "PIP_CERT",      "APT_CONFIG"};
  return names;
}

std::span<const std::string_view> build_variables() {
  static constexpr std::array<std::string_view, 8> names{
      "CC", "CXX", "CFLAGS", "LDFLAGS", "CUDA_HOME", "FORCE_CUDA", "TORCH_CUDA_ARCH_LIST", "MAX_JOBS"};
  return names;
}

bool is_proxy_variable(std::string_view name) {
  const auto names = proxy_variables();
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_git_variable(std::string_view name) { return name.starts_with("GIT_"); }

}  // namespace boxwright::ir
