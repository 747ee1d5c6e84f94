// Rule `tls-off`: a download that takes what anybody on the way sends, because the server's certificate or a package's
// signature is not looked at.
#include <algorithm>
#include <array>
#include <cctype>

#include "compiler/lint/commands.hpp"
#include "compiler/lint/rules.hpp"
#include "compiler/lint/subject.hpp"

namespace boxwright::lint {

namespace {

struct Option {
  std::string_view program, option;
  char letter = 0;
};
constexpr std::array<Option, 21> options{{{"curl", "--insecure", 'k'},
                                          {"wget", "--no-check-certificate"},
                                          {"pip", "--trusted-host"},
                                          {"uv", "--allow-insecure-host"},
                                          {"apt-get", "--allow-unauthenticated"},
                                          {"apt-get", "--force-yes"},
                                          {"apt-get", "--allow-insecure-repositories"},
                                          {"apt", "--allow-unauthenticated"},
                                          {"apt", "--force-yes"},
                                          {"apk", "--allow-untrusted"},
                                          {"yum", "--nogpgcheck"},
                                          {"dnf", "--nogpgcheck"},
                                          {"microdnf", "--nogpgcheck"},
                                          {"rpm", "--nosignature"},
                                          {"rpm", "--nodigest"},
                                          {"rpm", "--noverify"},
                                          {"conda", "--insecure"},
                                          {"mamba", "--insecure"},
                                          {"git", "http.sslVerify=false"},
                                          {"git", "http.sslverify=false"},
                                          {"npm", "--no-strict-ssl"}}};

/// Variables that programs read, and the values that switch the check off.
struct Variable {
  std::string_view name;
  std::array<std::string_view, 3> off;
};
constexpr std::array<Variable, 7> variables{{{"PYTHONHTTPSVERIFY", {"0", "0", "0"}},
                                             {"NODE_TLS_REJECT_UNAUTHORIZED", {"0", "0", "0"}},
                                             {"GIT_SSL_NO_VERIFY", {"1", "true", "yes"}},
                                             {"NPM_CONFIG_STRICT_SSL", {"false", "false", "false"}},
                                             {"npm_config_strict_ssl", {"false", "false", "false"}},
                                             {"CONDA_SSL_VERIFY", {"false", "0", "False"}},
                                             {"PIP_TRUSTED_HOST", {"", "", ""}}}};

bool switches_off(std::string_view name, std::string_view value) {
  return std::any_of(variables.begin(), variables.end(), [&](const Variable& variable) {
    if (variable.name != name) return false;
    return name == "PIP_TRUSTED_HOST"
               ? !value.empty()
               : std::find(variable.off.begin(), variable.off.end(), value) != variable.off.end();
  });
}

/// What in a call switches a check off; empty where nothing does.
std::string switch_in(const Call& call) {
  for (const Option& option : options) {
    const bool short_form = option.letter != 0 && call.has_option(option.option, option.letter);
    if (call.program == option.program && (short_form || call.has_option(option.option) || call.has(option.option)))
      return std::string(option.option);
  }
  const bool configures = call.has("config") && (call.has("false") || call.has("off"));
  if (configures && call.program == "npm" && call.has("strict-ssl")) return "strict-ssl false";
  if (configures && call.program == "git" && (call.has("http.sslVerify") || call.has("http.sslverify")))
    return "http.sslVerify false";
  if (configures && call.program == "conda" && call.has("ssl_verify")) return "ssl_verify false";
  return {};
}

void report(Subject& subject, const std::string& what, Span place) {
  if (subject.waived("tls-off", what, place)) return;
  subject.report(diag::TlsOff, place, what)
      .note("where the network has an authority of its own, name it: `certificates FILE.pem`");
}

}  // namespace

void tls_off(Subject& subject) {
  for (const ShellText& text : subject.texts()) {
    for (const Call& call : text.calls)
      if (const std::string what = switch_in(call); !what.empty())
        report(subject, call.program + " " + what, subject.place(text, *call.command));
    for (const shell::Command& command : text.script.commands) {
      for (const shell::Assignment& assignment : command.assignments)
        if (switches_off(assignment.name, assignment.value.text))
          report(subject, assignment.name, subject.place(text, assignment));
      for (const shell::Word& word : command.words)
        if (const std::size_t equals = word.text.find('=');
            equals != std::string::npos && switches_off(word.text.substr(0, equals), word.text.substr(equals + 1)))
          report(subject, word.text.substr(0, equals), subject.place(text, word));
    }
  }
  for (const spec::Stage& stage : subject.spec().stages)
    for (const spec::Variable& variable : stage.variables)
      if (variable.value && switches_off(variable.name, variable.value->display()))
        report(subject, variable.name, variable.span);
}

}  // namespace boxwright::lint
