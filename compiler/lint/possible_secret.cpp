// Rule `possible-secret`: what looks like a password or a token in a text that becomes part of the image. A build
// step's text is in the image's history, and a file's in its layer, for everybody who has the image.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <optional>

#include "compiler/base/kept_back.hpp"
#include "compiler/base/paths.hpp"
#include "compiler/lint/commands.hpp"
#include "compiler/lint/rules.hpp"
#include "compiler/lint/subject.hpp"
#include "compiler/resolve/values.hpp"

namespace boxwright::lint {

namespace {

/// How tokens of services begin (docs.github.com, docs.gitlab.com, huggingface.co/docs, docs.aws.amazon.com,
/// api.slack.com and others say so of theirs), and how long they are at least.
struct Shape {
  std::string_view start;
  std::size_t least;
  std::string_view service;
};
constexpr std::array<Shape, 18> shapes{{{"ghp_", 36, "GitHub"},
                                        {"gho_", 36, "GitHub"},
                                        {"ghs_", 36, "GitHub"},
                                        {"github_pat_", 40, "GitHub"},
                                        {"glpat-", 24, "GitLab"},
                                        {"hf_", 34, "Hugging Face"},
                                        {"AKIA", 20, "AWS"},
                                        {"ASIA", 20, "AWS"},
                                        {"AIza", 39, "Google"},
                                        {"xoxb-", 20, "Slack"},
                                        {"xoxp-", 20, "Slack"},
                                        {"sk-ant-", 24, "Anthropic"},
                                        {"sk-proj-", 24, "OpenAI"},
                                        {"sk_live_", 24, "Stripe"},
                                        {"npm_", 40, "npm"},
                                        {"pypi-AgEI", 24, "PyPI"},
                                        {"dckr_pat_", 24, "Docker"},
                                        {"-----BEGIN ", 20, "private key"}}};

bool is_token_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.';
}

/// The service whose token stands in a text; nothing where none does.
std::optional<std::string_view> token_in(std::string_view text) {
  for (const Shape& shape : shapes) {
    for (std::size_t at = text.find(shape.start); at != std::string_view::npos; at = text.find(shape.start, at + 1)) {
      if (at > 0 && is_token_character(text[at - 1])) continue;
      if (shape.service == "private key") {
        if (text.substr(at, 64).find("PRIVATE KEY-----") != std::string_view::npos) return shape.service;
        continue;
      }
      std::size_t end = at;
      while (end < text.size() && is_token_character(text[end])) ++end;
      const std::string_view token = text.substr(at, end - at);
      const bool varied = std::any_of(token.begin() + static_cast<std::ptrdiff_t>(shape.start.size()), token.end(),
                                      [](unsigned char c) { return std::isdigit(c) != 0; });
      if (token.size() >= shape.least && varied) return shape.service;
    }
  }
  return std::nullopt;
}

/// Does an address say a password, as `postgres://user:password@host` does? (RFC 3986, section 3.2.1.) A variable or
/// `PASSWORD` in its place is none.
bool has_password_in_address(std::string_view text) {
  for (std::size_t at = text.find("://"); at != std::string_view::npos; at = text.find("://", at + 3)) {
    const std::string_view authority = text.substr(at + 3, text.find_first_of("/?# \t\n\"'", at + 3) - at - 3);
    const std::size_t sign = authority.rfind('@');
    const std::size_t colon = authority.find(':');
    if (sign == std::string_view::npos || colon == std::string_view::npos || colon + 1 >= sign) continue;
    const std::string_view password = authority.substr(colon + 1, sign - colon - 1);
    const bool is_placeholder =
        password.find_first_of("${<*%(") != std::string_view::npos ||
        password.find_first_of("abcdefghijklmnopqrstuvwxyz0123456789") == std::string_view::npos;
    if (!is_placeholder) return true;
  }
  return false;
}

/// What everybody could read in a text, in words; nothing where that is no secret.
std::optional<std::string> secret_in(std::string_view text) {
  if (const auto service = token_in(text))
    return *service == "private key" ? "a private key" : "a token of " + std::string(*service);
  if (has_password_in_address(text)) return "a password in an address";
  return std::nullopt;
}

/// Bits a character, by how often each stands in the text.
double entropy(std::string_view text) {
  std::array<double, 256> counts{};
  for (const char c : text) ++counts[static_cast<unsigned char>(c)];
  double bits = 0;
  for (const double count : counts)
    if (count > 0)
      bits -= count / static_cast<double>(text.size()) * std::log2(count / static_cast<double>(text.size()));
  return bits;
}

/// Long, of letters in both cases and digits mixed as no word or path is. Sums are of hexadecimal digits alone, and
/// everybody may know them.
bool looks_random(std::string_view text) {
  if (text.size() < 24 ||
      text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-") !=
          std::string_view::npos)
    return false;
  if (text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos) return false;
  const auto any = [&](int (*is)(int)) {
    return std::any_of(text.begin(), text.end(), [&](unsigned char c) { return is(c) != 0; });
  };
  const auto digits = std::count_if(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
  return any(std::isupper) && any(std::islower) && digits >= 3 && std::count(text.begin(), text.end(), '/') < 2 &&
         entropy(text) > 4.2;
}

/// `TOKEN=…`, `--password=…`, `api_key: …`: the part behind a name that speaks of secrets.
bool names_secret(std::string_view name) {
  constexpr std::array<std::string_view, 8> words{"password", "passwd",  "secret",  "token",
                                                  "apikey",   "api_key", "api-key", "access_key"};
  const std::string lower = resolve::lower_case(name);
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return lower.ends_with(word); });
}

