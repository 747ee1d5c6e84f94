#pragma once

#include <fmt/core.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "compiler/base/source.hpp"

namespace boxwright {

/// A remark says what the compiler did, and only to who asks for it.
enum class Severity { error, warning, note, remark };

/// A place that explains a diagnostic, with what it shows.
struct Label {
  Span span;
  std::string text;
};

/// A mechanical mend: replace what stands at `span`. One serves `--fix`, editors and the `help:` line.
struct Fix {
  Span span;
  std::string replacement;
  std::string title;
  bool certain = false;  ///< nothing else can be meant, so that `--fix` applies it unasked
};

/// One message to the user: what was written, and what to write instead.
struct Diagnostic {
  std::string_view name;  ///< the row of diagnostics.def
  std::string_view code;  ///< `E…` for an error; the rule's kebab-case name for what can be waived
  Severity severity = Severity::error;
  Span span;
  std::string message;
  std::vector<Label> labels;
  std::vector<std::string> notes;  ///< full sentences of help, one a line
  std::vector<Fix> fixes;
  std::string_view kind{};  ///< of a remark: `passed`, `missed` or `analysis`
};

/// A row of diagnostics.def: `Args` are the types of its placeholders, so that a wrong report does not compile.
template <class... Args>
struct DiagnosticKind {
  std::string_view name;
  std::string_view code;
  Severity severity;
  fmt::format_string<const Args&...> format;
};

/// A text as a message shows it: of a word that nobody can read, as of a file of one line, only the begin.
std::string shortened(std::string_view text);

/// An argument of a message as it is shown.
template <class T>
const T& shown(const T& argument) {
  return argument;
}
inline std::string shown(const std::string& argument) { return shortened(argument); }

/// Collects what is said about the input, in the order it was found.
class Diagnostics {
 public:
  /// More than a person reads: errors beyond these are counted and not kept, whoever finds them.
  static constexpr std::size_t most_errors = 100;

  /// Adds to the diagnostic that `report` made; chain it.
  class Entry {
   public:
    explicit Entry(Diagnostic& diagnostic) : diagnostic_(&diagnostic) {}
    Entry& label(Span span, std::string_view text) {
      diagnostic_->labels.push_back({span, shortened(text)});
      return *this;
    }
    Entry& note(std::string_view text) {
      diagnostic_->notes.push_back(shortened(text));
      return *this;
    }
    Entry& fix(Span span, std::string replacement, std::string title) {
      diagnostic_->fixes.push_back({span, std::move(replacement), std::move(title)});
      return *this;
    }
    /// The same where nothing else can be meant, or only if so.
    Entry& certain_fix(Span span, std::string replacement, std::string title, bool certain = true) {
      diagnostic_->fixes.push_back({span, std::move(replacement), std::move(title), certain});
      return *this;
    }
    /// Asks whether something else was meant, which is written in the place of what stands there.
    Entry& did_you_mean(Span span, std::string meant, bool certain) {
      note(fmt::format("did you mean `{}`?", shortened(meant)));
      return certain_fix(span, std::move(meant), "write", certain);
    }
    /// Asks whether one of these names was meant by what was written, where one is near enough, and offers it at
    /// `span`.
    Entry& suggest(std::string_view written, const std::vector<std::string_view>& names, Span span);

   private:
    Diagnostic* diagnostic_;
  };

  template <class... Args>
  Entry report(const DiagnosticKind<Args...>& kind, Span span, const std::type_identity_t<Args>&... args) {
    std::string message = fmt::format(kind.format, static_cast<const Args&>(shown(args))...);
    return add({kind.name, kind.code, kind.severity, span, std::move(message), {}, {}, {}});
  }
  Entry add(Diagnostic diagnostic);

  /// Counts an error that is not told; `add` does so itself once there are too many.
  void leave_out() { ++left_out_; }

  /// Takes back what turned out not to be so.
  template <class Which>
  void take_back(const Which& which) {
    std::erase_if(all_, which);
    recount();
  }
  /// Lets each that is kept be added to.
  template <class Change>
  void revise(const Change& change) {
    for (Diagnostic& one : all_) change(one);
    recount();
  }

  [[nodiscard]] bool has_errors() const { return count(Severity::error) > 0; }
  /// How many were found, with those that are left out.
  [[nodiscard]] std::size_t count(Severity severity) const;
  [[nodiscard]] const std::vector<Diagnostic>& all() const { return all_; }
  /// Errors, warnings, notes; in each by file and place; the same message at the same place once. A last one says how
  /// many errors are left out.
  [[nodiscard]] std::vector<Diagnostic> sorted() const;

 private:
  void recount();

  std::vector<Diagnostic> all_;
  std::array<std::size_t, 4> kept_{};  ///< of each severity: it is asked for after each statement
  std::size_t errors_ = 0;             ///< that were added
  std::size_t left_out_ = 0;           ///< errors that are not
  Diagnostic unseen_;                  ///< the last of these, for who adds to it
};

namespace diag {
#define DIAGNOSTIC(Name, code, severity, format, ...) \
  inline constexpr DiagnosticKind<__VA_ARGS__> Name{#Name, code, Severity::severity, format};
#include "compiler/base/diagnostics.def"
#undef DIAGNOSTIC

/// A row of the table, for help and tests.
struct Row {
  std::string_view name, code;
  Severity severity;
  std::string_view format;
};
const std::vector<Row>& rows();
}  // namespace diag

}  // namespace boxwright
