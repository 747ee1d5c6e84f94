// Rule `unfinished-shell`: a text that the shell stops at before it runs anything, such as a quote or an `if` that
// nothing closes. The build would say so after all the steps before it.
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "compiler/lint/rules.hpp"
#include "compiler/lint/subject.hpp"

namespace boxwright::lint {

namespace {

struct Pair {
  std::string_view opens, closes;
};
constexpr std::array<Pair, 16> pairs{{{"$((", "))"},
                                      {"$(", ")"},
                                      {"${", "}"},
                                      {"<(", ")"},
                                      {">(", ")"},
                                      {"$'", "'"},
                                      {"'", "'"},
                                      {"\"", "\""},
                                      {"`", "`"},
                                      {"(", ")"},
                                      {"{", "}"},
                                      {"if", "fi"},
                                      {"case", "esac"},
                                      {"while", "do … done"},
                                      {"until", "do … done"},
                                      {"for", "do … done"}}};

/// The sign or word that begins a text.
std::string_view first_token(std::string_view text) {
  constexpr std::string_view signs = ";&|()<>";
  const bool is_sign = signs.find(text.front()) != std::string_view::npos;
  const std::size_t end = is_sign ? text.find_first_not_of(signs) : text.find_first_of(std::string(signs) + " \t\n", 1);
  return text.substr(0, std::min<std::size_t>(end, 24));
}

struct Fault {
  std::string what;
  std::size_t size = 0;  ///< bytes
};

Fault fault_at(std::string_view rest) {
  if (rest.find_first_not_of(" \t\n") == std::string_view::npos) return {"more has to follow at its end", 0};
  for (const Pair& pair : pairs)
    if (rest.starts_with(pair.opens))
      return {fmt::format("no `{}` closes this `{}`", pair.closes, pair.opens), pair.opens.size()};
  const std::string_view token = first_token(rest);
  return {fmt::format("`{}` cannot stand here", token), token.size()};
}

/// zsh and ksh have a grammar of their own.
bool reads_as_bash(const spec::Stage& stage) {
  return stage.shell.empty() || (!stage.shell.front().ends_with("zsh") && !stage.shell.front().ends_with("ksh"));
}

}  // namespace

void unfinished_shell(Subject& subject) {
  for (const ShellText& text : subject.texts()) {
    if (text.script.complete || text.script.too_deep || !reads_as_bash(*text.stage)) continue;
    const std::size_t at = std::min(text.script.error_at, text.run->text.size());
    const Fault fault = fault_at(std::string_view(text.run->text).substr(at));
    const Span place = fault.size == 0 ? text.row : subject.place(text, at, at + fault.size);
    if (subject.waived("unfinished-shell", "", place)) continue;
    subject.report(diag::UnfinishedShell, place, fault.what)
        .note("the build would stop at this step, behind all that it did before");
  }
}

}  // namespace boxwright::lint
