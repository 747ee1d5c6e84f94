#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "compiler/lower/lower_stage.hpp"

namespace boxwright::lower {

namespace {

// Whom each is for: apt.conf(5); curl(1); git-config(1), http.sslCAInfo; nodejs.org/api/cli.html; pip's `--cert`;
// Python's requests, conda and mamba; OpenSSL, and with it Python's ssl, uv, and most others.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> variables{{{"APT_CONFIG", "apt.conf"},
                                                                                  {"CURL_CA_BUNDLE", "bundle.crt"},
                                                                                  {"GIT_SSL_CAINFO", "bundle.crt"},
                                                                                  {"NODE_EXTRA_CA_CERTS", "bundle.crt"},
                                                                                  {"PIP_CERT", "bundle.crt"},
                                                                                  {"REQUESTS_CA_BUNDLE", "bundle.crt"},
                                                                                  {"SSL_CERT_FILE", "bundle.crt"}}};

}  // namespace

void add_certificates(ir::Stage& stage, Certificates wanted, const Certificates& policy) {
  wanted.files.insert(wanted.files.end(), policy.files.begin(), policy.files.end());
  wanted.kept = wanted.kept || policy.kept;
  // Where no shell is, nothing is downloaded either.
  if (wanted.files.empty() || stage.facts.sh.empty()) return;
  std::sort(wanted.files.begin(), wanted.files.end());
  wanted.files.erase(std::unique(wanted.files.begin(), wanted.files.end()), wanted.files.end());
  const auto kind = wanted.kept ? ir::Variable::Kind::environment : ir::Variable::Kind::argument;
  for (const auto& [name, file] : variables) {
    const bool said = std::any_of(stage.variables.begin(), stage.variables.end(),
                                  [&, known = name](const ir::Variable& variable) { return variable.name == known; });
    if (said) continue;
    const std::string path = std::string(ir::certificates_folder(wanted)) + "/" + std::string(file);
    stage.variables.push_back({std::string(name), Text(path), kind, stage.origin});
  }
  stage.certificates = std::move(wanted);
}

}  // namespace boxwright::lower
