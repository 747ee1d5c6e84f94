// Secrets: what declares them, and what the steps that are given them say of it.
#include <algorithm>
#include <cctype>

#include "compiler/base/path_text.hpp"
#include "compiler/resolve/scope.hpp"
#include "compiler/resolve/values.hpp"

namespace boxwright::resolve {

namespace {

/// The file of a secret: beside the spec, absolute, or below the caller's home.
std::string secret_file(const Word& word, const Scope& scope) {
  std::string text = word.display();
  if (!check_control_characters(word, *scope.diagnostics)) return "";
  if (text.find_first_of(",\"") != std::string::npos) {
    scope.report(diag::BadWord, word.span, text, "a path without commas and quotes, which would end it");
    return "";
  }
  if (text.starts_with('/') || text.starts_with("~/")) return text;
  std::string path = normal_path(text);
  if (path == ".." || path.starts_with("../")) {
    scope.report(diag::OutsideContext, word.span, text)
        .note("a secret from elsewhere is named from the root or from your home, as in `file=~/.netrc`");
    return "";
  }
  return path;
}

}  // namespace

void handle_secret(const Statement& statement, Scope& scope) {
  const Word& word = statement.first();
  const auto name = literal(word, *scope.diagnostics);
  if (!name) return;
  if (!is_plain_name(*name) || std::isalpha(static_cast<unsigned char>(name->front())) == 0) {
    scope.report(diag::BadName, word.span, *name);
    return;
  }
  const Options& options = statement.options;
  Secret secret;
  secret.name = *name;
  secret.optional = options.has("optional");
  if (options.has("env") && options.has("file"))
    scope.report(diag::OptionNotTaken, options.at("file").span, "file", "a secret that `env=` gives");
  if (options.has("file")) {
    secret.file = secret_file(options.at("file"), scope);
  } else {
    secret.variable = options.has("env") ? options.text("env") : usual_variable(*name);
    if (!is_variable_name(secret.variable))
      scope.report(diag::BadVariable, options.has("env") ? options.at("env").span : word.span, secret.variable);
  }
  scope.secrets->declare({secret, scope.secret_blocks.front(), statement.span}, *scope.diagnostics);
}

std::optional<SecretUse> use_secret(const Word& word, Scope& scope) {
  const auto name = literal(word, *scope.diagnostics);
  if (!name) return std::nullopt;
  const Secret* secret = scope.secrets->use(*name, word.span, scope.secret_blocks, *scope.diagnostics);
  if (secret == nullptr) return std::nullopt;
  std::vector<Secret>& known = scope.stage->secrets;
  if (std::find(known.begin(), known.end(), *secret) == known.end()) known.push_back(*secret);
  return SecretUse{secret->name, secret->optional};
}

std::optional<SecretUse> use_secret_of(const Options& options, const std::string& url, Scope& scope) {
  if (!options.has("secret")) return std::nullopt;
  const Word& word = options.at("secret");
  if (url.starts_with("http://"))
    scope.report(diag::OptionNotTaken, word.span, "secret", "an http address: everybody on the way could read it")
        .note("write `https://`, which the server has to speak too");
  const std::string host = url_host(url);
  if (!url.empty() && !is_plain_name(host)) scope.report(diag::BadUrl, word.span, url);
  return use_secret(word, scope);
}

std::vector<SecretUse> use_secrets(const Options& options, Scope& scope) {
  std::vector<SecretUse> result;
  for (const Word& word : options.list("secret"))
    if (auto secret = use_secret(word, scope)) result.push_back(std::move(*secret));
  std::sort(result.begin(), result.end());
  result.erase(std::unique(result.begin(), result.end()), result.end());
  return result;
}

}  // namespace boxwright::resolve
