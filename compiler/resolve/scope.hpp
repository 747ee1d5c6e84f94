#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "compiler/base/diagnostic.hpp"
#include "compiler/resolve/environment.hpp"
#include "compiler/resolve/names.hpp"
#include "compiler/resolve/policy.hpp"
#include "compiler/resolve/secrets.hpp"
#include "compiler/resolve/spec.hpp"
#include "compiler/resolve/statement.hpp"
#include "compiler/resolve/waivers.hpp"

namespace boxwright::resolve {

/// What is known of a stage that somebody names.
struct FoundStage {
  const spec::Stage* stage = nullptr;  ///< as others see it, resolved; null where there is none
  bool reported = false;               ///< there is one that cannot be used, and that was said
  std::string similar;                 ///< where there is none: the name that may be meant, if any
  bool certain = false;                ///< and no other can be
};

/// What the handlers of one block see and fill in. Pointers are set where the block has such a thing.
struct Scope {
  const Environment* environment = nullptr;
  Diagnostics* diagnostics = nullptr;
  Waivers* waivers = nullptr;
  Policy* policy = nullptr;
  Secrets* secrets = nullptr;
  std::vector<std::string> secret_blocks;  ///< whose secrets hold here: the block itself, and the image around it
  spec::Spec* spec = nullptr;
  spec::Stage* stage = nullptr;
  spec::Image* image = nullptr;
  Launch* launch = nullptr;
  spec::Git* git = nullptr;
  spec::Patch* patch = nullptr;
  unsigned kind = 0;  ///< of keywords::Scope
  Span block{};       ///< the block's place, where a waiver holds
  Span head{};        ///< of its row, before its brace
  Names names;
  std::map<std::string, std::size_t> places{};  ///< in the stage's variables, of those that are no arguments
  std::size_t placed = 0;                       ///< how many of the stage's variables were looked at for that
  std::map<keywords::Id, Span> written;         ///< statements that may stand once
  std::optional<Span> default_python;           ///< the `python` without a block
  std::map<std::string, Span> launch_places;    ///< by name; the unnamed one's is empty
  Span policy_block;                            ///< the policy that is being read
  std::vector<Located<std::uint16_t>> ports;    ///< that the container listens on, where the spec says so
  std::vector<LaunchMount> weights;             ///< of the host, which every launch mounts
  std::vector<Statement> named_launches;        ///< read once the unnamed one, which they start from, is known
  std::function<FoundStage(std::string_view name, Span use)> find_stage;

  template <class... Args>
  Diagnostics::Entry report(const DiagnosticKind<Args...>& diagnostic, Span span,
                            const std::type_identity_t<Args>&... args) const {
    return diagnostics->report(diagnostic, span, args...);
  }

