#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "compiler/base/facts.hpp"
#include "compiler/base/source.hpp"
#include "compiler/base/text.hpp"
#include "compiler/ir/account.hpp"
#include "compiler/ir/effects.hpp"

/// What an image holds and how it is launched, as steps with effects and configuration apart from them. Plain values;
/// nothing here knows the language, and text in a target's syntax is made in a backend only.
///
/// Steps come in two levels. A spec is lowered to `InstallPackages`, `PipInstall`, `Download`, `Clone`, … : what is
/// wanted. The passes turn these into `Run`, `Copy`, `Add`, `SetVariable`: what a Dockerfile can say. `verify` holds a
/// module to its level.
namespace boxwright::ir {

using boxwright::ArchiveLogin;
using boxwright::Certificates;
using boxwright::Checksum;
using boxwright::Delivery;
using boxwright::Dialect;
using boxwright::Edit;
using boxwright::Healthcheck;
using boxwright::HubFiles;
using boxwright::Launch;
using boxwright::LaunchMount;
using boxwright::Manifest;
using boxwright::MountedWeights;
using boxwright::Port;
using boxwright::Secret;
using boxwright::SecretUse;
using boxwright::ShellShare;
using boxwright::Unpacking;
using boxwright::VerbatimInstruction;

/// Where a step comes from: for messages, remarks and the map from Dockerfile lines to spec lines.
struct Origin {
  std::vector<Span> spans;
};

// ---- what a Dockerfile can say ----

/// A program and its arguments. The backend quotes them for the shell.
struct Command {
  std::vector<Text> words;
  std::optional<Text> into;                                      ///< standard output goes to this file
  std::vector<std::pair<std::string, std::string>> variables{};  ///< set for this program alone: `NAME=value program`
};

/// Shell text as the user wrote it, one line or several.
struct Script {
  std::string text;
  bool simple = false;               ///< one simple command: needs no `set -eu`
  bool bash = false;                 ///< run by bash with pipefail, else by sh
  std::vector<std::string> shell{};  ///< that the spec says runs it, with `-c` as its last word
};

/// What a RUN is given for its time only.
struct Mount {
  enum class Kind { cache, bind, secret, ssh, tmpfs };
  Kind kind = Kind::bind;
  std::string target;                   ///< absolute path; empty for a secret that is a variable, or lies where usual
  std::string source;                   ///< bind: path in `from`
  std::string from;                     ///< bind: name of a stage; empty means the build context
  std::string id;                       ///< cache, secret
  std::optional<std::string> variable;  ///< secret: the environment variable that holds it
  bool required = true;                 ///< secret
  bool locked = true;                   ///< cache: one step at a time uses it

