#include "compiler/resolve/policy.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/edit_distance.hpp"
#include "compiler/base/enumeration.hpp"
#include "compiler/lint/rules.hpp"
#include "compiler/resolve/image_reference.hpp"
#include "compiler/resolve/scope.hpp"
#include "compiler/resolve/values.hpp"

namespace boxwright::resolve {

namespace {

/// The registry of an image: Docker Hub where its name begins with no host (github.com/distribution/reference: a host
/// has a dot or a port, or is `localhost`).
std::string registry_of(std::string_view name) {
  const std::string_view first = name.substr(0, name.find('/'));
  const bool is_host =
      first.size() < name.size() && (first.find_first_of(".:") != std::string_view::npos || first == "localhost");
  if (!is_host || first == "index.docker.io") return "docker.io";
  return std::string(first);
}

/// The registry and the path in it: `docker.io/acme/tool`.
std::string place_of(std::string_view name) {
  const std::string registry = registry_of(name);
  for (const std::string_view prefix : {"index.docker.io/", "docker.io/"})
    if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
  return name.starts_with(registry + "/") ? std::string(name) : registry + "/" + std::string(name);
}

/// `docker.io/library/python` and `python` are one image.
std::string_view without_default_registry(std::string_view text) {
  for (const std::string_view prefix : {"docker.io/library/", "docker.io/"})
    if (text.starts_with(prefix)) return text.substr(prefix.size());
  return text;
}

Policy::Row row_of(const Statement& statement) {
  Policy::Row row;
  row.span = statement.span;
  for (const Word& word : statement.items.front().words) row.values.push_back(word.display());
  return row;
}

/// What rows of one policy trust, all of them do; what two policies trust, both must.
void add_trusted(const Statement& statement, const std::string& what, std::vector<Policy::Row>& rows, Scope& scope) {
  Policy::Row row = row_of(statement);
  for (const Word& word : statement.items.front().words)
    if (word.text.empty()) scope.report(diag::EmptyWord, word.span, what);
  const bool same = !rows.empty() && scope.policy_block == rows.back().block;
  row.block = scope.policy_block;
  if (!same) {
    rows.push_back(std::move(row));
  } else {
    rows.back().values.insert(rows.back().values.end(), row.values.begin(), row.values.end());
  }
}

}  // namespace

const Policy::Row* Policy::denies(std::string_view rule) const {
  const auto found = std::find_if(denied.begin(), denied.end(), [&](const Row& row) {
    return std::find(row.values.begin(), row.values.end(), rule) != row.values.end();
  });
  return found == denied.end() ? nullptr : &*found;
}

void check_trusted(const std::string& text, Span span, const Scope& scope) {
  const auto reference = parse_image_reference(text);
  if (!reference || text == "scratch") return;
  const std::string registry = registry_of(reference->name);
  const std::string place = place_of(reference->name);
  for (const Policy::Row& row : scope.policy->registries) {
    if (std::any_of(row.values.begin(), row.values.end(), [&](const std::string& trusted) {
          return registry == trusted || place.starts_with(trusted + "/");
        }))
      continue;
    scope.report(diag::ForeignRegistry, span, text, registry, enumeration(row.values, 8))
        .label(row.span, "the policy")
        .note("take it from a registry that is trusted, or ask whoever wrote the policy to add this one");
    return;
  }
  for (const Policy::Row& row : scope.policy->bases) {
    const bool allowed = std::any_of(row.values.begin(), row.values.end(), [&](const std::string& glob) {
      const std::string_view pattern = without_default_registry(glob);
      const std::string_view whole = without_default_registry(text);
      return glob_matches(pattern, whole) || glob_matches(pattern, without_default_registry(reference->name)) ||
             glob_matches(pattern, whole.substr(0, whole.find('@')));
    });
    if (allowed) continue;
    scope.report(diag::ForeignBase, span, text, enumeration(row.values, 8))
        .label(row.span, "the policy")
        .note("take one of these, or ask whoever wrote the policy to add yours");
    return;
  }
}

void check_labels(const Scope& scope) {
  for (const Policy::Row& row : scope.policy->labels) {
    std::vector<std::string> missing;
    std::copy_if(row.values.begin(), row.values.end(), std::back_inserter(missing), [&](const std::string& name) {
      const auto label = scope.stage->labels.find(name);
      return label == scope.stage->labels.end() || label->second.empty();
    });
    if (missing.empty()) continue;
    scope.report(diag::LabelMissing, scope.image->span, enumeration(missing, 8))
        .label(row.span, "the policy")
        .note(fmt::format("write `label {}=\"…\"`", missing.front()));
  }
}

void handle_registry(const Statement& statement, Scope& scope) {
  add_trusted(statement, "a registry", scope.policy->registries, scope);
}

void handle_base(const Statement& statement, Scope& scope) {
  add_trusted(statement, "a base, or a pattern of some", scope.policy->bases, scope);
}

void handle_require_label(const Statement& statement, Scope& scope) {
  for (const Word& word : statement.items.front().words)
    if (!is_label_key(word.display())) scope.report(diag::BadLabel, word.span, word.display());
  scope.policy->labels.push_back(row_of(statement));
}

void handle_deny(const Statement& statement, Scope& scope) {
  for (const Word& word : statement.items.front().words) {
    if (lint::find_rule(word.display()) != nullptr) continue;
    scope.report(diag::UnknownRule, word.span, word.display())
        .suggest(word.display(), lint::rule_names(), word.span)
        .note("`boxwright help rules` lists the rules");
  }
  scope.policy->denied.push_back(row_of(statement));
}

void handle_policy_user(const Statement& statement, Scope& scope) {
  const Word& word = statement.first();
  const std::string name = word.display();
  if (!is_plain_name(name) || name == "root" || name == "base") {
    scope.report(diag::BadName, word.span, name);
    return;
  }
  if (scope.policy->user && scope.policy->user->value != name) {
    scope.report(diag::TwoUsers, word.span, name, scope.policy->user->value)
        .label(scope.policy->user->span, "first here")
        .note("keep one of them; an image may say another user itself");
    return;
  }
  scope.policy->user = {name, word.span};
}

}  // namespace boxwright::resolve
