// Policy, waivers, and what a stage starts from.
#include <fmt/core.h>

#include <algorithm>
#include <cctype>

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
    scope.report(diag::BadWord, statement.first().span, name, "buildkit or portable");
  }
}

void handle_allow(const Statement& statement, Scope& scope) {
  const std::vector<Word>& words = statement.items.front().words;
  const std::string rule = words.front().display();
  if (lint::find_rule(rule) == nullptr) {
    scope.report(diag::UnknownRule, words.front().span, rule)
        .note("`boxwright help rules` lists the rules; an error `E…` cannot be waived");
    return;
  }
  if (words.size() < 2 || !words.back().quoted || words.back().text.empty()) {
    scope.report(diag::NoReason, words.back().span)
        .note(fmt::format("for example `allow {} \"why it is right here\"`", rule));
    return;
  }
  if (const Policy::Row* denied = scope.policy->denies(rule)) {
    scope.report(diag::DeniedWaiver, statement.span, rule).label(denied->span, "the policy");
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
  if (!scope.is_unpinned(text, span)) return;
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

void start_from_stage(const spec::Stage& stage, Scope& scope) {
  scope.stage->from.kind = spec::From::Kind::stage;
  scope.stage->from.name = stage.name;
  scope.stage->base = stage.base;
  scope.stage->python = stage.python;
  scope.stage->inherits_healthcheck = stage.healthcheck.has_value() || stage.inherits_healthcheck;
  if (!stage.workdir.empty()) scope.stage->base.workdir = stage.workdir;
  for (const spec::Variable& variable : stage.variables)
    if (variable.kind == spec::Variable::Kind::environment)
      scope.stage->base.env[variable.name] = variable.value->display();
}

}  // namespace

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
    report_no_stage(*text, found.similar, from.span, scope);
    return;
  }
  if (!reference) {
    scope.report(diag::BadReference, from.span, *text)
        .note("it is `[host/]name:tag`, with `@sha256:…` where it is pinned; or the name of a stage of this file");
    return;
  }
  from.kind = spec::From::Kind::image;
  check_pinned(*reference, *text, found.similar, from.span, scope);
  check_trusted(*text, from.span, scope);
  scope.stage->base = scope.environment->bases.facts(*text);
  scope.stage->python = scope.stage->base.python;
  if (!scope.stage->base.known && !scope.waivers->covers("unknown-base", *text, from.span)) {
    scope.report(diag::UnknownBase, from.span, *text)
        .note("say what it is in `boxwright.bases.json` beside the spec")
        .note(fmt::format("where that is right, write `allow unknown-base {} \"a Debian system\"`", *text));
  }
}

}  // namespace boxwright::resolve
