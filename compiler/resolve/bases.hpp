#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxwright {

/// What is known of an image that a stage starts from, from stdlib/bases.json. Read-only facts: which commands it has,
/// where its Python installs to, what it sets.
struct BaseFacts {
  struct Python {
    std::string command = "python3";
    std::string version;                 ///< `3.11`; empty: not known
    std::string site_packages;           ///< empty: not known
    bool managed = false;                ///< pip refuses to install there (PEP 668)
    std::string pip = "python3 -m pip";  ///< how pip is called; empty: it has none
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

  [[nodiscard]] bool has_tool(std::string_view name) const;
  [[nodiscard]] bool has_bash() const;
};

/// The table of bases, read from JSON text. A damaged table gives an error's text.
class BaseTable {
 public:
  static BaseTable embedded();
  /// `text` in the format of stdlib/bases.json; what it says goes before what the table holds already.
  std::optional<std::string> extend(std::string_view text);
  /// What is known of an image reference; `known` is false where nothing is, and Debian is assumed.
  [[nodiscard]] BaseFacts facts(std::string_view reference) const;

 private:
  struct Tables;
  std::shared_ptr<const Tables> tables_;
};

/// Does a glob of `*` and `?`, in which `*` crosses `/`, match all of a text?
bool glob_matches(std::string_view glob, std::string_view text);

}  // namespace boxwright
