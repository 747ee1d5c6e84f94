// SARIF 2.1.0. Texts end with a full stop and rules have a name, as its readers want them; there is no public page of a
// rule to lead to, so its page is part of the document. Braces in a text are not doubled: readers look for placeholders
// only where a message has arguments.

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "compiler/base/render.hpp"
#include "compiler/base/version.hpp"
#include "compiler/driver/code_page.hpp"
#include "compiler/driver/documents.hpp"
#include "compiler/driver/session.hpp"
#include "compiler/lint/rules.hpp"

namespace boxwright::driver {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view root = "PROJECT";  // stands for the folder that paths are relative to

std::string_view level_of(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    case Severity::note:
    case Severity::remark:
      return "note";
  }
  return "error";
}

Json text(const std::string& text) { return {{"text", text}}; }

std::string full_stop(const std::string& text) { return text.ends_with('.') ? text : text + "."; }

/// A path as a reference: what an URI gives a meaning of its own is written as `%XX`, byte by byte.
std::string uri_of(const std::string& path) {
  constexpr std::string_view plain = "-._~/";
  std::string result = path.starts_with('/') ? "file://" : "";
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_plain = byte < 0x80 && (std::isalnum(byte) != 0 || plain.find(c) != std::string_view::npos);
    result += is_plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return result;
}

Json artifact(const std::string& path) {
  Json result;
  result["uri"] = uri_of(path);
  if (!path.starts_with('/')) result["uriBaseId"] = root;
  return result;
}

Json region_of(const Region& region) {
  Json result;
  result["startLine"] = region.begin.line;
  result["startColumn"] = region.begin_utf16;
  result["endLine"] = region.end.line;
  result["endColumn"] = region.end_utf16;
  return result;
}

Json location(const Region& region) {
  Json place;
  place["artifactLocation"] = artifact(region.file);
  place["region"] = region_of(region);
  return {{"physicalLocation", place}};
}

/// `missing-mount-source` as `MissingMountSource`.
std::string upper_camel(std::string_view name) {
  std::string result;
  bool begins = true;
  for (const char c : name) {
    if (c != '-') result += begins ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    begins = c == '-';
  }
  return result;
}

/// What a code is about; `first` is a diagnostic that has it.
Json rule_of(const std::string& code, const Diagnostic& first) {
  const auto& rows = diag::rows();
  const auto row = std::find_if(rows.begin(), rows.end(), [&](const diag::Row& r) { return r.name == first.name; });
  const lint::Rule* rule = lint::find_rule(code);
  const std::string about = rule != nullptr ? std::string(rule->doc) : readable(row->format);
  const std::string page = code_page(code);
  Json result;
  result["id"] = code;
  result["name"] = rule != nullptr ? upper_camel(code) + "Rule" : std::string(first.name);
  result["shortDescription"] = text(full_stop(about));
  result["fullDescription"] =
      text(rule != nullptr ? fmt::format("{}; `allow {} …` waives it with a reason.", about, code) : full_stop(about));
  result["help"] = {{"text", page}, {"markdown", page}};
  result["defaultConfiguration"] = {{"level", level_of(row->severity)}};
  return result;
}

Json fix_of(const Fix& fix, const Region& region) {
  Json replacement;
  replacement["deletedRegion"] = region_of(region);
  replacement["insertedContent"] = text(fix.replacement);
  const std::string quoted = fmt::format("{}: `{}`", fix.title, fix.replacement);
  const bool shows_it = fix.replacement.find_first_not_of(" \n") != std::string::npos;
  Json result;
  result["description"] = text(full_stop(shows_it ? quoted : fix.title));
  result["artifactChanges"] = Json::array(
      {{{"artifactLocation", artifact(region.file)}, {"replacements", Json::array({std::move(replacement)})}}});
  return result;
}

Json result_of(const Finding& finding, std::size_t rule_index) {
  const Diagnostic& diagnostic = finding.diagnostic;
  Json result;
  result["ruleId"] = diagnostic.code;
  result["ruleIndex"] = rule_index;
  result["level"] = level_of(diagnostic.severity);
  result["message"] = text(full_stop(sentence(diagnostic)));
  result["locations"] = Json::array({location(finding.place)});
  for (std::size_t i = 0; i < finding.labels.size(); ++i) {
    Json related = location(finding.labels[i]);
    related["message"] = text(full_stop(diagnostic.labels[i].text));
    result["relatedLocations"].push_back(std::move(related));
  }
  result["partialFingerprints"] = {{"boxwright/v1", finding.fingerprint}};
  for (std::size_t i = 0; i < finding.fixes.size(); ++i)
    result["fixes"].push_back(fix_of(diagnostic.fixes[i], finding.fixes[i]));
  return result;
}

Json invocation(const Findings& findings, int exit_status) {
  Json result;
  result["executionSuccessful"] = findings.failures().empty();
  result["exitCode"] = exit_status;
  for (const std::string& reason : findings.failures())
    result["toolExecutionNotifications"].push_back({{"level", "error"}, {"message", text(full_stop(reason))}});
  return result;
}

}  // namespace

std::string sarif(const Findings& findings, int exit_status) {
  std::map<std::string_view, const Diagnostic*> codes;
  for (const Finding& finding : findings.all()) codes.emplace(finding.diagnostic.code, &finding.diagnostic);
  std::map<std::string_view, std::size_t> indices;
  Json rules = Json::array();
  for (const auto& [code, diagnostic] : codes) {
    indices[code] = rules.size();
    rules.push_back(rule_of(std::string(code), *diagnostic));
  }
  Json run;
  run["tool"]["driver"] = {{"name", "boxwright"}, {"version", kVersion}, {"rules", std::move(rules)}};
  run["invocations"] = Json::array({invocation(findings, exit_status)});
  run["originalUriBaseIds"][root]["description"] = text("The folder that boxwright was started in.");
  run["columnKind"] = "utf16CodeUnits";
  run["results"] = Json::array();
  for (const Finding& finding : findings.all())
    run["results"].push_back(result_of(finding, indices[finding.diagnostic.code]));
  Json document;
  document["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json";
  document["version"] = "2.1.0";
  document["runs"] = Json::array({std::move(run)});
  return render::safe_json(document.dump(2, ' ', false, Json::error_handler_t::replace)) + "\n";
}

}  // namespace boxwright::driver
