#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/diagnostic.hpp"
#include "compiler/lint/commands.hpp"
#include "compiler/resolve/environment.hpp"
#include "compiler/resolve/spec.hpp"
#include "compiler/resolve/waivers.hpp"
#include "compiler/shell/shell.hpp"

/// Rules that find in a spec what no linter of Dockerfiles can see. A rule is a row of rules.def and a function of its
/// name; it reads what `resolve` made and reports, and changes nothing.
namespace boxwright::lint {

/// A shell text of the spec, read.
struct ShellText {
  const spec::Stage* stage = nullptr;
  const spec::Run* run = nullptr;
  Span row;  ///< the statement it stands in
  shell::Script script;
  std::vector<Call> calls;  ///< of the script, in its order
  bool bash = false;        ///< bash runs it, and not whatever sh is there
  bool is_check = false;    ///< it tests the image and leaves nothing in it
  bool is_weights = false;  ///< it is how `weights` are made
};

/// The first row of a statement in a stage; the stage's own place where there is none.
Span row_of(const spec::Stage& stage, std::string_view keyword);

/// What rules look at, and where they report.
class Subject {
 public:
  Subject(const spec::Spec& spec, const resolve::Environment& environment, std::string_view today,
          resolve::Waivers& waivers, Diagnostics& diagnostics);

  [[nodiscard]] const spec::Spec& spec() const { return spec_; }
  [[nodiscard]] const std::deque<ShellText>& texts() const { return texts_; }
  /// A stage by its name; null for none.
  [[nodiscard]] const spec::Stage* stage(std::string_view name) const;
  /// The stages that an image is made of, its own first: what it starts from is in it too.
  [[nodiscard]] std::vector<const spec::Stage*> layers_of(const spec::Image& image) const {
    return with_bases(stage(image.stage));
  }
  /// A stage and the stages that it starts from, one behind the other.
  [[nodiscard]] std::vector<const spec::Stage*> with_bases(const spec::Stage* stage) const;
  [[nodiscard]] std::string_view text(Span span) const { return environment_.sources->text(span); }
  [[nodiscard]] const FileSystem& files() const { return *environment_.files; }
  /// The build context.
  [[nodiscard]] const std::string& directory() const { return environment_.directory; }
  /// `2026-11-21`; empty: it is not known.
  [[nodiscard]] std::string_view today() const { return today_; }
  /// Where bytes [begin, end) of a shell text stand in the spec; all of its row where that cannot be told.
  [[nodiscard]] Span place(const ShellText& text, std::size_t begin, std::size_t end) const;
  template <class Part>
  [[nodiscard]] Span place(const ShellText& text, const Part& part) const {
    return place(text, part.begin, part.end);
  }

  /// Is a rule's finding waived for this subject here? Then it is not to be reported.
  [[nodiscard]] bool waived(std::string_view rule, std::string_view subject, Span place) const {
    return waivers_.covers(rule, subject, place);
  }
  /// Reports a finding of the rule that the diagnostic's code names.
  template <class... Args>
  Diagnostics::Entry report(const DiagnosticKind<Args...>& kind, Span span, const std::type_identity_t<Args>&... args) {
    return diagnostics_.report(kind, span, args...);
  }

 private:
  void add_texts(const spec::Stage& stage);
  void add_text(const spec::Stage& stage, const spec::Run& run, Span row, bool bash, bool is_check);

  const spec::Spec& spec_;
  const resolve::Environment& environment_;
  std::string_view today_;
  resolve::Waivers& waivers_;
  Diagnostics& diagnostics_;
  std::deque<ShellText> texts_;  ///< none moves: calls point into their scripts
};

}  // namespace boxwright::lint
