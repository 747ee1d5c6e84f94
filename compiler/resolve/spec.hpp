#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "compiler/base/facts.hpp"
#include "compiler/base/source.hpp"
#include "compiler/base/text.hpp"

/// A spec with every word understood: names replaced, values checked, paths absolute. What it says, in written order;
/// what follows from it is decided in `lower` and in the passes.
namespace boxwright::spec {

struct Package {
  std::string name;
  std::string version;  ///< empty: not given
  Span span;
};

/// Packages of the system's manager.
struct Apt {
  std::vector<Package> packages;
  bool recommends = false, hold = false, remove = false, build = false;
  std::string release;
  std::string manager = "apt";  ///< apt, apk, dnf, microdnf or yum
  std::string snapshot;         ///< `20240115T000000Z`
};

/// A further archive of packages.
struct AptRepository {
  std::string url, name;  ///< the name of its files
  std::string key;        ///< a file of the context, or an URL
  std::optional<Checksum> checksum;
  std::vector<std::string> suites, components;
  bool replace = false;
  std::optional<SecretUse> secret;  ///< what it asks for
};

/// A package of its own, from an URL.
struct Deb {
  std::string url;
  std::optional<Checksum> checksum;
};

struct Locale {
  std::string name;
};

struct Timezone {
  std::string name;
};

struct Python {
  BaseFacts::Python python;      ///< as it is once it is made
  std::string release;           ///< exact version of the interpreter that uv brings; empty: another brings it
  std::string stage;             ///< the stage that made it; empty: this one does
  bool system_packages = false;  ///< sees those of the interpreter it is made of
};

/// What one `pip` statement says; its items share its options.
struct Pip {
  BaseFacts::Python python;  ///< whose packages they are
  bool with_uv = false;      ///< uv installs them
  bool hashed = false;       ///< every requirement has its sum, and nothing else is installed
  std::vector<std::string> requirements;
  std::vector<std::string> requirement_files;  ///< relative: in the context; absolute: in the image
  std::vector<std::string> constraints;        ///< likewise
  std::vector<std::string> context_files;      ///< further context files that those refer to
  std::vector<std::string> paths;   ///< projects that lie in the image, absolute, and wheels of the context, relative
  std::vector<Manifest> manifests;  ///< those of the image's files that the context has too
  std::set<std::string> names;      ///< of all packages that are known to be asked for, normalised
  std::string index;
  std::vector<std::string> extra_indexes, find_links;
  bool editable = false, no_deps = false, no_build_isolation = false, pre = false;
  bool remove = false, override_versions = false;
  std::optional<SecretUse> secret;  ///< what a private index asks for
  std::string secret_host;          ///< who asks for it
};

/// The packages that a Python project's uv.lock names; with `source` the project itself, which lies in the image.
struct Project {
  BaseFacts::Python python;
  std::string manifest, lock;  ///< pyproject.toml and uv.lock, in the context
  std::string source;          ///< absolute; empty: the packages alone
  std::vector<std::string> extras;
  std::set<std::string> names;  ///< of all packages that its lock names
  bool no_dev = false, workspace = false;
};

struct Conda {
  std::string tool;         ///< conda, mamba or micromamba
  std::string environment;  ///< its name; empty: the base environment
  bool create = false;      ///< nothing made it yet
  std::vector<std::string> packages, channels;
  std::string file;                        ///< an environment file of the context
  std::vector<std::string> context_files;  ///< what it refers to
  std::optional<SecretUse> secret;         ///< what a private channel asks for
  std::string secret_host;                 ///< who asks for it
};

/// Node packages for all users, or those that a project's lock names, in the project's folder.
struct Npm {
  std::vector<std::string> packages;
  std::vector<std::string> manifests;  ///< package.json and its lock, in the context
  std::string directory;               ///< where the project goes; absolute
  bool development = false;            ///< also what only developing it needs
  std::string registry;                ///< an URL; empty: npm's own
  std::optional<SecretUse> secret;     ///< what it asks for
};

struct Git {
  std::string url, revision, tag, destination;
  bool submodules = false, lfs = false, keep_git = false;
  std::optional<unsigned> depth;  ///< commits of its history; 0: all
  std::vector<std::string> pick, remove;
  std::vector<Unpacking> unpack;
};

/// One download of `fetch` or `weights`.
struct Fetch {
  std::string url;  ///< or `hf://org/name`: a model of the Hugging Face hub
  std::optional<Checksum> checksum;
  std::string destination;  ///< absolute; a folder where it ends in `/`
  bool unpack = false, weights = false;
  unsigned strip = 0;
  std::string mode;
  std::optional<SecretUse> secret;  ///< what the server asks for
  HubFiles hub;                     ///< of a model
};

/// A file or folder of the context, as it was found there.
struct ContextEntry {
  std::string path;  ///< relative to the context
  bool directory = false, executable = false;
  std::uint64_t bytes = 0;  ///< of a file
};

struct Copy {
  enum class From { context, stage, image, inside };
  From from = From::context;
  std::string source_name;
  std::vector<ContextEntry> entries;  ///< from the context
  std::vector<std::string> sources;   ///< from a stage or an image: absolute
  std::string destination;            ///< absolute; ends in `/` where it is a folder
  bool weights = false, unpack = false;
  std::string owner, mode;
};

struct WriteFile {
  std::string path;
  Text content;
  std::string mode, owner;
};

/// A symbolic link.
struct Link {
  std::string existing, path;
};

struct Directory {
  std::string path, owner;
};

struct Patch {
  std::string path;
  bool folder = false;
  std::vector<Edit> edits;
  bool reverse = false;
  unsigned strip = 1;
};

/// Instructions as they stand.
struct Verbatim {
  std::vector<VerbatimInstruction> instructions;
};

struct Run {
  std::string text;
  bool several_lines = false;
  std::string directory;  ///< absolute; empty: the stage's
  std::vector<std::pair<std::string, Text>> variables;
  bool no_network = false;
  bool narrowed = false;               ///< `reads=` or `writes=` was given
  bool often = false, rarely = false;  ///< how often it changes: `volatile`, `stable`
  std::vector<std::string> reads, writes;
  std::vector<SecretUse> secrets;                                   ///< files below /run/secrets while it runs
  std::vector<std::pair<std::string, SecretUse>> secret_variables;  ///< variables while it runs
  bool ssh = false;
  std::vector<std::string> caches;  ///< folders that stay from one build to the next
  std::string user;                 ///< `uid:gid`; empty: root
  enum class Place { written, before_install, after_install, after_copy };
  Place place = Place::written;   ///< among the other statements: where it stands, or a named place
  std::string weights;            ///< the path of the weights that it makes; empty: it makes none
  std::uint64_t least_bytes = 0;  ///< how many they must have
};

using Fact = std::variant<Apt, AptRepository, Deb, Locale, Timezone, Python, Pip, Project, Conda, Npm, Git, Fetch, Copy,
                          WriteFile, Link, Directory, Patch, Verbatim, Run>;

struct Statement {
  Fact fact;
  Span span;
};

struct Variable {
  enum class Kind { environment, build_only, argument };
  Kind kind = Kind::environment;
  std::string name;
  std::optional<Text> value;  ///< absent: an `arg` without a default
  Span span;
};

struct User {
  bool base = false;      ///< keep the base's
  bool existing = false;  ///< the base has an account of this name, which is meant
  bool written = false;
  std::string name = "app";
  std::uint32_t uid = 10001, gid = 10001;
  std::string home = "/home/app";
  std::vector<std::string> groups;
  Span span;
};

struct From {
  enum class Kind { image, stage, scratch };
  Kind kind = Kind::scratch;
  std::string name;      ///< reference, or the stage's name
  std::string argument;  ///< the `arg` that gives the reference; `name` is its default
  std::string platform;
  Span span;
};

struct Stage {
  std::string name;
  bool is_image = false;
  From from;
  BaseFacts base;                            ///< what is known of the image it starts from, through other stages too
  std::optional<BaseFacts::Python> python;   ///< what `python` means here: the spec's, else the base's
  std::set<std::string> conda_environments;  ///< those it has, by name, but for the base one
  std::vector<Variable> variables;
  std::vector<Statement> statements;
  std::vector<Located<Run>> checks;
  User user;
  std::string workdir;             ///< empty: the base's
  std::vector<std::string> shell;  ///< that steps are run by; empty: the base's
  std::vector<std::string> writable;
  std::map<std::string, Text> labels;
  std::vector<std::string> ports, volumes;
  std::string stop_signal;
  std::optional<Healthcheck> healthcheck;
  bool inherits_healthcheck = false;  ///< a stage that it starts from has one
  std::optional<std::vector<Text>> entrypoint, command;
  std::vector<std::string> unpinned;           ///< subjects, in the order they were found
  std::vector<Located<std::string>> excluded;  ///< patterns of what its copies leave out of the build context
  Certificates certificates;                   ///< authorities that its downloads trust
  std::vector<Secret> secrets;                 ///< those that its steps are given, in the order they were found
  bool ssh = false;                            ///< a step of it may use the caller's SSH agent
  std::map<std::string, std::vector<Span>, std::less<>> rows;  ///< its statements, by keyword
  ShellShare shell_share;
  Span span;
};

/// A row of a launch as it was written.
struct LaunchRow {
  std::string keyword;
  std::vector<std::string> words;
  Span span;
};

struct Image {
  std::string repository, tag;
  std::string stage;  ///< its own stage's name
  std::vector<Launch> launches;
  std::vector<LaunchRow> launch_rows;   ///< of all launches; empty: the spec says nothing of how it is started
  std::vector<MountedWeights> weights;  ///< that containers are given and the image does not hold
  Delivery delivery;
  std::vector<Located<std::string>> ignored;
  std::vector<std::string> platforms;  ///< as `linux/arm64`; none: that of the engine
  std::string profile;                 ///< what `conform` names; empty: nothing
  bool allows_many_layers = false;     ///< the rule is waived: it is asked once the layers are known
  Span span;
};

struct Spec {
  std::string file;  ///< the spec's file name, without folders
  Dialect dialect = Dialect::buildkit;
  std::set<std::string> denied;  ///< rules whose findings are errors
  Certificates certificates;     ///< of the policy: every stage trusts them
  std::vector<Stage> stages;     ///< each after the stages it uses
  std::vector<Image> images;
};

}  // namespace boxwright::spec