  /// Notes that a thing is not pinned; true where nothing waives it, so that it must be said.
  [[nodiscard]] bool is_unpinned(std::string_view subject, Span place, bool is_base = false) const;
  [[nodiscard]] const FileSystem& files() const { return *environment->files; }
  /// Where a path of the build context is found.
  [[nodiscard]] std::string context_path(const std::string& path) const;
};

/// A destination in the image: absolute, `${workdir}` before a relative one; a last `/` is kept. Reported where it is
/// none.
std::optional<std::string> destination(const Word& word, const Scope& scope);
/// Where an item's things go; a folder where there are several or they are unpacked. Reported where nothing says so.
std::optional<std::string> item_destination(const Statement& statement, const Item& item, bool folder,
                                            const Scope& scope);
/// What `owner=` says, as `uid:gid`; empty for root, and where nothing is said.
std::string owner_of(const Options& options, const Scope& scope);
/// An absolute path; reported where it is relative.
std::optional<std::string> absolute_path(const Word& word, const Scope& scope);

/// A path that may be given to the container's user; reported where the system needs it as it is.
std::optional<std::string> writable_path(const Word& word, const Scope& scope);
/// Below /proc, /sys, /dev and the like, which are the kernel's.
bool is_kernel_path(std::string_view path);

/// Does a path hold characters that match several names?
bool has_wildcard(std::string_view path);
/// Files and folders of the build context that a word names: itself, or what a pattern matches, sorted. Reported where
/// there is none; empty then.
std::vector<spec::ContextEntry> context_entries(const Word& word, const Scope& scope);
/// A file of the context, by its normal path; reported where it is none.
std::optional<std::string> context_file(const Word& word, const Scope& scope);

#define KEYWORD(id, ...) void handle_##id(const Statement& statement, Scope& scope);
#include "grammar/keywords.def"
#undef KEYWORD

/// The secret that a word names, noted as one that the stage's steps are given; reported where there is none.
std::optional<SecretUse> use_secret(const Word& word, Scope& scope);
/// The one that an option `secret=` names, if any, to be told to this address; reported where others could read it.
std::optional<SecretUse> use_secret_of(const Options& options, const std::string& url, Scope& scope);
/// Those that an option `secret=` names, sorted.
std::vector<SecretUse> use_secrets(const Options& options, Scope& scope);

/// Reports those of the named options that were given: they are not for `what`.
void refuse_options(const Options& options, std::initializer_list<std::string_view> names, const std::string& what,
                    const Scope& scope);
/// The statement for a package manager: `dnf` for those that work like it.
const std::string& statement_of(const std::string& manager);
/// Has the base this manager? Reported where it has not, with how it would be written for the one that is there.
bool check_manager(const Statement& statement, const std::string& manager, const Scope& scope);

/// An URL whose text is known, with nothing secret in it; reported where it is none.
std::optional<std::string> plain_url(const Word& word, const Scope& scope);
/// The sum that `sha256=`, `sha512=` or `md5=` states, in lower case; reported where it is none.
std::optional<Checksum> read_checksum(const Options& options, const Scope& scope);
/// Reports a download for which no sum is stated.
void check_downloaded(const std::string& url, const Word& word, const Statement& statement, const Options& options,
                      const Scope& scope);
/// Reports that there is no such stage, with the one that may be meant and with how an image would be written.
void report_no_stage(const std::string& name, const FoundStage& found, Span span, const Scope& scope);

/// Reports packages without a version, and how to give one.
void report_unpinned(const std::vector<std::string>& subjects, Span span, const std::string& mend, const Scope& scope);
/// Reports the requirements of a context file that have no sum.
void report_without_sum(const std::string& file, Span span, const Scope& scope);

/// Calls the handler of the statement's keyword.
void handle(const Statement& statement, Scope& scope);

/// The command behind a colon or between fences, with built-ins replaced; reported where there is none.
std::optional<spec::Run> read_command(const Statement& statement, const Scope& scope);
/// What `min-size=` asks for.
std::uint64_t least_bytes(const Word& word, const Scope& scope);
/// `weights -> PATH: command`.
void handle_weights_command(const Statement& statement, Scope& scope);

/// `weights hf://org/name -> DEST`: one model of the Hugging Face hub.
void add_model(const Statement& statement, const Item& item, const Word& word, const std::string& to, Scope& scope);

/// `weights(mount) SOURCE -> DEST`: what the image does not hold and its containers are given.
void add_mounted_weights(const Statement& statement, const Item& item, const Word& word, const std::string& to,
                         Scope& scope);

/// Finds the files that pip reads in the image among those that the stage copies from the context.
void find_manifests(Scope& scope);

/// Reports what the profile that the image conforms to does not accept.
void check_profile(const Scope& scope);

/// What follows from all statements of a stage together: checks that need the whole.
void finish_stage(Scope& scope);
/// Reports what the program that starts cannot do with the rights of a container: write here, listen there.
void check_program(const Scope& scope);
/// Likewise for an image: its launches.
void finish_image(Scope& scope);

}  // namespace boxwright::resolve
