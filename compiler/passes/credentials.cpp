#include "compiler/passes/credentials.hpp"

#include <fmt/core.h>

namespace boxwright::passes {

namespace {

constexpr std::string_view folder = "/run/credentials";

std::string secret_path(const SecretUse& secret) { return "/run/secrets/" + secret.name; }

/// The mounts for a file of this name in memory, and the command that makes it. `cases` tell by the value in `t` what
/// to write; of a secret that may be missing and is, nothing is written.
Credentials credentials(const SecretUse& secret, std::string_view name, const std::string& cases) {
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
  result.write.text = fmt::format("(umask 077; {}; case ${{t}} in {}{} esac >{})", read, missing, cases, result.file);
  result.write.simple = true;  // a subshell that stands in a chain as it is
  return result;
}

}  // namespace

Credentials netrc_credentials(const SecretUse& secret, const std::string& host) {
  const std::string line = fmt::format("printf 'machine {} login %s password %s\\n'", host);
  return credentials(secret, "netrc",
                     fmt::format("machine*|default*) printf '%s\\n' \"${{t}}\" ;; "
                                 "*:*) {0} \"${{t%%:*}}\" \"${{t#*:}}\" ;; "
                                 "*) {0} __token__ \"${{t}}\" ;;",
                                 line));
}

Credentials header_credentials(const SecretUse& secret) {
  const std::string plain = fmt::format("{}/plain", folder);
  return credentials(secret, "header",
                     fmt::format("*': '*) printf '%s\\n' \"${{t}}\" ;; "
                                 "*' '*) printf 'Authorization: %s\\n' \"${{t}}\" ;; "
                                 "*:*) printf %s \"${{t}}\" >{0}; printf 'Authorization: Basic %s\\n' \"$(base64 -w0 "
                                 "{0})\" ;; "
                                 "*) printf 'Authorization: Bearer %s\\n' \"${{t}}\" ;;",
                                 plain));
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
