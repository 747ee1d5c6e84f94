#include "compiler/passes/credentials.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace boxwright::passes {

namespace {

constexpr std::string_view folder = "/run/credentials";

std::string secret_path(const SecretUse& secret) { return "/run/secrets/" + secret.name; }

/// The mounts for a file of this name in memory, and the command that makes it. `cases` tell by the value in `t` what
/// to write, with what `before` them assigns; of a secret that may be missing and is, nothing is written.
Credentials credentials(const SecretUse& secret, std::string_view name, const std::string& cases,
                        const std::string& before = "") {
  Credentials result;
  result.mounts.push_back(ir::secret_mount(secret));
  ir::Mount memory;
  memory.kind = ir::Mount::Kind::tmpfs;
  memory.target = folder;
  result.mounts.push_back(std::move(memory));
  result.file = fmt::format("{}/{}", folder, name);
  const std::string read =
      fmt::format("t=$(cat {}{})", secret_path(secret), secret.optional ? " 2>/dev/null || true" : "");
  const std::string_view missing = secret.optional ? "'') ;; " : "";
  result.write.text =
      fmt::format("(umask 077; {}; {}case ${{t}} in {}{} esac >{})", read, before, missing, cases, result.file);
  result.write.simple = true;  // a subshell that stands in a chain as it is
  return result;
}

/// NAME:PASSWORD in base64, whose characters a shell never shows to others.
std::string basic_value() { return fmt::format("\"$(base64 -w0 {}/plain)\"", folder); }

Credentials netrc_file(const SecretUse& secret, const std::string& host, const std::string& name) {
  const std::string line = fmt::format("printf 'machine {} login %s password %s\\n'", host);
  return credentials(secret, name,
                     fmt::format("machine*|default*) printf '%s\\n' \"${{t}}\" ;; "
                                 "*:*) {0} \"${{t%%:*}}\" \"${{t#*:}}\" ;; "
                                 "*) {0} __token__ \"${{t}}\" ;;",
                                 line));
}

}  // namespace

Credentials netrc_credentials(const SecretUse& secret, const std::string& host) {
  return netrc_file(secret, host, "netrc");
}

AptCredentials apt_credentials(const std::vector<ir::ArchiveLogin>& logins) {
  AptCredentials result;
  result.folder = folder;
  for (const ir::ArchiveLogin& login : logins) {
    // apt reads files of this ending only.
    Credentials one = netrc_file(login.secret, login.host, login.host + ".conf");
    for (ir::Mount& mount : one.mounts)
      if (std::find(result.mounts.begin(), result.mounts.end(), mount) == result.mounts.end())
        result.mounts.push_back(std::move(mount));
    result.write.push_back(std::move(one.write));
  }
  return result;
}

Credentials npm_credentials(const SecretUse& secret, const std::string& registry) {
  // A key of npm's configuration is for what lies below an address without its scheme, which ends in a slash.
  std::string place = "\"${r#*:}\"";
  if (!registry.empty())
    place = fmt::format("'{}{}'", registry.substr(registry.find(':') + 1), registry.ends_with('/') ? "" : "/");
  return credentials(secret, "npmrc",
                     fmt::format("*_auth*=*|*_password*=*|*registry*=*) printf '%s\\n' \"${{t}}\" ;; "
                                 "*:*) printf %s \"${{t}}\" >{0}/plain; printf '%s:_auth=%s\\n' {1} {2} ;; "
                                 "*) printf '%s:_authToken=%s\\n' {1} \"${{t}}\" ;;",
                                 folder, place, basic_value()),
                     registry.empty() ? "r=$(npm config get registry); " : "");
}

Credentials header_credentials(const SecretUse& secret) {
  return credentials(secret, "header",
                     fmt::format("*': '*) printf '%s\\n' \"${{t}}\" ;; "
                                 "*' '*) printf 'Authorization: %s\\n' \"${{t}}\" ;; "
                                 "*:*) printf %s \"${{t}}\" >{0}/plain; printf 'Authorization: Basic %s\\n' {1} ;; "
                                 "*) printf 'Authorization: Bearer %s\\n' \"${{t}}\" ;;",
                                 folder, basic_value()));
}

std::string downloading_program() {
  // A header that is not handed on where the server sends one elsewhere: what lies there is signed by its own URL.
  return "import base64, os, shutil, sys, urllib.request as u; url, path, secret = sys.argv[1:]; "
         "s = open(secret).read().strip() if os.path.exists(secret) else ''; r = u.Request(url); "
         "n, _, v = s.partition(': ') if ': ' in s else ('Authorization', '', s if ' ' in s else "
         "'Basic ' + base64.b64encode(s.encode()).decode() if ':' in s else 'Bearer ' + s); "
         "s and r.add_unredirected_header(n, v); shutil.copyfileobj(u.urlopen(r), open(path, 'wb'))";
}

}  // namespace boxwright::passes
