// Arguments, environment variables and labels.
#include <fmt/core.h>

#include <algorithm>
#include <optional>

#include "compiler/expand/bindings.hpp"
#include "compiler/resolve/scope.hpp"
#include "compiler/resolve/values.hpp"

namespace boxwright::resolve {

namespace {

/// A list as a value is meant as words; a configuration has text only.
bool check_value(const Pair& pair, const Scope& scope, bool argument = false) {
  if (pair.value.is_list) {
    scope.report(diag::BadWord, pair.value.span, pair.name + "=[…]", "one value; quote it where it holds brackets")
        .note(argument ? fmt::format("a value that is one of a list is known when compiling: `param {}=[…]`", pair.name)
                       : fmt::format("write for example `{}=\"a b\"`", pair.name));
    return false;
  }
  const std::string text = pair.value.display();
  if (text.find('\n') == std::string::npos && text.find('\r') == std::string::npos) return true;
  scope.report(diag::LineFeedInValue, pair.value.span, pair.name).note(R"(write a file instead: `file /path """`)");
  return false;
}

bool check_variable(const Pair& pair, const Scope& scope, bool argument = false) {
  if (!is_variable_name(pair.name)) {
    auto entry = scope.report(diag::BadVariable, pair.name_span, pair.name);
    std::string mended = pair.name;
    for (char& c : mended)
      if (c == '-' || c == '.') c = '_';
    if (is_variable_name(mended)) entry.fix(pair.name_span, mended, "write");
    return false;
  }
  if (is_secret_name(pair.name) && (argument || !pair.value.text.empty())) {
    auto entry = scope.report(diag::SecretInImage, pair.name_span, pair.name);
    if (argument) {
      const std::string secret = lower_case(pair.name);
      entry.note(
          fmt::format("a step of the build is given it for its time alone: `secret(env={}) {}` and "
                      "`run(secret={}): …`, which reads /run/secrets/{}",
                      pair.name, secret, secret, secret));
    } else {
      entry.note("give it when the container starts: `launch { env " + pair.name + " }` takes it from the caller");
    }
    return false;
  }
  return check_value(pair, scope, argument);
}

/// Does the base set a variable, as far as is known?
enum class Set { no, maybe, yes };

Set set_by_base(const BaseFacts& base, const std::string& name) {
  const auto found = base.env.find(name);
  if (name == "PATH" || (found != base.env.end() && found->second)) return Set::yes;
  return found != base.env.end() || !base.known ? Set::maybe : Set::no;
}

/// Lets a variable be named that nothing may have set: without the declaration a build check takes it for a mistake.
void declare(spec::Stage& stage, const std::string& name, Span span) {
  const bool declared = std::any_of(stage.variables.begin(), stage.variables.end(),
                                    [&](const spec::Variable& variable) { return variable.name == name; });
  if (!declared) stage.variables.push_back({spec::Variable::Kind::argument, name, std::nullopt, span});
}

/// How a value goes before or behind what a path list holds already.
Text joined(spec::Stage& stage, const Pair& pair, bool append) {
  const Text& value = pair.value.text;
  const auto earlier = std::find_if(stage.variables.begin(), stage.variables.end(), [&](const spec::Variable& v) {
    return v.name == pair.name && v.kind == spec::Variable::Kind::environment;
  });
  const bool known = earlier != stage.variables.end();
  const Set set = known ? Set::yes : set_by_base(stage.base, pair.name);
  if (set == Set::no) return value;
  Text old;
  Text separator(":");
  if (known) {
    old = *earlier->value;
  } else if (set == Set::yes) {
    old.append_variable(pair.name);
  } else {
    declare(stage, pair.name, pair.span);
    old.append_optional_variable(pair.name, append ? "" : ":", append ? ":" : "");
    separator = Text();  // it comes and goes with the value
  }
  Text result = append ? old : value;
  result.append(separator);
  result.append(append ? value : old);
  return result;
}

/// `X=${X}:/more` where nothing has set X would be empty, silently.
bool names_itself(const Pair& pair, const Scope& scope) {
  const std::vector<std::string> names = pair.value.text.variables();
  if (std::find(names.begin(), names.end(), pair.name) == names.end()) return false;
  const spec::Stage& stage = *scope.stage;
  const bool set = !stage.base.known || stage.base.env.contains(pair.name) ||
                   std::any_of(stage.variables.begin(), stage.variables.end(),
                               [&](const spec::Variable& other) { return other.name == pair.name; });
  if (set) return false;
  scope.report(diag::UnknownName, pair.value.span, pair.name)
      .note("`env(append) " + pair.name + "=…` adds to a list of paths, whether it is set before or not");
  return true;
}

void report_no_value(const Pair& pair, const Scope& scope) {
  const std::size_t equals = pair.name.find('=');
  if (equals == std::string::npos) {
    scope.report(diag::PairExpected, pair.span, pair.name, pair.name + "=value");
    return;
  }
  const std::string meant = fmt::format("{}=\"{}\"", pair.name.substr(0, equals), pair.name.substr(equals + 1));
  scope.report(diag::PairExpected, pair.span, pair.name, meant).note("quotes stand around the value alone");
}

/// Where the variable of this name stands that is no argument; nothing where there is none yet.
std::optional<std::size_t> find_variable(const std::string& name, Scope& scope) {
  const std::vector<spec::Variable>& all = scope.stage->variables;
  for (; scope.placed < all.size(); ++scope.placed)
    if (all[scope.placed].kind != spec::Variable::Kind::argument)
      scope.places.emplace(all[scope.placed].name, scope.placed);
  const auto found = scope.places.find(name);
  return found == scope.places.end() ? std::nullopt : std::optional(found->second);
}

void add_environment(const Pair& pair, const Item& item, Scope& scope) {
  if (!pair.has_value) {
    report_no_value(pair, scope);
    return;
  }
  if (expand::is_built_in_name(pair.name)) {
    scope.report(diag::NameTaken, pair.name_span, pair.name)
        .note(fmt::format("give yours another name, such as `my_{}`", pair.name));
    return;
  }
  if (!check_variable(pair, scope)) return;
  if (names_itself(pair, scope)) return;
  const bool append = item.options.has("append");
  const bool joins = append || item.options.has("prepend");
  const auto kind = item.options.has("build") ? spec::Variable::Kind::build_only : spec::Variable::Kind::environment;
  if (const auto place = find_variable(pair.name, scope)) {
    if (joins) {
      const Text value = joined(*scope.stage, pair, append);
      scope.stage->variables[*place].value = value;
    } else if (scope.stage->variables[*place].value != pair.value.text) {
      scope.report(diag::TwoValues, pair.span, pair.name)
          .label(scope.stage->variables[*place].span, "the other value")
          .note("`env(append)` and `env(prepend)` add to a list of paths");
    }
    return;
  }
  scope.stage->variables.push_back(
      {kind, pair.name, joins ? joined(*scope.stage, pair, append) : pair.value.text, pair.span});
}

void add_label(const Pair& pair, Scope& scope) {
  if (!pair.has_value) {
    report_no_value(pair, scope);
  } else if (!is_label_key(pair.name)) {
    auto entry = scope.report(diag::BadLabel, pair.name_span, pair.name);
    if (const std::string lower = lower_case(pair.name); is_label_key(lower)) entry.fix(pair.name_span, lower, "write");
  } else if (check_value(pair, scope)) {
    const auto [place, added] = scope.stage->labels.emplace(pair.name, pair.value.text);
    if (!added && place->second != pair.value.text) scope.report(diag::TwoValues, pair.span, pair.name);
  }
}

void add_oci_label(const Statement& statement, Scope& scope, const std::string& name) {
  Pair pair;
  pair.name = "org.opencontainers.image." + name;
  pair.has_value = true;
  pair.span = pair.name_span = statement.span;
  pair.value.span = statement.first().span;
  for (const Word& word : statement.items.front().words) {
    if (!pair.value.text.empty()) pair.value.text.append(", ");
    pair.value.text.append(word.text);
  }
  add_label(pair, scope);
}

}  // namespace

void handle_arg(const Statement& statement, Scope& scope) {
  for (const Item& item : statement.items) {
    for (const Pair& pair : item.pairs) {
      if (expand::is_built_in_name(pair.name)) {
        scope.report(diag::NameTaken, pair.name_span, pair.name)
            .note(fmt::format("give yours another name, such as `my_{}`", pair.name));
        continue;
      }
      if (!check_variable(pair, scope, true)) continue;
      std::optional<Text> value;
      if (pair.has_value) value = pair.value.text;
      scope.stage->variables.push_back({spec::Variable::Kind::argument, pair.name, value, pair.span});
      scope.names.variables.insert(pair.name);
    }
  }
}

void handle_env(const Statement& statement, Scope& scope) {
  for (const Item& item : statement.items)
    for (const Pair& pair : item.pairs) add_environment(pair, item, scope);
}

void handle_label(const Statement& statement, Scope& scope) {
  for (const Item& item : statement.items)
    for (const Pair& pair : item.pairs) add_label(pair, scope);
}

void handle_title(const Statement& statement, Scope& scope) { add_oci_label(statement, scope, "title"); }
void handle_version(const Statement& statement, Scope& scope) { add_oci_label(statement, scope, "version"); }
void handle_authors(const Statement& statement, Scope& scope) { add_oci_label(statement, scope, "authors"); }
void handle_licenses(const Statement& statement, Scope& scope) { add_oci_label(statement, scope, "licenses"); }
void handle_source(const Statement& statement, Scope& scope) { add_oci_label(statement, scope, "source"); }
void handle_description(const Statement& statement, Scope& scope) { add_oci_label(statement, scope, "description"); }

}  // namespace boxwright::resolve
