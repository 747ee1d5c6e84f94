#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "compiler/base/diagnostic.hpp"
#include "compiler/base/facts.hpp"
#include "compiler/resolve/names.hpp"

/// What single values must look like, and how messages say it.
namespace boxwright::resolve {

/// An option type of keywords.def in words: `a number of seconds or minutes, such as 30s`.
std::string option_type(std::string_view type);
/// An argument type of keywords.def in words: `an URL`.
std::string argument_type(std::string_view type);
/// What a value of this type should have been; empty if it is one.
std::string check_option(std::string_view type, const Word& value);

/// A name or path with a line feed or another control character in it would become an instruction of its own.
bool check_control_characters(const Word& word, Diagnostics& diagnostics);
/// The text, which must be known when compiling: a variable in it is an error.
std::optional<std::string> literal(const Word& word, Diagnostics& diagnostics);
/// A whole number in [least, most].
std::optional<std::uint64_t> number(const Word& word, std::uint64_t least, std::uint64_t most,
                                    Diagnostics& diagnostics);

/// A whole number in decimal digits, and no more of them than this.
bool is_number(std::string_view text, std::size_t most_digits = 9);
/// A portable name of a file, user or stage: letters, digits, `.`, `_`, `-`; no dash first.
bool is_plain_name(std::string_view text);
/// `[A-Za-z_][A-Za-z0-9_]*` (IEEE Std 1003.1, 8.1).
bool is_variable_name(std::string_view text);
/// A label key as Docker's guidelines and hadolint DL3048 want it.
bool is_label_key(std::string_view text);
/// A name that says secret in one of its segments (BuildKit's SecretsUsedInArgOrEnv; trivy DS-0031).
bool is_secret_name(std::string_view name);
/// The variable that a secret is taken from where the spec names none.
std::string usual_variable(std::string_view secret);
bool is_hexadecimal(std::string_view text, std::size_t digits);
bool is_web_url(std::string_view text);
/// ASCII letters in their lower case.
std::string lower_case(std::string_view text);
/// ASCII letters in their capitals.
std::string upper_case(std::string_view text);
/// What to write in the place of an URL that holds a password.
inline constexpr const char* how_to_log_in =
    "declare it as `secret NAME`, and give it by `secret=NAME` to the statement where it takes one, else to a `run`";
/// The name and password of `https://name:password@host/`, if it has them.
bool has_credentials(std::string_view url);

/// The bytes of a size such as `500M` or `1G`, in powers of 1024; nothing where it is none.
std::optional<std::uint64_t> bytes_of_size(std::string_view text);

/// A duration in one unit: `1m30s` as `90s`.
std::string one_unit(std::string_view duration);

/// `8080`, `8080/udp`: as `8080/tcp`; nothing where it is no port, and then reported.
std::optional<std::string> port(const Word& word, Diagnostics& diagnostics);
/// `[address:]host:container[/protocol]`.
std::optional<Port> port_mapping(const Word& word, Diagnostics& diagnostics);

/// Removes `.` and empty parts and resolves `..`; keeps a last `/`. An absolute path stays below `/`.
std::string normal_path(std::string_view path);

}  // namespace boxwright::resolve
