// Policy, waivers, and what a stage starts from.
#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "compiler/base/path_text.hpp"
#include "compiler/lint/rules.hpp"
#include "compiler/resolve/image_reference.hpp"
#include "compiler/resolve/scope.hpp"
#include "compiler/resolve/values.hpp"

namespace boxwright::resolve {

void handle_policy(const Statement& statement, Scope& scope) {
  if (statement.row->block() == nullptr) {
    scope.report(diag::BodyMissing, statement.name_span, "policy", "a block")
        .note("for example `policy { dialect portable }`");
    return;
  }
  scope.policy_block = statement.span;
  for (const ast::Row& row : statement.row->block()->rows) {
    if (row.head && row.head->value == "allow") continue;
    if (const auto inner = read_statement(row, keywords::POLICY, scope.names, *scope.diagnostics))
      handle(*inner, scope);
  }
}

void handle_dialect(const Statement& statement, Scope& scope) {
  const std::string name = statement.first().display();
  // Of two policies the stricter holds: what portable files need, BuildKit has too.
  if (name == "portable") {
    scope.spec->dialect = Dialect::portable;
  } else if (name != "buildkit") {
    scope.report(diag::BadWord, statement.first().span, name, "buildkit or portable")
        .suggest(name, {"buildkit", "portable"}, statement.first().span);
  }
}

void handle_allow(const Statement& statement, Scope& scope) {
  const std::vector<Word>& words = statement.items.front().words;
  const std::string rule = words.front().display();
  if (lint::find_rule(rule) == nullptr) {
    scope.report(diag::UnknownRule, words.front().span, rule)
        .suggest(rule, lint::rule_names(), words.front().span)
        .note("`boxwright help rules` lists the rules; an error `E…` cannot be waived");
    return;
  }
  if (words.size() < 2 || !words.back().quoted || words.back().text.empty()) {
    scope.report(diag::NoReason, words.back().span)
        .note(fmt::format("for example `allow {} \"why it is right here\"`", rule));
    return;
  }
  if (const Policy::Row* denied = scope.policy->denies(rule)) {
    scope.report(diag::DeniedWaiver, statement.span, rule)
        .label(denied->span, "the policy")
        .note("mend what the rule is about, or ask whoever wrote the policy");
    return;
  }
  Waiver waiver{rule, {}, scope.block, scope.head, statement.span, false};
  for (std::size_t i = 1; i + 1 < words.size(); ++i) waiver.subjects.push_back(words[i].display());
  scope.waivers->add(std::move(waiver));
}

namespace {

/// `similar` is the name of a stage that may be meant.
void check_pinned(const ImageReference& reference, const std::string& text, const std::string& similar, Span span,
                  const Scope& scope) {
  if (!reference.digest.empty() || reference.name == "scratch") return;
  if (!scope.is_unpinned(text, span, true)) return;
  const std::string waive = fmt::format("or waive it: `allow unpinned {} \"why\"`", text);
  if (reference.tag.empty()) {
    auto entry = scope.report(diag::UnpinnedBase, span, text);
    if (!similar.empty()) entry.note(fmt::format("did you mean the stage `{}`?", similar));
    entry.note(fmt::format("write `{}:TAG@sha256:…`", text)).note(waive);
  } else if (reference.tag == "latest") {
    scope.report(diag::LatestBase, span, text).note(fmt::format("write `{}:TAG@sha256:…`", reference.name)).note(waive);
  } else {
    scope.report(diag::UnpinnedTag, span, text).note(fmt::format("write `{}@sha256:…`", text)).note(waive);
  }
}

/// The reference that `from` names, directly or as the default of an argument.
std::optional<std::string> reference_text(const Word& word, Scope& scope) {
  if (word.text.is_literal()) return word.display();
  const std::string name = word.text.variables().front();
  const bool alone = word.text.parts().size() == 1;
  for (const spec::Variable& variable : scope.stage->variables) {
    if (alone && variable.name == name && variable.kind == spec::Variable::Kind::argument && variable.value &&
        variable.value->is_literal()) {
      scope.stage->from.argument = name;
      return variable.value->display();
    }
  }
  scope.report(diag::BadReference, word.span, word.display())
      .note(
          "an argument names the whole base and has a default: `arg BASE=python:3.11-slim-bookworm` and `from "
          "${BASE}`");
  return std::nullopt;
}

/// What `like=` says a base is that nobody knows.
void take_likeness(const std::string& base, const Word& like, Scope& scope) {
  BaseFacts facts = scope.environment->bases.facts(like.display());
  if (scope.stage->base.known) {
    scope.report(diag::OptionNotTaken, like.span, "like", fmt::format("`{}`, which is known", base));
  } else if (!facts.known) {
    scope.report(diag::UnknownLike, like.span, like.display())
        .note("name a base that is known, such as `debian:bookworm`, `ubuntu:24.04`, `alpine:3.20` or `fedora:40`");
  } else {
    facts.like = like.display();
    scope.stage->base = std::move(facts);
    scope.stage->python = scope.stage->base.python;
  }
}

void start_from_stage(const spec::Stage& stage, Scope& scope) {
  scope.stage->from.kind = spec::From::Kind::stage;
  scope.stage->from.name = stage.name;
  scope.stage->base = stage.base;
  scope.stage->python = stage.python;
  scope.stage->shell = stage.shell;
  scope.stage->conda_environments = stage.conda_environments;
  scope.stage->inherits_healthcheck = stage.healthcheck.has_value() || stage.inherits_healthcheck;
  if (!stage.workdir.empty()) scope.stage->base.workdir = stage.workdir;
  if (stage.entrypoint || stage.command) scope.stage->base.writes.clear();  // it is another program that starts
  for (const spec::Variable& variable : stage.variables)
    if (variable.kind == spec::Variable::Kind::environment)
      scope.stage->base.env[variable.name] = variable.value->display();
}

}  // namespace

void handle_shell(const Statement& statement, Scope& scope) {
  constexpr std::array<std::string_view, 6> families{"ash", "bash", "dash", "ksh", "sh", "zsh"};
  std::vector<std::string> words;
  for (const Word& word : statement.items.front().words) {
    const auto text = literal(word, *scope.diagnostics);
    if (!text || !check_control_characters(word, *scope.diagnostics)) return;
    words.push_back(*text);
  }
  const std::string& program = words.front();
  const BaseFacts& base = scope.stage->base;
  const auto refuse = [&](const std::string& why, const std::string& mend) {
    scope.report(diag::BadShell, statement.first().span, program, why).note(mend);
  };
  const std::string example = fmt::format("for example `{}`", statement.keyword->example);
  if (std::find(families.begin(), families.end(), file_name(program)) == families.end()) {
    refuse("the compiler's own steps need one of sh, bash, dash, ash, ksh and zsh",
           "another program runs what it is given: `run: pwsh -Command …`");
  } else if (!program.starts_with('/')) {
    refuse("its path must begin with `/`", example);
  } else if (words.size() < 2 || !words.back().starts_with('-') || !words.back().ends_with('c')) {
    refuse("its last word must be `-c`, behind which the command stands", example);
  } else if (base.sh.empty() && !scope.stage->from.name.empty()) {
    refuse("the base has no shell", "do it in a stage with a shell, and `copy(from=…)` what it makes");
  } else if (base.known && std::find(base.shells.begin(), base.shells.end(), program) == base.shells.end()) {
    refuse(fmt::format("the base has only {}", fmt::join(base.shells, " and ")),
           "all steps of the stage are run by it, also those that would install it");
  } else {
    scope.stage->shell = std::move(words);
  }
}

void handle_from(const Statement& statement, Scope& scope) {
  spec::From& from = scope.stage->from;
  from.span = statement.first().span;
  const auto text = reference_text(statement.first(), scope);
  if (!text) return;
  from.platform = statement.options.text("platform");
  const auto is_part = [](char ch) {
    return std::isalnum(static_cast<unsigned char>(ch)) != 0 || ch == '/' || ch == '.' || ch == '_';
  };
  const bool shaped =
      from.platform.find('/') != std::string::npos && std::all_of(from.platform.begin(), from.platform.end(), is_part);
  if (!from.platform.empty() && !shaped)
    scope.report(diag::WrongOption, statement.options.at("platform").span, "platform", from.platform,
                 "a platform such as linux/amd64");
  from.name = *text;
  if (*text == "scratch") {
    scope.stage->base = scope.environment->bases.facts("scratch");
    return;
  }
  const FoundStage found = scope.find_stage(*text, from.span);
  if (found.stage != nullptr) start_from_stage(*found.stage, scope);
  if (found.stage != nullptr || found.reported) return;
  const auto reference = parse_image_reference(*text);
  if (!reference && !found.similar.empty()) {
    report_no_stage(*text, found, from.span, scope);
    return;
  }
  if (!reference) {
    auto entry = scope.report(diag::BadReference, from.span, *text);
    if (const std::string lower = lower_case(*text); parse_image_reference(lower) && lower != *text)
      entry.fix(from.span, lower, "write");
    entry.note("it is `[host/]name:tag`, with `@sha256:…` where it is pinned; or the name of a stage of this file");
    return;
  }
  from.kind = spec::From::Kind::image;
  check_pinned(*reference, *text, found.similar, from.span, scope);
  check_trusted(*text, from.span, scope);
  scope.stage->base = scope.environment->bases.facts(*text);
  scope.stage->python = scope.stage->base.python;
  if (statement.options.has("like")) {
    take_likeness(*text, statement.options.at("like"), scope);
    return;
  }
  if (!scope.stage->base.known && !scope.waivers->covers("unknown-base", *text, from.span)) {
    scope.report(diag::UnknownBase, from.span, *text)
        .note(fmt::format("say what it is like, as in `from(like=debian:bookworm) {}`, or all of it in "
                          "`boxwright.bases.json` beside the spec",
                          *text))
        .note(fmt::format("where that is right, write `allow unknown-base {} \"a Debian system\"`", *text));
  }
}

}  // namespace boxwright::resolve
