#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "compiler/base/facts.hpp"

namespace boxwright {

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
