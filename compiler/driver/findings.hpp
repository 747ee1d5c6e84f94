#pragma once

#include <string>
#include <utility>
#include <vector>

#include "compiler/base/diagnostic.hpp"
#include "compiler/base/source.hpp"

namespace boxwright::driver {

/// A range of a file as programs ask for it: lines and columns from 1, the end's column that behind the last character.
/// What is about a file as a whole is about its beginning.
struct Region {
  std::string file;     ///< as messages show it
  Position begin, end;  ///< columns in code points
  std::size_t begin_utf16 = 1, end_utf16 = 1;
};

/// A diagnostic with its places looked up, so that it can be told when its sources are gone.
struct Finding {
  Diagnostic diagnostic;
  Region place;
  std::vector<Region> labels, fixes;  ///< one for each that the diagnostic has
  std::string fingerprint;            ///< the same as long as the line it is about and its text stay, wherever that is
};

/// What a run has found and in what it failed, for a document that is written when the run ends.
class Findings {
 public:
  /// `folder` is the one that the run was started in: a path that leads into it from the root is told from there on.
  explicit Findings(std::string folder) : folder_(std::move(folder)) {}

  /// Adds a diagnostic of a spec; one that is there already, as of a file that two specs import, is there once.
  void add(const Diagnostic& diagnostic, const Sources& sources, const std::string& spec);
  void add_failure(std::string reason) { failures_.push_back(std::move(reason)); }

  [[nodiscard]] const std::vector<Finding>& all() const { return all_; }
  /// Why the run could not do what it was asked for; mostly nothing.
  [[nodiscard]] const std::vector<std::string>& failures() const { return failures_; }

 private:
  [[nodiscard]] Region region_of(Span span, const Sources& sources, const std::string& spec) const;

  std::string folder_;
  std::vector<Finding> all_;
  std::vector<std::string> failures_;
};

/// What is wrong and what to do about it as a sentence, without the full stop at its end: the message, and its notes
/// in parentheses.
std::string sentence(const Diagnostic& diagnostic);

}  // namespace boxwright::driver
