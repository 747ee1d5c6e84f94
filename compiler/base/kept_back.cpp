#include "compiler/base/kept_back.hpp"

#include <array>
#include <string>

#include "compiler/base/pattern_matcher.hpp"

namespace boxwright {

namespace {

constexpr std::array<KeptBack, 31> patterns{{
    {"**/.git", false},          {"**/.gitconfig", true},
    {"**/.hg", false},           {"**/.svn", false},
    {"**/.env", true},           {"**/.env.*", true},
    {"**/.aws", true},           {"**/.azure", true},
    {"**/.config/gcloud", true}, {"**/.docker/config.json", true},
    {"**/.kube", true},          {"**/.ssh", true},
    {"**/.netrc", true},         {"**/.npmrc", true},
    {"**/.pypirc", true},        {"**/.pgpass", true},
    {"**/credentials", true},    {"**/credentials.json", true},
    {"**/id_rsa*", true},        {"**/id_ed25519*", true},
    {"**/id_ecdsa*", true},      {"**/*.pem", true},
    {"**/*.p12", true},          {"**/*.jks", true},
    {"**/*.keychain", true},     {"**/.DS_Store", false},
    {"**/.idea", false},         {"**/.vscode", false},
    {"**/.venv", false},         {"**/__pycache__", false},
    {"**/node_modules", false},
}};

}  // namespace

std::span<const KeptBack> kept_back() { return patterns; }

bool is_secret_path(std::string_view path) {
  static const PatternMatcher matcher = [] {
    std::string text;
    for (const KeptBack& row : patterns)
      if (row.secret) text += std::string(row.pattern) + "\n";
    return PatternMatcher::read(text).value();
  }();
  return matcher.ignores(path);
}

}  // namespace boxwright
