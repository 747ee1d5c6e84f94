#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/source.hpp"
#include "compiler/base/text.hpp"

/// Facts that mean the same in a spec and in the IR: what a base has, and how a container is launched, checked and
/// shipped.
namespace boxwright {

/// What the engines that will build the file understand; dialects.def has the features.
enum class Dialect { buildkit, portable };

/// How much of what is written is shell text, which the compiler runs and does not understand.
struct ShellShare {
  unsigned raw = 0;          ///< commands in shell texts
  unsigned all = 0;          ///< these and all other statements
  std::vector<Span> places;  ///< of the shell texts
};

/// What is known of an image that a stage starts from, from stdlib/bases.json. Read-only facts: which commands it has,
/// where its Python installs to, what it sets.
struct BaseFacts {
  struct Python {
    std::string command = "python3";
    std::string version;                 ///< `3.11`; empty: not known
    std::string site_packages;           ///< empty: not known
    bool managed = false;                ///< pip refuses to install there (PEP 668)
    std::string pip = "python3 -m pip";  ///< how pip is called; empty: it has none
    std::string venv;                    ///< the virtual environment it is; empty: it is none
    std::string interpreter;             ///< the folder of one that uv brought, below which all of it lies; empty: none
    bool from_archive = false;           ///< the distribution's own package brought it
  };
  struct User {
    std::string name = "root";
    std::uint32_t uid = 0, gid = 0;
    std::string home = "/root";
    bool system = false;  ///< the family's own, such as `daemon`: nobody's to run programs as
  };

  bool known = false;
  std::string family = "debian", distribution, release, packages = "apt";
  std::string sh = "dash";  ///< what /bin/sh is; empty: there is none
  std::optional<Python> python;
  std::optional<Python> distribution_python;  ///< what the distribution's own package brings
  User user;
  std::vector<User> accounts;                   ///< further users, and the one it ends with
  std::map<std::string, std::uint32_t> groups;  ///< by name; empty: not known
  std::string workdir = "/";
  std::map<std::string, std::optional<std::string>> env;  ///< no value: it varies, and may be unset
  std::vector<std::string> shells, tools;
  std::vector<std::string> writes;                 ///< paths where what it starts has to write
  std::map<std::uint16_t, std::string> low_ports;  ///< those it listens on, and the row that moves it to another
  std::vector<std::string> snapshot;  ///< sources of the archive as it was at `{time}`; empty: there is none
  std::string like;                   ///< the base whose facts these are, where the spec says so

  [[nodiscard]] bool has_tool(std::string_view name) const;
  [[nodiscard]] bool has_bash() const;
};

/// A checksum as `sha256`, `sha512` or `md5` and its hexadecimal digits.
struct Checksum {
  std::string algorithm;
  std::string digits;

  friend bool operator==(const Checksum&, const Checksum&) = default;
};

/// A file that pip reads in the image and that a copy brings there from the build context, as far as the context shows.
struct Manifest {
  struct File {
    std::string path;    ///< in the image
    std::string source;  ///< in the context
  };
  File file;
  std::vector<File> includes;  ///< what it refers to (`-r`, `-c`), and what that refers to
  std::string obstacle;        ///< why pip cannot be given these by themselves; empty: it can
};

/// One change of a file that is there.
struct Edit {
  enum class Kind { replace, regex, append, remove, apply };
  Kind kind = Kind::replace;
  std::string text;       ///< to look for; to append; the patch's path: relative in the context, absolute in the image
  std::string becomes;    ///< `replace`, `regex`
  std::size_t times = 1;  ///< how often the text must be found

  friend bool operator==(const Edit&, const Edit&) = default;
};

/// An instruction of a Dockerfile, as the spec has it.
struct VerbatimInstruction {
  std::string keyword;               ///< `RUN`
  std::string text;                  ///< all of it, without the last line feed
  std::vector<std::string> sources;  ///< files and folders of the context that it copies
};

/// How an engine asks a container whether it is well.
struct Healthcheck {
  bool none = false;
  std::vector<Text> command;  ///< exec form
  std::string interval = "30s", timeout = "10s", start_period = "10s";
  unsigned retries = 3;
};

/// A secret that build steps are given and no layer keeps.
struct Secret {
  std::string name;
  std::string variable;  ///< the environment variable of the build script it is taken from
  std::string file;      ///< or the file: beside the spec, absolute, or below the caller's home (`~/…`)
  bool optional = false;

  friend bool operator==(const Secret&, const Secret&) = default;
};

/// One of them, as a step is given it.
struct SecretUse {
  std::string name;
  bool optional = false;

  friend auto operator<=>(const SecretUse&, const SecretUse&) = default;
};

/// What a private archive of packages asks for, and the host that asks.
struct ArchiveLogin {
  SecretUse secret;
  std::string host;

  friend auto operator<=>(const ArchiveLogin&, const ArchiveLogin&) = default;
};

/// Authorities that downloads trust beside those of the base.
struct Certificates {
  std::vector<std::string> files;  ///< of the context, sorted
  bool kept = false;               ///< containers trust them too
};

/// A file of weights that the image does not hold: it is fetched to the caller's cache, and containers are given it.
struct MountedWeights {
  std::string url;
  std::optional<Checksum> checksum;
  std::string target;  ///< absolute, the file's own path in the container
};

/// An archive in a repository, and the folder of the repository that it is unpacked to; both relative.
struct Unpacking {
  std::string archive, folder;
};

/// Which files of a model of the Hugging Face hub are wanted.
struct HubFiles {
  std::string revision;  ///< empty: the newest of its default branch
  std::vector<std::string> include, exclude;
  std::uint64_t least_bytes = 0;
};

struct Port {
  std::string host_address = "127.0.0.1";
  std::uint16_t host = 0, container = 0;
  std::string protocol = "tcp";
};

struct LaunchMount {
  std::string source;  ///< relative: beside the spec; absolute or with `~/`: on the host
  std::string target;
  bool writable = false;
};

/// One way to start a container of the image.
struct Launch {
  std::string name;       ///< of the launch; empty for the unnamed one
  std::string container;  ///< the container's name
  bool detach = false, keep = false;
  std::vector<Port> ports;
  std::vector<LaunchMount> mounts;
  std::string gpus;     ///< `all`, a count, `device=…`; empty: none
  std::string network;  ///< empty: `none` unless a port is mapped
  std::string user;     ///< `host` for the caller's, `uid[:gid]`; empty: the image's
  std::map<std::string, std::string> environment;
  std::vector<std::string> inherited;  ///< variables whose values are the caller's: `--env NAME`
  std::vector<std::string> environment_files;
  std::string shm_size, memory, cpus, ipc, restart, workdir;
  std::vector<std::string> caches;  ///< `torch`, `hf`, …
  bool shell = false;
  std::optional<std::vector<std::string>> command;
  bool writable_root = false;
  std::vector<std::string> tmpfs;    ///< paths that are writable, empty file systems in memory
  std::vector<std::string> volumes;  ///< paths that are writable and hold something in the image: anonymous volumes
  std::string home;                  ///< HOME at launch where it is not the image's own; empty: the image's
  std::vector<std::string> capabilities, ulimits, docker_flags;
};

/// How and where the image is shipped.
struct Delivery {
  std::string registry;  ///< empty: none; `local` is the daemon itself
  bool overwrite = true, on_build = false;
};

}  // namespace boxwright