void report(Subject& subject, std::string_view what, Span place) {
  if (subject.waived("possible-secret", "", place)) return;
  subject.report(diag::PossibleSecret, place, std::string(what))
      .note(
          "give it to the step alone: `secret NAME` and `run(secret=NAME): …`, or to the container: `launch { env NAME "
          "}`")
      .note("where it has been in a file that others can read, have it replaced");
}

/// What says how the image is started or what it is: its configuration, which everybody may read.
void check_configuration(Subject& subject, const spec::Stage& stage) {
  for (const auto& [name, value] : stage.labels)
    if (const auto secret = secret_in(value.display()))
      report(subject, *secret + " in the label `" + name + "`", row_of(stage, "label"));
  for (const auto& [keyword, words] : {std::pair{"entrypoint", &stage.entrypoint}, std::pair{"cmd", &stage.command}}) {
    if (!*words) continue;
    for (const Text& word : **words)
      if (const auto secret = secret_in(word.display())) report(subject, *secret, row_of(stage, keyword));
  }
}

void check_text(Subject& subject, const ShellText& text) {
  if (const auto secret = secret_in(text.run->text)) {
    report(subject, *secret, text.row);
    return;
  }
  for (const shell::Command& command : text.script.commands) {
    const auto check = [&](std::string_view name, std::string_view value, Span place) {
      if (names_secret(name) && value.find('$') == std::string_view::npos && value.size() >= 8 && looks_random(value))
        report(subject, "a secret", place);
    };
    for (const shell::Assignment& one : command.assignments) check(one.name, one.value.text, subject.place(text, one));
    for (const shell::Word& word : command.words) {
      if (const std::size_t equals = word.text.find('='); equals != std::string::npos)
        check(std::string_view(word.text).substr(0, equals), std::string_view(word.text).substr(equals + 1),
              subject.place(text, word));
    }
  }
}

/// A file of the project that a row names, and that is called as files of secrets are. In a folder it is left out.
void check_copied(Subject& subject, const spec::Copy& copy, Span place) {
  for (const spec::ContextEntry& entry : copy.entries) {
    if (!is_secret_path(entry.path)) continue;
    // Certificates are for everybody, and so are the settings that a project shows as an example.
    const bool is_certificate =
        entry.path.ends_with(".pem") &&
        subject.files().read(paths::join(subject.directory(), entry.path)).value_or("").find("PRIVATE KEY-----") ==
            std::string::npos;
    constexpr std::array<std::string_view, 6> shown{".example", ".sample", ".template", ".dist", ".pub", "defaults"};
    const bool is_shown = std::any_of(shown.begin(), shown.end(), [&](auto end) { return entry.path.ends_with(end); });
    if (!is_certificate && !is_shown) report(subject, fmt::format("a secret, by its name: `{}`", entry.path), place);
  }
}

}  // namespace

void possible_secret(Subject& subject) {
  for (const ShellText& text : subject.texts()) check_text(subject, text);
  for (const spec::Stage& stage : subject.spec().stages) {
    for (const spec::Variable& variable : stage.variables) {
      if (!variable.value) continue;
      const std::string value = variable.value->display();
      if (const auto secret = secret_in(value)) {
        report(subject, *secret, variable.span);
      } else if (looks_random(value)) {
        report(subject, "a secret", variable.span);
      }
    }
    check_configuration(subject, stage);
    for (const spec::Statement& statement : stage.statements) {
      if (const auto* copy = std::get_if<spec::Copy>(&statement.fact)) check_copied(subject, *copy, statement.span);
      if (const auto* file = std::get_if<spec::WriteFile>(&statement.fact))
        if (const auto secret = secret_in(file->content.display())) report(subject, *secret, statement.span);
    }
  }
}

}  // namespace boxwright::lint