  friend bool operator==(const Mount&, const Mount&) = default;
};

/// What gives a step a secret as a file of its name below /run/secrets.
Mount secret_mount(const SecretUse& secret);

enum class Network { normal, none };

/// Commands that run one after the other and stop at the first failure.
struct Run {
  std::vector<std::variant<Command, Script>> commands;
  std::vector<Mount> mounts;
  Network network = Network::normal;
  std::string directory;                                ///< absolute; empty: wherever
  std::vector<std::pair<std::string, Text>> variables;  ///< set for this step only
  std::string user;                                     ///< empty: root
  enum class Pace { usual, often, rarely };
  Pace pace = Pace::usual;  ///< how often it changes, where the spec says so
  std::string joins;        ///< steps in a row with the same non-empty kind become one RUN
  bool apart = false;       ///< beside another RUN of one command, on purpose: `set -eu; ` in front of it says so
};

/// Files from the build context, another stage or an image.
struct Copy {
  enum class From { context, stage, image };
  From from = From::context;
  std::string source_name;           ///< stage or image reference; empty for the context
  std::vector<std::string> sources;  ///< exact paths, no patterns: relative for the context, absolute otherwise
  bool folders = false;              ///< some source is a folder, so that one octal mode cannot fit all
  bool weights = false;
  bool unpack = false;                 ///< wanted: the source is an archive of the context
  std::string destination;             ///< absolute; ends in `/` where it is a folder
  std::string mode;                    ///< octal or symbolic; empty keeps the source's
  bool exact_mode = false;             ///< the spec states it for files: an executable one among them loses its bits
  std::string owner;                   ///< `uid:gid`; empty is 0:0
  bool link = false;                   ///< a layer of its own that depends on no earlier one
  std::optional<std::uint64_t> bytes;  ///< of all it copies, where that is known
};

/// A download by the engine itself.
struct Add {
  std::string url;          ///< with `#revision` for a git repository
  std::string checksum;     ///< `sha256:…`; empty for git
  std::string destination;  ///< absolute
  std::string mode;         ///< octal; empty: as the engine has it, closed to everybody but root for a file
  bool keep_git = false;
};

/// A variable from here on: an ENV, or an ARG (visible to steps, not in the image).
struct SetVariable {
  enum class Kind { environment, argument };
  Kind kind = Kind::environment;
  std::string name;
  std::optional<Text> value;  ///< absent: an ARG without a default
};

/// Instructions as the spec has them.
struct Verbatim {
  std::vector<VerbatimInstruction> instructions;
};

// ---- what is wanted ----

struct Package {
  std::string name;
  std::string version;  ///< empty: whatever the archive has
  Span span;
};

/// What becomes of what a package manager downloads and keeps to be faster the next time.
enum class Caches {
  kept,     ///< it stays in the layer
  cleaned,  ///< it is gone before the layer is stored
  mounted,  ///< it lies outside of the image, for the next build
};

/// A package from an URL.
struct PackageFile {
  std::string url;
  std::optional<Checksum> checksum;
  std::string stage{};  ///< that holds it, at `source`, once there is one
  std::string source{};
};

/// Packages of the system's manager.
struct InstallPackages {
  std::string manager = "apt";  ///< apt, apk, dnf, microdnf or yum
  std::vector<Package> packages;
  std::vector<PackageFile> files;  ///< further packages, each from its own URL
  bool recommends = false;
  bool for_building = false;  ///< only building needs them: no image is to hold them
  std::string release;        ///< `from=`: a release to take them from
  std::string snapshot;       ///< the archive as it was at this time
  bool trusts = false;  ///< what is needed before further archives can be asked: the spec's own configuration waits
  std::vector<std::string> remove;
  std::vector<std::string> hold;
  Caches caches = Caches::kept;
};

/// One call of pip: what shares its options.
struct PipInstall {
  std::string python;                          ///< how pip is called: `pip`, or an interpreter's path with `-m pip`
  std::string uv_python;                       ///< the interpreter that uv installs for; empty: pip itself installs
  bool hashed = false;                         ///< every requirement has its sum
  std::string site_packages;                   ///< where its packages lie; empty: not known
  std::vector<std::string> requirements;       ///< requirement specifiers, as pip takes them
  std::vector<std::string> requirement_files;  ///< relative: in the context; absolute: in the image
  std::vector<std::string> context_files;      ///< further context files those refer to (`-r`, `-c`)
  std::vector<std::string> constraints;
  std::vector<std::string> paths;   ///< local projects: absolute, in the image; wheels of the context: relative
  std::vector<Manifest> manifests;  ///< those of the image's files that the context has too
  std::string index;
  std::vector<std::string> extra_indexes;
  std::vector<std::string> find_links;
  bool editable = false, no_deps = false, no_build_isolation = false, pre = false;
  bool override_versions = false;  ///< after everything else, and wins
  std::vector<std::string> remove;
  std::optional<SecretUse> secret;  ///< what a private index asks for
  std::string secret_host;          ///< who asks for it
  Caches caches = Caches::kept;
};

/// Makes an interpreter's virtual environment.
struct MakeVenv {
  std::string python;  ///< the interpreter that makes it
  std::string path;
  bool system_packages = false;  ///< it sees those of the interpreter too
};

/// An interpreter that the base lacks, as uv brings it.
struct BringPython {
  std::string version;  ///< exact, such as `3.10.22`
  std::string folder;   ///< all of it lies below this one
};

/// What a Python project's uv.lock names, put into an environment by uv.
struct SyncProject {
  std::string python;       ///< how pip is called there
  std::string interpreter;  ///< a command or an absolute path
  std::string prefix;       ///< the environment's folder
  std::string site_packages;
  std::string manifest, lock;  ///< pyproject.toml and uv.lock in the context
  std::string source;          ///< the project in the image, which is installed too; empty: what it needs alone
  std::vector<std::string> extras;
  bool no_dev = false;
  bool workspace = false;  ///< the project has members of its own
  Caches caches = Caches::kept;
};

/// Packages of a conda environment.
struct CondaInstall {
  std::string tool = "conda";  ///< conda, mamba or micromamba
  std::string environment;     ///< its name; empty: the base one
  bool create = false;
  std::vector<std::string> packages, channels;
  std::string file;                        ///< an environment file of the context
  std::vector<std::string> context_files;  ///< what it refers to
  std::optional<SecretUse> secret;         ///< what a private channel asks for
  std::string secret_host;                 ///< who asks for it
  Caches caches = Caches::kept;
};

/// The folder of the image where they lie: for the time of a step, or for good.
constexpr const char* certificates_folder(const Certificates& certificates) {
  return certificates.kept ? "/usr/local/share/certificates" : "/run/certificates";
}

/// Where npm puts packages for all users.
inline constexpr const char* node_packages = "/usr/local/lib/node_modules";

/// Node packages: for all users, or of the project in a folder.
struct NpmInstall {
  std::vector<std::string> packages;
  std::vector<std::string> manifests;  ///< package.json and its lock, in the context
  std::string directory;               ///< the project's, absolute; empty: for all users
  bool development = false;
  std::string registry;             ///< an URL; empty: npm's own
  std::optional<SecretUse> secret;  ///< what it asks for
  Caches caches = Caches::kept;
};

/// A file from an URL, checked, perhaps unpacked, put into the image; or the files of a model.
struct Download {
  std::string url;  ///< or `hf://org/name`
  std::optional<Checksum> checksum;
  std::string destination;  ///< absolute; a folder where it ends in `/`
  bool unpack = false;
  unsigned strip = 0;  ///< leading folders dropped when unpacking
  std::string mode;
  bool weights = false;
  std::optional<SecretUse> secret;  ///< what the server asks for
  HubFiles hub;                     ///< of a model

