// Models of the Hugging Face hub, as weights.
#include <fmt/core.h>

#include <algorithm>
#include <cctype>

#include "compiler/resolve/mends.hpp"
#include "compiler/resolve/scope.hpp"
#include "compiler/resolve/tools.hpp"
#include "compiler/resolve/values.hpp"

namespace boxwright::resolve {

namespace {

/// `org/name`, or `name` alone for the few that are as old as that.
bool is_model_name(std::string_view text) {
  const std::size_t slash = text.find('/');
  return is_plain_name(text.substr(0, slash)) &&
         (slash == std::string_view::npos || is_plain_name(text.substr(slash + 1)));
}

bool is_revision(std::string_view text) {
  return !text.empty() && text.front() != '-' && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || std::string_view("._/-").find(static_cast<char>(c)) != std::string_view::npos;
  });
}

void check_pinned(const std::string& url, const std::string& revision, const Word& word, const Options& options,
                  const Scope& scope) {
  if (is_hexadecimal(revision, 40) || !scope.is_unpinned(url, word.span)) return;
  const auto mend = [&](Diagnostics::Entry entry) {
    entry.note("write `weights(rev=…)` with the full commit, which the model's page shows under \"Files and versions\"")
        .note(fmt::format("or waive it: `allow unpinned {} \"why\"`", as_word(url)));
  };
  if (revision.empty()) {
    mend(scope.report(diag::UnpinnedSource, word.span, url));
  } else {
    mend(scope.report(diag::UnpinnedModel, options.at("rev").span, revision, url));
  }
}

std::vector<std::string> patterns(const Options& options, std::string_view option, const Scope& scope) {
  std::vector<std::string> result;
  for (const Word& word : options.list(option))
    if (check_control_characters(word, *scope.diagnostics)) result.push_back(word.display());
  std::sort(result.begin(), result.end());
  result.erase(std::unique(result.begin(), result.end()), result.end());
  return result;
}

}  // namespace

void add_model(const Statement& statement, const Item& item, const Word& word, const std::string& to, Scope& scope) {
  const auto url = literal(word, *scope.diagnostics);
  if (!url) return;
  const Options& options = item.options;
  refuse_options(options, {"sha256", "sha512", "md5", "unpack", "strip", "mode"},
                 "a model of the hub, which has a revision", scope);
  if (!is_model_name(std::string_view(*url).substr(5))) {
    scope.report(diag::BadWord, word.span, *url, "a model as the hub names it, such as hf://mistralai/Mistral-7B-v0.1");
    return;
  }
  spec::Fetch fetch;
  fetch.url = *url;
  fetch.weights = true;
  fetch.destination = to;
  fetch.hub.revision = options.text("rev");
  if (options.has("rev") && !is_revision(fetch.hub.revision)) {
    scope.report(diag::WrongOption, options.at("rev").span, "rev", fetch.hub.revision, "a commit, a tag or a branch");
    return;
  }
  check_pinned(*url, fetch.hub.revision, word, options, scope);
  fetch.hub.include = patterns(options, "include", scope);
  fetch.hub.exclude = patterns(options, "exclude", scope);
  if (options.has("min-size")) fetch.hub.least_bytes = least_bytes(options.at("min-size"), scope);
  if (options.has("secret")) fetch.secret = use_secret(options.at("secret"), scope);
  const BaseFacts& base = scope.stage->base;
  if (!scope.stage->from.name.empty() && base.known && !model_python(base)) {
    scope.report(diag::NoPython, word.span, statement.name() + " hf://…")
        .note(
            "the hub's client needs Python 3.9 to 3.14: download the model in a `stage` with one, such as `from "
            "python:3.12-slim-bookworm`, and `copy(from=…)` it from there");
    return;
  }
  scope.stage->statements.push_back({std::move(fetch), item.span});
}

}  // namespace boxwright::resolve
