#include "compiler/verify/meaning_json.hpp"

#include <nlohmann/json.hpp>

namespace boxwright::verify {

namespace {

using Json = nlohmann::ordered_json;

Json json_of(const Text& text) {
  if (text.is_literal()) return text.display();
  Json result = Json::array();
  for (const Text::Part& part : text.parts()) {
    if (!part.variable) {
      result.push_back(part.text);
      continue;
    }
    Json variable{{"variable", part.text}};
    if (!part.before.empty()) variable["before"] = part.before;
    if (!part.behind.empty()) variable["behind"] = part.behind;
    result.push_back(std::move(variable));
  }
  return result;
}

Json json_of(const std::vector<Text>& texts) {
  Json result = Json::array();
  for (const Text& text : texts) result.push_back(json_of(text));
  return result;
}

Json json_of(const std::vector<std::pair<std::string, Text>>& variables) {
  Json result = Json::array();
  for (const auto& [name, value] : variables) result.push_back(Json::array({name, json_of(value)}));
  return result;
}

Json json_of(const Call& call) {
  Json result{{"words", json_of(call.words)}};
  if (!call.variables.empty()) result["variables"] = json_of(call.variables);
  if (call.into) result["into"] = json_of(*call.into);
  return result;
}

Json json_of(const ShellText& text) {
  return {{"text", text.text},
          {"simple", text.simple},
          {"fits_shell", text.fits_shell},
          {"shell", text.shell},
          {"called", text.called}};
}

Json json_of(const Commands& commands) {
  Json result{{"strict", commands.strict}, {"secrets", Json::array()}, {"variables", json_of(commands.variables)}};
  for (const Commands::Secret& secret : commands.secrets)
    result["secrets"].push_back(
        {{"name", secret.name}, {"file", secret.file}, {"mounted", secret.mounted}, {"required", secret.required}});
  result["all"] = Json::array();
  for (const auto& one : commands.all)
    result["all"].push_back(std::visit([](const auto& command) { return json_of(command); }, one));
  return result;
}

Json json_of(const Statement& statement) {
  Json result{{"keyword", statement.keyword}};
  if (!statement.verbatim.empty()) {
    result["verbatim"] = statement.verbatim;
    return result;
  }
  result["facts"] = Json::array();
  for (const Fact& fact : statement.facts) result["facts"].push_back(Json::array({fact.name, json_of(fact.value)}));
  if (statement.user) result["user"] = *statement.user;
  if (statement.directory) result["directory"] = *statement.directory;
  if (statement.commands) result["commands"] = json_of(*statement.commands);
  return result;
}

Json json_of(const std::vector<Statement>& statements) {
  Json result = Json::array();
  for (const Statement& statement : statements) result.push_back(json_of(statement));
  return result;
}

Json json_of(const Stage& stage) {
  return {{"name", stage.name},   {"from", json_of(stage.from)},   {"first_user", stage.first_user},
          {"shell", stage.shell}, {"steps", json_of(stage.steps)}, {"configuration", json_of(stage.configuration)},
          {"user", stage.user},   {"directory", stage.directory},  {"is_image", stage.is_image}};
}

}  // namespace

std::string json(const Meaning& meaning, const std::string& dockerfile) {
  Json result{{"dockerfile", dockerfile},
              {"image", meaning.image},
              {"context", meaning.context},
              {"checks_are_errors", meaning.checks_are_errors},
              {"arguments", json_of(meaning.arguments)},
              {"stages", Json::array()}};
  for (const Stage& stage : meaning.stages) result["stages"].push_back(json_of(stage));
  return result.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace boxwright::verify