  [[nodiscard]] bool is_model() const { return url.starts_with("hf://"); }
};

/// A git repository at one revision.
struct Clone {
  std::string url;
  std::string revision;  ///< 40 hexadecimal digits, or empty
  std::string tag;
  std::string destination;
  bool submodules = true, lfs = false, keep_git = false;
  std::optional<unsigned> depth;          ///< commits of its history; 0: all
  std::vector<std::string> pick, remove;  ///< relative to the repository
  std::vector<Unpacking> unpack;
};

/// A small text written in the spec itself.
struct WriteFile {
  std::string path;
  Text content;
  std::string mode = "0644";
  std::string owner;
};

struct MakeDirectory {
  std::string path;
  std::string owner;     ///< `uid:gid`; empty is root
  bool written = false;  ///< the spec asks for it, and nothing else
};

/// A symbolic link to something that is there.
struct MakeLink {
  std::string existing;
  std::string path;
};

/// Changes of a file that is there, in order.
struct EditFile {
  std::string path;
  bool folder = false;  ///< whose files patches are applied to
  std::vector<Edit> edits;
  bool reverse = false;  ///< patches are taken back
  unsigned strip = 1;    ///< leading folders dropped from a patch's paths
};

/// The user the container runs as, where the base has none such.
struct MakeUser {
  std::string name;
  std::uint32_t uid = 0, gid = 0;
  std::string home;
  std::vector<std::string> groups;
};

using Operation =
    std::variant<Run, Copy, Add, SetVariable, Verbatim, InstallPackages, PipInstall, MakeVenv, BringPython, SyncProject,
                 CondaInstall, NpmInstall, Download, Clone, WriteFile, MakeDirectory, MakeLink, EditFile, MakeUser>;

struct Step {
  Operation operation;
  Effects effects;
  Origin origin;
  std::string comment;               ///< what it is for, one line without `#`; empty: it speaks for itself
  std::optional<Account> account{};  ///< what it was before it became an instruction
};

// ---- stages and images ----

/// What a stage starts from.
struct Base {
  enum class Kind { image, stage, scratch };
  Kind kind = Kind::scratch;
  std::string name;      ///< image reference as written, or the name of a stage
  std::string argument;  ///< the ARG the image is given by, declared before the first FROM; `name` is then its default
  std::string platform;
  Origin origin{};
};

/// An environment variable of a stage, wherever it was written in it.
struct Variable {
  std::string name;
  std::optional<Text> value;
  enum class Kind { environment, build_only, argument } kind = Kind::environment;
  Origin origin;
};

/// What an image's configuration says; absent means that the base's value stays.
struct Configuration {
  std::string user;  ///< `uid:gid`; empty keeps the base's
  std::string workdir;
  std::map<std::string, Text> labels;
  std::vector<std::string> ports;  ///< `8080/tcp`, sorted
  std::vector<std::string> volumes;
  std::string stop_signal;
  std::optional<Healthcheck> healthcheck;
  std::optional<std::vector<Text>> entrypoint, command;
  std::map<std::string, Origin, std::less<>> rows;  ///< the statements of the stage that were written, by keyword
};

/// Who the container of an image is to run as. `non-root` makes it so.
struct ContainerUser {
  std::string name;
  std::uint32_t uid = 0, gid = 0;
  std::string home;
  std::vector<std::string> groups;
  bool of_base = false;   ///< the base ends with that user
  bool existing = false;  ///< the base has an account of this name, which is meant
  Origin origin;

