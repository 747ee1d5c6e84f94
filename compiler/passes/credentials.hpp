#pragma once

#include <string>
#include <vector>

#include "compiler/ir/ir.hpp"

/// How a step comes to the name and password that a host asks for: from a build secret, through a file in memory that
/// the program is pointed to, so that the value is in no layer, no history and no argument of a program.
namespace boxwright::passes {

/// What a RUN needs for it: the mounts, and a command to stand before the one that reads `file`.
struct Credentials {
  std::vector<ir::Mount> mounts;
  ir::Script write;
  std::string file;  ///< absolute, in memory
};

/// A netrc file: what pip, uv, conda and mamba read (`NETRC=FILE`). The secret is a netrc itself, `NAME:PASSWORD` for
/// this host, or a token for it.
Credentials netrc_credentials(const SecretUse& secret, const std::string& host);

/// A folder with a netrc file for each archive, as apt reads it (`-oDir::Etc::netrcparts=FOLDER`, apt_auth.conf(5)).
struct AptCredentials {
  std::vector<ir::Mount> mounts;
  std::vector<ir::Script> write;
  std::string folder;
};
AptCredentials apt_credentials(const std::vector<ir::ArchiveLogin>& logins);

/// An .npmrc, which npm is pointed to by `NPM_CONFIG_USERCONFIG=FILE`. The secret is one itself, `NAME:PASSWORD` or a
/// token for this registry, or for npm's own where it is empty.
Credentials npm_credentials(const SecretUse& secret, const std::string& registry);

/// A file with the line of an HTTP header, for curl (`--header @FILE`). The secret is `NAME: VALUE`, a value for
/// `Authorization` such as `Basic …`, `NAME:PASSWORD`, or a token.
Credentials header_credentials(const SecretUse& secret);

/// A program for Python that downloads its first argument to its second, with a header from the secret in its third.
std::string downloading_program();

}  // namespace boxwright::passes