  [[nodiscard]] bool is_root() const { return uid == 0; }
};

struct Stage {
  std::string name;         ///< among all stages of the module
  std::string wanted_name;  ///< what it is called in a Dockerfile that has no other stage of that name; empty: its name
  std::string comment;      ///< what it is for; follows the stage's name in the output
  Base base;
  std::vector<Variable> variables;
  std::vector<Step> steps;
  Configuration configuration;
  bool bash = false;               ///< its shell steps need bash with pipefail
  std::vector<std::string> shell;  ///< that the spec has its steps run by; empty: the base's
  std::string profile;             ///< whose rules its part of the Dockerfile has to fit: `mhub`; empty: our own
  bool is_source = false;          ///< holds what was fetched, in folders with mode 0755 that are root's
  bool is_image_content = false;   ///< it holds what an image is made of; the checks and the image itself start from it
  BaseFacts facts;                 ///< what is known of what it starts from, through other stages too
  std::optional<ContainerUser> user;      ///< wanted; absent where the stage is no image
  std::vector<std::string> writable;      ///< folders that this user may write to; with its home once it is made
  std::string owner;                      ///< `uid:gid` of whom those are; empty: nobody made them anyone's
  std::set<std::string> python_packages;  ///< names of those that the spec is known to ask for, normalised
  std::optional<Origin> weights;          ///< the statement that puts weights into it
  std::vector<ArchiveLogin> logins;       ///< of private archives that its packages may come from, sorted
  Certificates certificates;              ///< authorities that its downloads trust
  std::string certificates_stage;         ///< that holds them, once there is one
  Origin origin;
};

/// One image: the stage it is, and everything around it.
struct Image {
  std::string repository;               ///< `acme/summarizer`
  std::string tag;                      ///< `2.1`
  std::string folder;                   ///< of its outputs among several images; empty for the only one
  std::string stage;                    ///< name of the stage that is the image
  std::vector<std::string> checks;      ///< names of stages that must build before the image is tagged
  std::vector<Launch> launches;         ///< the unnamed one first
  std::vector<MountedWeights> weights;  ///< that containers are given and the image does not hold
  std::vector<Secret> secrets;          ///< that its steps are given, by name
  std::vector<std::string> platforms;   ///< as `linux/arm64`; none: that of the engine
  bool ssh = false;                     ///< a step may use the caller's SSH agent
  Delivery delivery;
  std::vector<std::string> context_files;     ///< every file that is copied, sorted, relative to the context
  std::vector<std::string> context_sources;   ///< the files and folders that the ignore file admits, sorted
  std::vector<std::string> covered_sources;   ///< those that lie in another one and are named all the same, sorted
  std::vector<std::string> context_folders;   ///< which of both are folders, sorted
  std::vector<Located<std::string>> ignored;  ///< patterns of `ignore`, in written order
  std::vector<std::string> unpinned;          ///< subjects the summary names
  ShellShare shell_share;                     ///< of all stages that it needs
  bool allows_many_layers = false;
  std::string stamp;  ///< SHA-256 of what image and launch mean
  Origin origin;

  [[nodiscard]] std::string reference() const { return repository + ":" + tag; }
};

struct Module {
  Dialect dialect = Dialect::buildkit;
  std::string source_name;    ///< the spec's file name, for the generated-by line
  std::vector<Stage> stages;  ///< each after the stages it uses
  std::vector<Image> images;
  std::vector<std::string> image_folders;   ///< of all images and variants of the spec, also those of other modules
  std::vector<std::string> output_folders;  ///< of the context, that a compile writes to; `.` is its own
  std::set<std::string> waived;             ///< rules of which the spec waives a finding, in this module or another
};

/// What an operation reads and writes, as far as it says so itself: a user's command does not.
Effects effects_of(const Operation& operation);
/// A step with the effects of its operation.
Step make_step(Operation operation, Origin origin, std::string comment = "");

/// Does a step of ours or of the user ask others, so that it must know whom to trust? What the engine itself gets and
/// instructions as they stand cannot be told.
bool needs_trust(const Step& step);

/// The files and folders of the build context that a step copies or mounts.
std::vector<std::string> context_sources(const Step& step);
/// Every file and folder of the context that a row of the spec names, also below another one; sorted.
std::vector<std::string> named_sources(const Image& image);

/// The stage of this name; null where there is none.
const Stage* find_stage(const Module& module, const std::string& name);
Stage* find_stage(Module& module, const std::string& name);
/// The stage that this one starts from; null where it starts from an image or from nothing.
const Stage* stage_below(const Module& module, const Stage& stage);
/// The lowest of the stages that this one starts from, or itself: what it starts from is no stage.
const Stage& lowest_stage(const Module& module, const Stage& stage);
/// The layers that a stage adds to what it starts from in the end, through all stages below it.
std::size_t layers_of(const Module& module, const Stage& stage);
/// The image by itself: only the stages it needs, called what they are called in its Dockerfile.
Module module_of(const Module& module, const Image& image);
/// The stages an image needs, in an order in which each follows what it uses; the checks' before the image's own.
std::vector<const Stage*> stages_of(const Module& module, const Image& image);

}  // namespace boxwright::ir
